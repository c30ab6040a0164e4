import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortedByRank } from './sorted-by-rank.ts';

// Few distinct ranks, neighbours among them, and the largest.
const rank = fc.oneof(
  fc.nat(6),
  fc.bigInt(0n, 2n ** 40n - 1n).map(Number),
  fc.constant(2 ** 40 - 1),
  fc.constant(2 ** 39),
);

test('ascending by rank, ties by the comparison', () => {
  fc.assert(
    fc.property(fc.array(rank, { maxLength: 60 }), fc.infiniteStream(fc.nat()), (ranks, ties) => {
      const tie = ranks.map((_, i) => ties.next().value * 1000 + i);
      const order = [...sortedByRank(ranks, (a, b) => tie[a]! - tie[b]!)];
      const expected = ranks.map((_, i) => i).sort((a, b) => ranks[a]! - ranks[b]! || tie[a]! - tie[b]!);
      expect(order).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('of many ranks that differ in their last bits alone, none is out of order', () => {
  const ranks = Array.from({ length: 20_000 }, (_, i) => 2 ** 40 - 1 - ((i * 7919) % 20_000));
  const order = sortedByRank(ranks, () => {
    throw new Error('no two are equal');
  });
  expect(order.length).toBe(20_000);
  for (let i = 1; i < order.length; i++) expect(ranks[order[i - 1]!]! < ranks[order[i]!]!, `at ${i}`).toBe(true);
});
