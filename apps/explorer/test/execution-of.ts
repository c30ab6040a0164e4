import type { BlockExecution, Claim } from '../src/block-picture/block-execution.ts';

/** An execution for tests: a parallel one of 5 ms with nothing in it, but for the given parts. */
export function executionOf(parts: Partial<BlockExecution>): BlockExecution {
  return {
    executor: 'parallel',
    reason: 'the setting --executor',
    totalUs: 5000,
    threads: 4,
    transactions: 100,
    leftOut: 0,
    phases: [],
    claims: [],
    admission: [],
    verified: 0,
    remembered: 0,
    evidence: 0,
    sequentialUs: 5000,
    conflicts: { levels: [], longestChain: 0, hottest: [] },
    ...parts,
  };
}

export function claimOf(thread: number, startUs: number, endUs: number, parts: Partial<Claim> = {}): Claim {
  return { thread, startUs, endUs, kind: 'signatures', count: 1, transactions: [], ...parts };
}
