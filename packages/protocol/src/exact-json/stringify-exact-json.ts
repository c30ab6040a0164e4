import { assertInteger } from '../arguments/assert-integer.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import { MAX_DEPTH } from './parse-exact-json.ts';

/** The input of `stringifyExactJson`: exact JSON, and safe integers as numbers. Members that are `undefined` are left out. */
export type ExactJsonInput =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly ExactJsonInput[]
  | { readonly [key: string]: ExactJsonInput | undefined };

/**
 * Writes JSON in which every bigint is a number literal with all its digits.
 *
 * The writer is our own, because lossless-json 4.3.3 writes `{}` for a Map and `null` for an undefined item. Refusing these takes a walk
 * through the whole value.
 * @param space blanks per level, 0 to 10; everything is on one line when absent
 * @throws TOS_INVALID_ARGUMENT, whose message names the place, for a value that JSON has no form for: a number that is not a safe integer (it
 * may already have been rounded) or is -0, a function, a symbol, `undefined` other than as a member, an object that is neither an array nor
 * plain (bytes, a Date, a Map), a value that contains itself, and more than 1,000 levels
 */
export function stringifyExactJson(value: ExactJsonInput, space: number = 0): string {
  assertInteger(space, 'space', 0, 10);
  return write(value, { path: 'value', depth: 0, indent: ' '.repeat(space) });
}

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly indent: string;
}

function write(value: unknown, place: Place): string {
  switch (typeof value) {
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'string':
      return JSON.stringify(value);
    case 'number':
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
      throw invalidArgument(place.path, 'a safe integer or a bigint', value);
    case 'object':
      if (value === null) return 'null';
      if (place.depth >= MAX_DEPTH) {
        throw invalidArgument(
          'value',
          `at most ${MAX_DEPTH} arrays and objects in one another, and none in itself`,
          value,
        );
      }
      if (Array.isArray(value))
        return bracket(
          '[',
          Array.from(value, (item, i) => write(item, within(place, `[${i}]`))),
          ']',
          place,
        );
      if (isPlain(value)) return bracket('{', writeMembers(value, place), '}', place);
  }
  throw invalidArgument(place.path, 'what JSON has a form for', value);
}

function writeMembers(object: object, place: Place): string[] {
  const colon = place.indent === '' ? ':' : ': ';
  return Object.entries(object).flatMap(([key, member]) =>
    member === undefined ? [] : [`${JSON.stringify(key)}${colon}${write(member, within(place, `.${key}`))}`],
  );
}

function within(place: Place, step: string): Place {
  return { path: `${place.path}${step}`, depth: place.depth + 1, indent: place.indent };
}

function bracket(open: string, parts: readonly string[], close: string, { depth, indent }: Place): string {
  if (parts.length === 0 || indent === '') return `${open}${parts.join(',')}${close}`;
  const lineStart = `\n${indent.repeat(depth)}`;
  return `${open}${parts.map((part) => `${lineStart}${indent}${part}`).join(',')}${lineStart}${close}`;
}

/** True for an object literal of any realm, and for an object without a prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}
