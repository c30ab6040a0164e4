import { expect, test } from 'vitest';
import { claimOf, executionOf } from '../../test/execution-of.ts';
import { executionSummary, threadsUsed } from './execution-summary.ts';

test('the comparison names both times and the threads that worked', () => {
  const claims = [claimOf(1, 0, 10), claimOf(3, 0, 10), claimOf(1, 20, 30)];
  expect(threadsUsed({ claims })).toBe(3);
  expect(
    executionSummary(executionOf({ claims, verified: 90, remembered: 10, evidence: 2, sequentialUs: 14_000 })),
  ).toEqual([
    'Sequential would have taken 14.0 ms, this took 5.00 ms on 3 threads: 2.8 times as fast.',
    'The node verified 90 signatures and 2 co-signatures and proofs in the block; 10 signatures had been verified when the transactions came. The sequential time is an estimate: the same work, one after the other. It is too long where threads had to share a core.',
  ]);
});

test.each([
  {
    name: 'no gain',
    execution: executionOf({ claims: [claimOf(0, 0, 10)], verified: 100, sequentialUs: 5000 }),
    headline: 'Sequential would have taken 5.00 ms, this took 5.00 ms on one thread: there was nothing to gain.',
  },
  {
    name: 'remembered signatures',
    execution: executionOf({ remembered: 100, admission: [claimOf(1, -900, -800)] }),
    headline: 'This took 5.00 ms: all signatures had been verified before.',
  },
  {
    name: 'a sequential executor, also with remembered signatures',
    execution: executionOf({ executor: 'sequential', remembered: 100 }),
    headline: 'This block was executed sequentially, in 5.00 ms: the setting --executor.',
  },
  {
    name: 'an empty block of any executor',
    execution: executionOf({ executor: 'sequential', transactions: 0, totalUs: 740 }),
    headline: 'This block is empty; its execution took 740 µs.',
  },
  {
    name: 'a block whose only transaction was left out',
    execution: executionOf({ transactions: 0, leftOut: 1, verified: 1 }),
    headline: 'Sequential would have taken 5.00 ms, this took 5.00 ms on one thread: there was nothing to gain.',
  },
])('$name', ({ execution, headline }) => {
  const [said, ...rest] = executionSummary(execution);
  expect(said).toBe(headline);
  expect(rest.some((sentence) => sentence.includes('left out'))).toBe(execution.leftOut > 0);
});

test('what was verified before the block is said with its work and its threads', () => {
  const admission = [claimOf(0, -9000, -8000), claimOf(2, -9000, -6500), claimOf(2, -500, 0)];
  for (const executor of ['parallel', 'sequential'] as const)
    expect(executionSummary(executionOf({ executor, remembered: 1500, admission }))).toContain(
      '1,500 signatures had been verified when the transactions came: 4.00 ms of work, done by 2 threads.',
    );
  expect(executionSummary(executionOf({ remembered: 1 }))).toContain(
    'One signature had been verified when the transactions came.',
  );
});
