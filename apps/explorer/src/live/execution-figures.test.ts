import { expect, test } from 'vitest';
import { executionFigures } from './execution-figures.ts';

const nothing = {
  claims: [],
  admission: [],
  phases: [],
  conflicts: { levels: [], longest_chain: 0n, hottest: [] },
  transactions: 0n,
} as const;

function claim(thread: bigint, start_us: bigint, end_us: bigint) {
  return { thread, start_us, end_us, kind: 'signatures', count: 1n, transactions: [] } as const;
}

test('a block without transactions has no figures', () => {
  expect(executionFigures(nothing)).toEqual({ parallelism: null, conflicts: null, commitMs: null });
});

test.each([
  ['one thread', [claim(0n, 0n, 10n), claim(0n, 10n, 20n)], 1],
  ['two threads at once', [claim(0n, 0n, 10n), claim(1n, 0n, 10n)], 2],
  ['half of the time two', [claim(0n, 0n, 20n), claim(1n, 5n, 15n)], 1.5],
  ['a pause between', [claim(0n, 0n, 10n), claim(1n, 100n, 110n)], 1],
  ['before the block', [claim(1n, -20n, -10n), claim(0n, -20n, 0n)], 1.5],
  ['spans without length', [claim(0n, 5n, 5n)], null],
] as const)('parallelism is busy time over the time in which any thread was busy: %s', (_name, claims, expected) => {
  expect(executionFigures({ ...nothing, claims }).parallelism).toBe(expected);
  expect(executionFigures({ ...nothing, admission: claims.toReversed() }).parallelism).toBe(expected);
});

test('conflicts are what is not on the first level, and the commit is its phase', () => {
  const phases = [
    { name: 'pass', start_us: 0n, end_us: 50n },
    { name: 'commit', start_us: 50n, end_us: 2550n },
  ] as const;
  const conflicts = { levels: [6n, 3n, 1n], longest_chain: 3n, hottest: [] };
  expect(executionFigures({ ...nothing, transactions: 10n, conflicts, phases })).toMatchObject({
    conflicts: 40,
    commitMs: 2.5,
  });
});
