import { hexToBytes } from '@tos/crypto';
import { isTosError } from '@tos/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataElementJson, decodeDataElement } from './data-element.ts';

const decode = (hex: string) => decodeDataElement(hexToBytes(hex));

describe('integrated data', () => {
  test.each([
    ['0000 01', true],
    ['0001 05 68656c6c6f', 'hello'],
    ['0001 03 efbbbf', '\ufeff'],
    ['0002 ff', 255n],
    ['0003 0100', 256n],
    ['0004 00010000', 65_536n],
    ['0005 ffffffffffffffff', 2n ** 64n - 1n],
    ['0006 ffffffffffffffffffffffffffffffff', 2n ** 128n - 1n],
    [`0007 ${'ab'.repeat(32)}`, 'ab'.repeat(32)],
    ['0008 0003 010203', [1, 2, 3]],
    ['01 00', []],
    ['01 02 0002 01 01 01 0000 00', [1n, [false]]],
    ['02 02 01 01 61 0002 07 02 09 02 00', { a: 7n, 9: {} }],
  ])('%s', (hex, expected) => {
    const element = decode(hex.replaceAll(' ', ''));
    expect(element).toEqual(expected);
    expect(dataElementJson.parse(element)).toEqual(expected);
  });

  test('a key of any name is a member of its own', () => {
    const element = decode('02 01 01 09 5f5f70726f746f5f5f 0002 01'.replaceAll(' ', ''));
    expect(Object.entries(Object(element))).toEqual([['__proto__', 1n]]);
  });

  test.each([
    ['', 'bytes expected'],
    ['03', 'no kind of element'],
    ['0009', 'no kind of value'],
    ['0000 02', 'boolean'],
    ['0001 01 ff', 'not UTF-8'],
    ['0001 02 61', 'bytes expected'],
    ['0002 01 00', 'left over'],
    ['02 02 01 01 61 0002 07 01 01 61 0002 08', 'twice'],
    ['02 01 08 0001 ff 0002 00', 'bytes as the key'],
  ])('%s is refused: %s', (hex, problem) => {
    expect(() => decode(hex.replaceAll(' ', ''))).toThrow(problem);
  });

  test('of any bytes is JSON or a TosError', () => {
    const likely = fc.oneof(fc.nat(8), fc.nat(255));
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 128 }), (bytes) => {
        try {
          dataElementJson.parse(decodeDataElement(Uint8Array.from(bytes)));
        } catch (error) {
          if (!isTosError(error)) throw error;
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
