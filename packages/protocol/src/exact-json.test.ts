import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExactJson, stringifyExactJson } from './exact-json.ts';
import { isTosError } from './tos-error.ts';
import { U64_MAX } from './u64.ts';

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

  test('a key named __proto__ is data, not a prototype', () => {
    const value = parseExactJson('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(value as object)).toEqual(['__proto__']);
  });
});
