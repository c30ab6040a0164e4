import { LosslessNumber, parse, stringify } from 'lossless-json';
import { TosError } from './tos-error.ts';

/** JSON in which every number is an integer, held as a bigint. */
export type ExactJson = null | boolean | bigint | string | readonly ExactJson[] | { readonly [key: string]: ExactJson };

/** What `stringifyExactJson` takes: as above, and safe integers as numbers; `undefined` members are left out. */
export type ExactJsonInput =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly ExactJsonInput[]
  | { readonly [key: string]: ExactJsonInput | undefined };

/**
 * Parses JSON without rounding: every number becomes a bigint, of any size.
 * @throws TOS_INVALID_FORMAT for text that is not JSON, for fractions and exponents, and for a key with two different values.
 */
export function parseExactJson(text: string): ExactJson {
  try {
    return parse(text, undefined, parseInteger) as ExactJson;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TosError('TOS_INVALID_FORMAT', { what: 'JSON', reason }, `Not exact JSON: ${reason}.`, { cause: error });
  }
}

/**
 * Writes JSON in which every bigint is a number literal with all its digits.
 * @throws TOS_INVALID_ARGUMENT for a number that is not a safe integer: it may already have been rounded.
 */
export function stringifyExactJson(value: ExactJsonInput, space?: number): string {
  const text = stringify(toLossless(value), undefined, space);
  if (text === undefined) throw new TosError('TOS_INTERNAL', { reason: 'JSON without a value' });
  return text;
}

function parseInteger(literal: string): bigint {
  if (!/^-?[0-9]+$/.test(literal)) throw new SyntaxError(`${literal} is not an integer`);
  return BigInt(literal);
}

function toLossless(value: ExactJsonInput): unknown {
  switch (typeof value) {
    case 'bigint':
      return new LosslessNumber(String(value));
    case 'number':
      if (!Number.isSafeInteger(value)) {
        const received = String(value);
        throw new TosError('TOS_INVALID_ARGUMENT', {
          argument: 'number',
          expected: 'a safe integer or a bigint',
          received,
        });
      }
      return value;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(toLossless);
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, toLossless(member)]])),
      );
    default:
      return value;
  }
}
