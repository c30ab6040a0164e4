import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelBars } from './level-bars.ts';

test('a bar per level, the highest one full', () => {
  expect(levelBars([8, 4, 2], 10)).toEqual([
    { first: 1, last: 1, transactions: 8, share: 1 },
    { first: 2, last: 2, transactions: 4, share: 0.5 },
    { first: 3, last: 3, transactions: 2, share: 0.25 },
  ]);
});

test('many levels share bars: no transaction is lost, and the levels follow one another', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 300 }),
      fc.integer({ min: 1, max: 60 }),
      (levels, most) => {
        const bars = levelBars(levels, most);
        expect(bars.length).toBeLessThanOrEqual(most);
        expect(bars.reduce((sum, { transactions }) => sum + transactions, 0)).toBe(
          levels.reduce((sum, count) => sum + count, 0),
        );
        let next = 1;
        for (const { first, last, share } of bars) {
          expect(first).toBe(next);
          next = last + 1;
          expect(share).toBeGreaterThan(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        expect(next).toBe(levels.length + 1);
      },
    ),
  );
});
