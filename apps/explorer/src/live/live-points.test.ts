import { expect, test } from 'vitest';
import type { LiveBlock } from './live-blocks.ts';
import { livePoints } from './live-points.ts';

function block(topoheight: number, timestamp: number, transactions: number): LiveBlock {
  return { hash: `${topoheight}`, topoheight, timestamp, transactions, bytes: 0 };
}

test('a rate is that since the block before, where that is known', () => {
  const { time, rate, commitMs } = livePoints([
    block(6, 9000, 4),
    { ...block(5, 9000, 30), figures: { parallelism: 1, conflicts: null, commitMs: 2 } },
    block(4, 6000, 10),
    block(2, 5000, 7),
    block(1, 4500, 0),
  ]);
  expect(time).toEqual([4.5, 5, 6, 9, 9]);
  // Block 4 has no known predecessor, and block 6 the time of its own.
  expect(rate).toEqual([null, 14, null, 10, null]);
  expect(commitMs).toEqual([null, null, null, 2, null]);
});

test('what came before a long pause is not shown', () => {
  const { time } = livePoints([block(3, 900_000, 1), block(2, 899_000, 1), block(1, 500_000, 1)]);
  expect(time).toEqual([899, 900]);
});

test('nothing has no points', () => {
  expect(livePoints([])).toEqual({
    time: [],
    rate: [],
    parallelism: [],
    conflicts: [],
    commitMs: [],
  });
});
