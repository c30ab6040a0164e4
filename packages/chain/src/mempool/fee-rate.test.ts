import fc from 'fast-check';
import { expect, test } from 'vitest';
import { feeAbove, feeRateOf, replacementFee } from './fee-rate.ts';

const fee = fc.bigInt(0n, 2n ** 64n - 1n);

test.each([
  [0n, 1n],
  [1n, 2n],
  [10n, 11n],
  [10_000n, 11_000n],
  [10_001n, 11_002n],
])('a fee of %s is replaced by one of %s', (before, needed) => {
  expect(replacementFee(before)).toBe(needed);
});

test('a replacement costs more, and 10 % more', () => {
  fc.assert(
    fc.property(fee, (before) => replacementFee(before) > before && 10n * replacementFee(before) >= 11n * before),
  );
});

test('the fee above a rate has a higher rate, and one less has not', () => {
  fc.assert(
    fc.property(fee, fc.integer({ min: 1, max: 1_048_576 }), (paid, size) => {
      const rate = feeRateOf(paid, size);
      const above = feeAbove(rate, size);
      expect(feeRateOf(above, size)).toBeGreaterThan(rate);
      expect(feeRateOf(above - 1n, size)).toBeLessThanOrEqual(rate);
    }),
  );
});
