import { bytesToHex } from '@noble/hashes/utils.js';
import { Opcode } from '@tos/protocol';
import { EMPTY_DIGEST, stateDigest } from '@tos/state';
import { decodeBatch, encodeTransaction, selectTransactions } from '@tos/transaction';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { contextOver, describeOutcome, INJECTED_VERIFIER, minerFrame } from './block-fixture.ts';
import { executeInjected } from './injected-oracle.ts';
import { nameOf } from './map-state.ts';
import { parityRules } from './parity-rules.ts';
import { writesBetween } from './plain-writes.ts';
import { randomBlock } from './random-block.ts';
import { randomPayload } from './random-payload.ts';

// Thousands of small blocks by default, `npm run test:deep` for more. fast-check prints seed and path of a failure.
const RUNS = 1500 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);

const executors: Record<string, BlockExecutor> = {
  sequential: createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER }),
};
for (const workers of [0, 1, 2, 3]) {
  executors[`parallel, ${workers} workers`] = createBlockExecutor({
    setting: 'parallel',
    workers,
    verifierModule: INJECTED_VERIFIER,
  });
}
afterAll(async () => {
  for (const executor of Object.values(executors)) await executor.close();
});

test('every type that has a rule is among the payloads that are drawn', () => {
  const types = Object.keys(Opcode).map((name) => name.toLowerCase());
  expect(Object.keys(parityRules).map(Number).sort()).toEqual(Object.values(Opcode).map(Number).sort());
  const drawn = fc.sample(randomPayload(2), { numRuns: 5000, seed: 1 }).map(({ type }) => type);
  expect([...new Set(drawn)].sort()).toEqual(types.sort());
});

describe('every executor gives the result of the plain oracle', () => {
  for (const [universe, size] of [
    [1, 4],
    [2, 8],
    [4, 24],
    [10, 60],
  ] as const) {
    test(`blocks of up to ${size} transactions over ${universe} accounts`, async () => {
      const outcomes = { build: 0, validate: 0, refused: 0, executed: 0, failed: 0 };
      await fc.assert(
        fc.asyncProperty(randomBlock(universe, size), async (block) => {
          const batch = decodeBatch(block.transactions.map(encodeTransaction));
          const context = contextOver(block.state, minerFrame(block.miner, block.reward));
          for (const policy of ['build', 'validate'] as const) {
            const expected = executeInjected(block.world, block, policy);
            let first: unknown;
            for (const [name, executor] of Object.entries(executors)) {
              const outcome = await executor.execute(batch, context, { policy, rules: parityRules });
              const described = describeOutcome(outcome);
              first ??= described;
              expect(described, `${policy}: ${name} against ${Object.keys(executors)[0]}`).toEqual(first);
              if ('refused' in expected) {
                expect(outcome.refused, `${policy}: ${name}`).toEqual(expected.refused);
                outcomes.refused++;
                continue;
              }
              if (outcome.refused !== null)
                throw new Error(`${policy}: ${name} refused ${JSON.stringify(outcome.refused)}`);
              expect([...outcome.results.errors], `${policy}: ${name}`).toEqual(expected.errors);
              const writes = outcome.state.getModifiedRecords();
              const names = writes.map(({ ref, value }) => `${nameOf(ref)} = ${bytesToHex(value ?? new Uint8Array())}`);
              expect(names.toSorted(), `${policy}: ${name}`).toEqual(writesBetween(block.world, expected.world));
              expect(outcome.state.getGasFee(), `${policy}: ${name}`).toBe(expected.world.fees);
              outcomes[policy]++;
              outcomes.executed += expected.errors.filter((error) => error === 0).length;
              outcomes.failed += expected.errors.filter((error) => error !== 0).length;
            }
          }
        }),
        { numRuns: Math.ceil(RUNS / 4) },
      );
      // A generator that drifted to one side would prove little.
      for (const [name, count] of Object.entries(outcomes)) expect(count, name).toBeGreaterThan(RUNS / 5);
    });
  }

  test('what a block builds from, it validates to: same writes, same digest', async () => {
    const executor = executors['parallel, 2 workers']!;
    const judge = executors['sequential']!;
    await fc.assert(
      fc.asyncProperty(randomBlock(6, 40), async (block) => {
        const batch = decodeBatch(block.transactions.map(encodeTransaction));
        const context = contextOver(block.state, minerFrame(block.miner, block.reward));
        const built = await executor.execute(batch, context, { policy: 'build', rules: parityRules });
        if (built.refused !== null) return;
        const chosen = selectTransactions(batch, built.results.succeeded());
        const validated = await judge.execute(chosen, context, { policy: 'validate', rules: parityRules });
        if (validated.refused !== null) throw new Error(`refused: ${JSON.stringify(validated.refused)}`);
        const digest = (outcome: typeof built): Uint8Array =>
          stateDigest(EMPTY_DIGEST, 11, outcome.state.getModifiedRecords());
        expect(digest(validated)).toEqual(digest(built));
      }),
      { numRuns: RUNS },
    );
  });
});
