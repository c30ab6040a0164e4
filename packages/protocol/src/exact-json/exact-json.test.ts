import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTosError } from '../tos-error.ts';
import { U64_MAX } from '../u64.ts';
import { parseExactJson } from './parse-exact-json.ts';
import { stringifyExactJson } from './stringify-exact-json.ts';

describe('exact JSON', () => {
  test('keeps every digit of a u64, in both directions', () => {
    const text = '{"a":18446744073709551615,"b":[9007199254740993,-1,0],"c":"18446744073709551616"}';
    const value = parseExactJson(text);
    expect(value).toEqual({ a: U64_MAX, b: [9007199254740993n, -1n, 0n], c: '18446744073709551616' });
    expect(stringifyExactJson(value)).toBe(text);
  });

  test('round trip of any exact value', () => {
    const leaf = fc.oneof(fc.bigInt(), fc.string(), fc.boolean(), fc.constant(null));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('tree')), fc.dictionary(fc.string(), tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const text = stringifyExactJson(value as never);
        expect(stringifyExactJson(parseExactJson(text))).toBe(text);
      }),
    );
  });

  test.each(['', '{', '1.5', '1e3', '{"a":1,"a":2}', 'NaN', '[1,]', '{"a":1}x', '01'])('refuses %j', (text) => {
    let caught: unknown;
    try {
      parseExactJson(text);
    } catch (error) {
      caught = error;
    }
    expect(isTosError(caught, 'TOS_INVALID_FORMAT'), String(caught)).toBe(true);
  });

  test('a key may occur twice with the same value', () => {
    expect(parseExactJson('{"a":[1],"a":[1]}')).toEqual({ a: [1n] });
  });

  test('refuses to write a number that may have been rounded', () => {
    expect(() => stringifyExactJson({ a: 2 ** 53 })).toThrow('a safe integer');
    expect(() => stringifyExactJson({ a: 0.5 })).toThrow('a safe integer');
    expect(stringifyExactJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  test.each([
    '{"a":[1],"a":{"0":1}}',
    '{"a":[],"a":{}}',
    '{"a":{},"a":[]}',
    '{"a":{},"a":{"__proto__":{}}}',
    '{"x":{"a":[[]],"a":[{}]}}',
    '{"a":null,"a":{}}',
    '{"a":1,"\\u0061":"1"}',
    '{"__proto__":1,"__proto__":2}',
  ])('refuses a key with two different values: %s', (text) => {
    expect(() => parseExactJson(text)).toThrow(expect.objectContaining({ code: 'TOS_INVALID_FORMAT' }));
  });

  // JSON.parse is the oracle of the grammar. It differs in rounding numbers, accepting fractions, and accepting a key twice.
  test('takes and refuses what JSON.parse does', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"b"',
      '"\\u00e9\\n"',
      '"\\x"',
      '"\t"',
      '0',
      '-1',
      '12',
      '01',
      '-',
      'true',
      'null',
      'nul',
      ' ',
      '\u00a0',
    );
    const damaged = fc.tuple(fc.json(), fc.nat(), fc.array(piece, { maxLength: 2 })).map(([text, at, pieces]) => {
      const i = at % (text.length + 1);
      return text.slice(0, i) + pieces.join('') + text.slice(i + (pieces.length === 0 ? 1 : 0));
    });
    fc.assert(
      fc.property(
        fc.oneof(
          damaged,
          fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          const hasOnlyIntegers = !/[0-9]\.[0-9]|[0-9][eE][-+]?[0-9]/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, ''));
          const expected = hasOnlyIntegers ? valueOrUndefined((): unknown => JSON.parse(text)) : undefined;
          const actual = valueOrUndefined(() => parseExactJson(text));
          if (actual === undefined && expected !== undefined) {
            // The one other reason for an error is a key that occurs twice.
            expect(JSON.stringify(expected).length, text).toBeLessThan(text.length);
            return;
          }
          expect(actual === undefined ? undefined : JSON.parse(stringifyExactJson(actual)), text).toEqual(
            expected === undefined ? undefined : JSON.parse(JSON.stringify(expected)),
          );
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('nests 1,000 deep and no deeper, in both directions', () => {
    const text = '['.repeat(1000) + ']'.repeat(1000);
    expect(stringifyExactJson(parseExactJson(text))).toBe(text);
    expect(() => parseExactJson(`[${text}]`)).toThrow(expect.objectContaining({ code: 'TOS_INVALID_FORMAT' }));
    expect(() => stringifyExactJson([parseExactJson(text)])).toThrow('in one another');
    expect(() => parseExactJson('['.repeat(1_000_000))).toThrow(
      expect.objectContaining({ code: 'TOS_INVALID_FORMAT' }),
    );
  });

  test('texts of any length and any number of escapes, whole and without an end', () => {
    for (const part of ['x', '\\n', '\\\\', '\\"x']) {
      const literal = `"${part.repeat(5_000_000)}"`;
      expect(parseExactJson(literal) === JSON.parse(literal), part).toBe(true);
      expect(() => parseExactJson(literal.slice(0, -1))).toThrow('a text has no closing quote, at "\\""');
    }
    expect(() => parseExactJson('"\\')).toThrow('(at offset 0)');
    expect(() => parseExactJson('"\\"')).toThrow('no closing quote');
  });

  test('indents as JSON.stringify does', () => {
    const value = { a: [1, { b: 'c' }, []], d: {}, e: null };
    expect(stringifyExactJson(value, 2)).toBe(JSON.stringify(value, undefined, 2));
  });

  test('what JSON has no form for is refused, with its place', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const odd: readonly [string, unknown][] = [
      ['undefined', undefined],
      ['an undefined item', [undefined]],
      ['a function', { a: () => 1 }],
      ['a symbol', { a: Symbol('s') }],
      ['NaN', { a: Number.NaN }],
      ['infinity', { a: Number.POSITIVE_INFINITY }],
      ['-0', { a: -0 }],
      ['a circle', circular],
      ['a boxed bigint', { a: Object(1n) }],
      ['a Date', { a: new Date(0) }],
      ['a Map', { a: new Map() }],
      ['bytes', { a: Uint8Array.of(1) }],
      ['toJSON', { a: { toJSON: () => 1 } }],
      ['a class', { a: new (class A {})() }],
      ['a hole', { a: new Array(1) }],
    ];
    for (const [name, value] of odd) {
      expect(() => stringifyExactJson(value as never), name).toThrow(
        expect.objectContaining({ code: 'TOS_INVALID_ARGUMENT' }),
      );
    }
    expect(() => stringifyExactJson({ a: [{ b: -0 }] })).toThrow('value.a[0].b is the number -0');
    expect(() => stringifyExactJson(1, 11)).toThrow('space is the number 11');
  });

  test('a key named __proto__ is data, not a prototype', () => {
    const value = parseExactJson('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(value as object)).toEqual(['__proto__']);
  });
});

function valueOrUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
