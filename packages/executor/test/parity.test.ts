import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { baselineRules } from '@tos/runtime';
import {
  balanceRef,
  EMPTY_DIGEST,
  encodeBalance,
  encodeU64Record,
  nonceRef,
  SupplyCounter,
  stateDigest,
  supplyRef,
} from '@tos/state';
import { decodeBatch, encodeTransaction, selectTransactions } from '@tos/transaction';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { contextOver, describeOutcome, INJECTED_VERIFIER, minerFrame } from './block-fixture.ts';
import { nameOf } from './map-state.ts';
import { executePlainly, type OracleOutcome, type World } from './plain-oracle.ts';
import { type RandomBlock, REFERENCE_LIMIT, randomBlock } from './random-block.ts';

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

function plainly(
  block: RandomBlock,
  transactions: RandomBlock['transactions'],
  policy: 'build' | 'validate',
): OracleOutcome {
  return executePlainly(
    block.world,
    {
      transactions,
      chainId: 3,
      signatureIsGood: (signature) => signature[0] === 1,
      referenceIsGood: ({ reference }) => reference.topoheight <= REFERENCE_LIMIT,
      miner: bytesToHex(block.miner),
      reward: block.reward,
    },
    policy,
  );
}

/** The writes that lead from one world to the other. */
function writesBetween(before: World, after: World): string[] {
  const writes: string[] = [];
  const line = (ref: Parameters<typeof nameOf>[0], value: Uint8Array): void => {
    writes.push(`${nameOf(ref)} = ${bytesToHex(value)}`);
  };
  for (const [account, nonce] of after.nonces) {
    if (before.nonces.get(account) !== nonce) line(nonceRef(hexToBytes(account)), encodeU64Record(nonce));
  }
  for (const [account, assets] of after.coins) {
    for (const [asset, { amount, credited, debited, output }] of assets) {
      const isNew = before.coins.get(account)?.get(asset) === undefined;
      if (!isNew && !credited && !debited) continue;
      const value =
        credited && debited
          ? encodeBalance({ type: 'both', final: amount, output })
          : encodeBalance({ type: debited ? 'output' : 'input', final: amount, output: null });
      line(balanceRef(hexToBytes(account), hexToBytes(asset)), value);
    }
  }
  if (before.burned !== after.burned) line(supplyRef(SupplyCounter.BURNED), encodeU64Record(after.burned));
  return writes.sort();
}

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
            const expected = plainly(block, block.transactions, policy);
            let first: unknown;
            for (const [name, executor] of Object.entries(executors)) {
              const outcome = await executor.execute(batch, context, { policy, rules: baselineRules });
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
        const built = await executor.execute(batch, context, { policy: 'build', rules: baselineRules });
        if (built.refused !== null) return;
        const chosen = selectTransactions(batch, built.results.succeeded());
        const validated = await judge.execute(chosen, context, { policy: 'validate', rules: baselineRules });
        if (validated.refused !== null) throw new Error(`refused: ${JSON.stringify(validated.refused)}`);
        const digest = (outcome: typeof built): Uint8Array =>
          stateDigest(EMPTY_DIGEST, 11, outcome.state.getModifiedRecords());
        expect(digest(validated)).toEqual(digest(built));
      }),
      { numRuns: RUNS },
    );
  });
});
