import fc from 'fast-check';
import { expect, test } from 'vitest';
import { threadsWorthWaking } from './threads-worth-waking.ts';

const OFFER_US = 25;
const time = (workUs: number, n: number): number => workUs / n + n * OFFER_US;

test('neither one thread more nor two fewer would make a run shorter', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), (workUs) => {
      const n = threadsWorthWaking(workUs);
      expect(time(workUs, n)).toBeLessThanOrEqual(time(workUs, n + 1));
      if (n > 2) expect(time(workUs, n - 1)).toBeLessThanOrEqual(time(workUs, n - 2));
    }),
  );
});

test.each([
  [0, 1],
  [4 * 50, 3],
  [100 * 50, 15],
  [1000 * 50, 45],
  [20 * 2000, 40],
  [10_000 * 50, 142],
])('%i us of work are worth %i threads', (workUs, threads) => {
  expect(threadsWorthWaking(workUs)).toBe(threads);
});
