import { COIN } from '@tos/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAmount } from '../terminal/format.ts';
import { tosAmount } from './tos-amount.ts';

test('every amount is read as it is printed', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), (amount) => {
      expect(tosAmount.safeParse(formatAmount(amount).replaceAll(',', '')).data).toBe(amount);
    }),
  );
  expect(tosAmount.safeParse('1.5').data).toBe((3n * COIN) / 2n);
});

test.each([
  '',
  '0',
  '0.00000000',
  '-1',
  '+1',
  '1e8',
  '1.',
  '.5',
  '1.000000001',
  '1,5',
  '1 000',
  '184467440738',
  'x',
  '٣',
])('%j is no amount', (text) => {
  expect(tosAmount.safeParse(text).success).toBe(false);
});
