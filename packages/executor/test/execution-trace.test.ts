import { baselineRules } from '@tos/runtime';
import { decodeBatch, encodeTransaction, type PackedBatch, selectTransactions } from '@tos/transaction';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor, type ExecutionReport, type TracedClaim } from '../src/index.ts';
import { contextOver, INJECTED_VERIFIER } from './block-fixture.ts';
import { parityRules } from './parity-rules.ts';
import { randomBlock } from './random-block.ts';
import { fundedSenders, transferBlock } from './transfer-block.ts';

const verifierModule = INJECTED_VERIFIER;
const executors: Record<string, BlockExecutor> = {
  sequential: createBlockExecutor({ setting: 'sequential', verifierModule }),
};
for (const workers of [0, 1, 2, 5]) {
  executors[`parallel, ${workers} workers`] = createBlockExecutor({ setting: 'parallel', workers, verifierModule });
}
afterAll(async () => {
  for (const executor of Object.values(executors)) await executor.close();
});

/** What holds of every trace. */
function checkTimes({ trace }: ExecutionReport, note: string): void {
  for (const { start, end } of [...trace.phases, ...trace.claims]) {
    expect(start, note).toBeGreaterThanOrEqual(0);
    expect(end, note).toBeGreaterThanOrEqual(start);
    expect(end, note).toBeLessThanOrEqual(trace.total);
    expect(Number.isSafeInteger(start) && Number.isSafeInteger(end), note).toBe(true);
  }
  const ahead = trace.ahead();
  for (const { start, end } of ahead) {
    expect(end, note).toBeGreaterThanOrEqual(start);
    expect(end, note).toBeLessThanOrEqual(0);
  }
  for (const claims of [trace.claims, ahead]) checkThreads(claims, trace.threads, note);
}

/** No thread does two things at a time. */
function checkThreads(claims: readonly TracedClaim[], threads: number, note: string): void {
  const doneAt = new Map<number, number>();
  for (const { thread, start, end } of [...claims].sort((a, b) => a.start - b.start || a.end - b.end)) {
    expect(thread, note).toBeLessThan(threads);
    expect(start, note).toBeGreaterThanOrEqual(doneAt.get(thread) ?? start);
    doneAt.set(thread, end);
  }
}

const transactionsOf = (claims: readonly TracedClaim[]): number[] =>
  claims.flatMap(({ transactions }) => transactions).sort((a, b) => a - b);

/** One transfer per sender, none of which was seen before. */
let salt = 0n;
const freshBlock = (count: number): PackedBatch => transferBlock(count, { amount: ++salt });

describe.each(Object.entries(executors))('%s', (name, executor) => {
  test('the claims have each signature that was verified in the block once, and those ahead each one that was known', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 120 }),
        fc.func(fc.boolean()),
        fc.constantFrom('build' as const, 'validate' as const),
        async (count, isKnown, policy) => {
          const batch = freshBlock(count);
          const indices = Array.from({ length: count }, (_, i) => i);
          const known = indices.filter((i) => isKnown(i));
          await executor.verifySignatures(selectTransactions(batch, known));
          const { refused, report } = await executor.execute(batch, contextOver(fundedSenders(count)), {
            policy,
            rules: baselineRules,
          });
          expect(refused).toBeNull();
          const { claims } = report.trace;
          expect(transactionsOf(claims)).toEqual(indices.filter((i) => !isKnown(i)));
          expect(
            claims.every(({ kind, count, transactions }) => kind === 'owners' && count === transactions.length),
          ).toBe(true);
          expect(report.verified).toBe(count - known.length);
          expect(report.cached).toBe(known.length);
          const ahead = report.trace.ahead();
          expect(transactionsOf(ahead)).toEqual(known);
          // All that were verified ahead are in the block.
          expect(
            ahead.every(({ kind, count, transactions }) => kind === 'owners' && count === transactions.length),
          ).toBe(true);
          checkTimes(report, name);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('whatever the block is, no signature is in two claims, and every time lies within the execution', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomBlock(5, 40),
        fc.constantFrom('build' as const, 'validate' as const),
        async (block, policy) => {
          const batch = decodeBatch(block.transactions.map(encodeTransaction));
          const { report } = await executor.execute(batch, contextOver(block.state), { policy, rules: parityRules });
          const owners = report.trace.claims.filter(({ kind }) => kind === 'owners');
          const evidence = report.trace.claims.filter(({ kind }) => kind === 'evidence');
          const verified = transactionsOf(owners);
          expect(new Set(verified).size).toBe(verified.length);
          expect(verified.length).toBe(report.verified);
          expect(evidence.every(({ transactions }) => transactions.length === 0)).toBe(true);
          // Candidates, of which the report counts none, are in the claims.
          const count = evidence.reduce((sum, one) => sum + one.count, 0);
          expect(count).toBeGreaterThanOrEqual(report.evidence);
          expect(report.levels.reduce((sum, size) => sum + size, 0)).toBe(batch.count);
          expect(report.levels.length).toBe(report.criticalPath);
          expect(report.levels.includes(0)).toBe(false);
          checkTimes(report, name);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a block that remembers another block names its claims', async () => {
    const batch = freshBlock(40);
    const options = { policy: 'validate', rules: baselineRules } as const;
    const first = await executor.execute(batch, contextOver(fundedSenders(40)), options);
    const second = await executor.execute(batch, contextOver(fundedSenders(40)), options);
    expect(second.report.verified).toBe(0);
    const before = (claims: readonly TracedClaim[]): unknown =>
      claims
        .map(({ thread, start, end, transactions }) => ({ thread, took: end - start, transactions }))
        .sort((a, b) => a.transactions[0]! - b.transactions[0]!);
    expect(before(second.report.trace.ahead())).toEqual(before(first.report.trace.claims));
  });
});
