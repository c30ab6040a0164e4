import { assertText } from '../arguments/assert-type.ts';
import { TosError } from '../tos-error.ts';
import type { ExactJson } from './exact-json.ts';
import { isEscaped } from './is-escaped.ts';
import { parseNative } from './parse-native.ts';

/** Levels of arrays and objects inside one another. No message of the protocol is that deep, and the stack holds many more. */
export const MAX_DEPTH = 1000;

/**
 * Parses JSON (RFC 8259) without rounding: every number becomes a bigint of any size. A member named `__proto__` becomes an own member.
 *
 * JSON.parse reads what it is exact for. The rest is for a parser of our own, because JSON.parse rounds and takes the last of two members with
 * one key. lossless-json 4.3.3 accepts `{"a":[1],"a":{"0":1}}`: it compares two values by their keys alone, and calls its `onDuplicateKey` only when the keys differ.
 * @throws TOS_INVALID_FORMAT for text that is not JSON, for fractions and exponents, for a key with two different values, and for more than
 * 1,000 levels; TOS_INVALID_ARGUMENT for a value that is not a text
 */
export function parseExactJson(text: string): ExactJson {
  assertText(text, 'text');
  return parseNative(text, MAX_DEPTH) ?? parseByHand(text);
}

/** The parser of our own, which decides about every text that `parseNative` leaves. */
export function parseByHand(text: string): ExactJson {
  return new Parser(text).parse();
}

const SPACE = /[ \t\n\r]*/y;
const INTEGER = /-?(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
const WORDS: ReadonlyMap<string, ExactJson> = new Map<string, ExactJson>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): ExactJson {
    const value = this.#value();
    if (this.#at < this.#text.length) this.#fail('more text after the value');
    return value;
  }

  /** A value and the white space around it. */
  #value(): ExactJson {
    this.#take(SPACE);
    const value = this.#bareValue();
    this.#take(SPACE);
    return value;
  }

  #bareValue(): ExactJson {
    const first = this.#text[this.#at];
    if (first === '{') return this.#nested(() => this.#object());
    if (first === '[') return this.#nested(() => this.#array());
    if (first === '"') return this.#string();
    for (const [word, value] of WORDS) if (this.#skip(word)) return value;
    const integer = this.#take(INTEGER);
    return integer === undefined ? this.#fail('a value without fraction or exponent is expected') : BigInt(integer);
  }

  #nested<T>(parse: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.#fail(`more than ${MAX_DEPTH} arrays and objects in one another`);
    this.#at++;
    const value = parse();
    this.#depth--;
    return value;
  }

  #array(): ExactJson[] {
    const items: ExactJson[] = [];
    this.#take(SPACE);
    if (this.#skip(']')) return items;
    do items.push(this.#value());
    while (this.#skip(','));
    if (!this.#skip(']')) this.#fail('a comma or ] is expected');
    return items;
  }

  #object(): { readonly [key: string]: ExactJson } {
    const members = new Map<string, ExactJson>();
    this.#take(SPACE);
    if (this.#skip('}')) return {};
    do {
      this.#take(SPACE);
      const key = this.#string();
      this.#take(SPACE);
      if (!this.#skip(':')) this.#fail('a colon is expected');
      const value = this.#value();
      const other = members.get(key);
      if (other !== undefined && !isSame(other, value)) this.#fail(`the key ${JSON.stringify(key)} is there twice`);
      members.set(key, value);
    } while (this.#skip(','));
    if (!this.#skip('}')) this.#fail('a comma or } is expected');
    // An assignment would set the prototype for a key __proto__; fromEntries does not.
    return Object.fromEntries(members);
  }

  /** Finds the end of a text without a pattern, because a pattern overflows the stack at a million escapes. JSON.parse reads its content. */
  #string(): string {
    const [text, start] = [this.#text, this.#at];
    if (text[start] !== '"') this.#fail('a text in double quotes is expected');
    let end = start;
    do {
      end = text.indexOf('"', end + 1);
      if (end === -1) this.#fail('a text has no closing quote');
    } while (isEscaped(text, end));
    this.#at = end + 1;
    try {
      return String(JSON.parse(text.slice(start, this.#at)));
    } catch {
      return this.#fail('the text before this has a wrong escape or a control character');
    }
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #skip(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #fail(problem: string): never {
    const found = this.#at < this.#text.length ? JSON.stringify(this.#text[this.#at]) : 'the end';
    const reason = `${problem}, at ${found}`;
    throw new TosError('TOS_INVALID_FORMAT', { what: 'JSON', reason, offset: this.#at });
  }
}

function isSame(a: ExactJson, b: ExactJson): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const members = new Map<string, ExactJson>(Object.entries(a));
  const others = Object.entries(b);
  return (
    members.size === others.length &&
    others.every(([key, value]) => {
      const own = members.get(key);
      return own !== undefined && isSame(own, value);
    })
  );
}
