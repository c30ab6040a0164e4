import { expect, test } from 'vitest';
import { claimOf, executionOf } from '../../test/execution-of.ts';
import { barAt } from './bar-at.ts';
import { barText } from './bar-text.ts';
import { pictureLayout } from './picture-layout.ts';
import { blockRows } from './picture-rows.ts';

const layout = pictureLayout(
  blockRows(
    executionOf({
      totalUs: 10_000,
      threads: 3,
      claims: [
        claimOf(1, 1000, 4000, { count: 3, transactions: [0, 1, 2] }),
        claimOf(1, 9000, 9001, { count: 2, transactions: [7, 9] }),
        claimOf(1, 9004, 9006, { count: 2, kind: 'evidence' }),
      ],
      phases: [{ name: 'merge', startUs: 9100, endUs: 9900 }],
    }),
  ),
  { fromUs: 0, toUs: 10_000 },
  1000,
);

/** What a pointer shows, by pixels from the left and the row from the top. */
function shownAt(x: number, row: number): string | undefined {
  const { y, height } = layout.rows[row]!;
  const found = barAt(layout, x, y + height / 2);
  return found && barText(found.row.name, found.bar);
}

test('a pointer finds a bar, also one that is thinner than it', () => {
  expect(shownAt(150, 1)).toBe('Thread 1, 1.00 ms to 4.00 ms (3.00 ms): 3 signatures of the transactions 0–2');
  expect(shownAt(903, 1)).toBe(
    'Thread 1, 9.00 ms to 9.01 ms, 2 times, busy for 3 µs: 2 signatures of the transactions 7, 9, 2 of the co-signatures and proofs',
  );
  expect(shownAt(950, 3)).toBe('Merge, 9.10 ms to 9.90 ms (800 µs)');
});

test('where there is no bar, it finds none', () => {
  expect([shownAt(600, 1), shownAt(150, 0), shownAt(150, 2)]).toEqual([undefined, undefined, undefined]);
  expect(barAt(layout, 150, -5)).toBeUndefined();
  expect(barAt(layout, 150, layout.height + 50)).toBeUndefined();
});
