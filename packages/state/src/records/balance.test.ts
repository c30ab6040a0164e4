import { U64_MAX } from '@tos/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Balance, decodeBalance, encodeBalance } from './balance.ts';

const u64 = fc.oneof(
  fc.constantFrom(0n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n, U64_MAX),
  fc.bigInt(0n, U64_MAX),
);
const corrupt = expect.objectContaining({ code: 'TOS_STORAGE_CORRUPT' });

describe('balances', () => {
  test('have a flags byte, the final balance, and the output balance if there is one', () => {
    expect(encodeBalance({ type: 'input', final: 1n, output: null })).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1));
    expect(encodeBalance({ type: 'output', final: 0n, output: null })[0]).toBe(1);
    expect(encodeBalance({ type: 'both', final: 1n, output: 2n })).toEqual(
      Uint8Array.of(6, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2),
    );
  });

  test('come back', () => {
    const balance: fc.Arbitrary<Balance> = fc.oneof(
      fc.record({ type: fc.constantFrom('input', 'output'), final: u64, output: fc.constant(null) }),
      fc.record({ type: fc.constant('both'), final: u64, output: u64 }),
    );
    fc.assert(
      fc.property(balance, (one) => {
        expect(decodeBalance(encodeBalance(one))).toEqual(one);
      }),
    );
  });

  test('what decodes encodes to the same bytes, and all else is corrupt', () => {
    for (let flags = 0; flags < 256; flags++) {
      for (let size = 1; size <= 20; size++) {
        const bytes = new Uint8Array(size).fill(7);
        bytes[0] = flags;
        const isBalance = [0, 1, 6].includes(flags) && size === (flags === 6 ? 17 : 9);
        const what = `flags ${flags}, ${size} bytes`;
        if (isBalance) expect(encodeBalance(decodeBalance(bytes)), what).toEqual(bytes);
        else expect(() => decodeBalance(bytes), what).toThrow(corrupt);
      }
    }
    expect(() => decodeBalance(new Uint8Array(0))).toThrow(corrupt);
  });
});
