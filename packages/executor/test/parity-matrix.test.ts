import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { networks } from '@tos/protocol';
import { compareRefs, type DomainName, domains, EMPTY_DIGEST, type RecordWrite, stateDigest } from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch } from '@tos/transaction';
import { expect, test, vi } from 'vitest';
import { seededRandom } from '../../transaction/test/mutate-wire.ts';
import { type BlockExecutor, type BlockOutcome, createBlockExecutor, type ExecutionContext } from '../src/index.ts';
import { INJECTED_VERIFIER, minerFrame, referencesUpTo } from './block-fixture.ts';
import { REFERENCE_LIMIT } from './block-parts.ts';
import { executeInjected } from './injected-oracle.ts';
import { nameOf } from './map-state.ts';
import { type MatrixBlock, matrixBlock } from './matrix-block.ts';
import { allCells, allPairs, type Cell, describeCell, pairsOf, pairwiseCells } from './matrix-cells.ts';
import { parityRules } from './parity-rules.ts';
import type { OracleOutcome } from './plain-oracle.ts';
import { writesBetween } from './plain-writes.ts';
import { type Act, ScriptedWorker, slowClock } from './scripted-threads.ts';

vi.mock('../src/threads/start-executor-thread.ts', () => import('./scripted-threads.ts'));

// `npm test` runs 78 of 10,080 cells, in which every pair of values occurs twice. `npm run test:deep` runs every cell.
const SEED = 1;
const isDeep = Number(process.env['TOS_TEST_FACTOR'] ?? 1) > 1;
const cells = isDeep ? allCells() : [...pairwiseCells(SEED), ...pairwiseCells(SEED + 1)];
const GROUPS = 8;
const REWARD = 1_000n;

test('every pair of values meets in some cell', () => {
  const met = new Set(cells.flatMap(pairsOf));
  expect(allPairs().filter((pair) => !met.has(pair))).toEqual([]);
});

test.each(Array.from({ length: GROUPS }, (_, group) => group))(
  `the parity matrix, part %i of ${GROUPS}: results, writes, digest and counts of the plain oracle`,
  async (group) => {
    const outcomes = { refused: 0, whole: 0, executed: 0, failed: 0 };
    for (const [n, cell] of cells.entries()) if (n % GROUPS === group) await expectCell(cell, SEED + n, outcomes);
    for (const [name, count] of Object.entries(outcomes)) expect(count, name).toBeGreaterThan(0);
  },
  3_600_000,
);

/** Makes threads as late and as faulty as the cell says. */
function script({ threads }: Cell, random: (limit: number) => number): void {
  const acts: readonly Act[] = ['wait', 'wait', 'wait', 'lose', 'garble'];
  ScriptedWorker.script = (stage) => {
    if (threads === 'prompt') return 'go';
    const act = acts[random(threads === 'late' ? 6 : 10)] ?? 'go';
    if (act === 'wait') return act;
    if (threads === 'late') return 'go';
    if (stage === 'verified' && random(40) === 0) return 'die';
    return stage === 'claimed' ? act : 'go';
  };
}

async function expectCell(cell: Cell, seed: number, outcomes: Record<string, number>): Promise<void> {
  const random = seededRandom(seed);
  script(cell, random);
  const setClockBack = cell.threads === 'prompt' ? undefined : slowClock(seededRandom(seed));
  const executors = {
    sequential: createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER }),
    parallel: createBlockExecutor({
      setting: 'parallel',
      workers: cell.workers,
      verifierModule: INJECTED_VERIFIER,
    }),
  };
  try {
    for (const policy of ['build', 'validate'] as const) {
      const block = matrixBlock(cell, random);
      const batch = decodeBatch(block.transactions.map(encodeTransaction));
      const expected = executeInjected(block.world, { ...block, reward: REWARD }, policy);
      if ('refused' in expected) outcomes['refused']!++;
      else {
        outcomes['whole']!++;
        for (const error of expected.errors) outcomes[error === 0 ? 'executed' : 'failed']!++;
      }
      // Where the block may give an account to an agent, its signers are evidence, which is judged in the pass.
      const agents = new Set(
        block.transactions
          .filter(({ payload }) => payload.type === 'agent_account')
          .map(({ source }) => bytesToHex(source)),
      );
      const byOwners = block.transactions.filter(({ source }) => !agents.has(bytesToHex(source)));
      const good = byOwners.filter(({ signature }) => signature[0] === 1).length;
      for (const [name, executor] of Object.entries(executors)) {
        // At the second execution, good signatures are known.
        for (const repeat of [0, 1]) {
          const what = `seed ${seed}: ${describeCell(cell)}; ${policy}, ${name}, repeat ${repeat}`;
          const outcome = await execute(executor, batch, block, policy);
          expectOutcome(outcome, expected, block, what);
          const { verified, cached, evidence, effectiveParallelism } = outcome.report;
          if (verified + evidence === 0) expect(effectiveParallelism, what).toBe(1);
          expect(Number.isFinite(effectiveParallelism), what).toBe(true);
          expect(verified + cached, what).toBeLessThanOrEqual(batch.count);
          // The sequential executor does not verify transactions that fail before their signature; lost verdicts are not counted.
          if (outcome.refused !== null || (name === 'sequential' && policy === 'build')) continue;
          if (cell.threads !== 'faulty' || name === 'sequential') expect(verified + cached, what).toBe(byOwners.length);
          expect(cached, what).toBe(repeat === 0 ? 0 : good);
        }
      }
    }
  } finally {
    setClockBack?.();
    for (const executor of Object.values(executors)) await executor.close();
  }
}

function execute(
  executor: BlockExecutor,
  batch: PackedBatch,
  { state, miner }: MatrixBlock,
  policy: 'build' | 'validate',
): Promise<BlockOutcome> {
  const context: ExecutionContext = {
    network: networks.devnet,
    topoheight: 11,
    state,
    references: (all) => referencesUpTo(all, REFERENCE_LIMIT),
    frame: minerFrame(miner, REWARD),
  };
  return executor.execute(batch, context, { policy, rules: parityRules });
}

function expectOutcome(outcome: BlockOutcome, expected: OracleOutcome, { world }: MatrixBlock, what: string): void {
  if ('refused' in expected) {
    expect(outcome.refused, what).toEqual(expected.refused);
    return;
  }
  if (outcome.refused !== null) throw new Error(`${what}: refused ${JSON.stringify(outcome.refused)}`);
  expect([...outcome.results.errors], what).toEqual(expected.errors);
  expect(outcome.state.getGasFee(), what).toBe(expected.world.fees);
  const writes = outcome.state.getModifiedRecords();
  const texts = writesBetween(world, expected.world);
  expect(writes.map(textOf).toSorted(), what).toEqual(texts);
  // The order of the writes is compared too: the digest depends on it.
  const digest = stateDigest(
    EMPTY_DIGEST,
    11,
    texts.map(writeOf).toSorted((a, b) => compareRefs(a.ref, b.ref)),
  );
  expect(stateDigest(EMPTY_DIGEST, 11, writes), what).toEqual(digest);
}

const textOf = ({ ref, value }: RecordWrite): string => `${nameOf(ref)} = ${value === null ? '' : bytesToHex(value)}`;

/** Returns a write from its text. */
function writeOf(text: string): RecordWrite {
  const [name = '', value = ''] = text.split(' = ');
  const [domain, key = ''] = name.split(':') as [DomainName, string];
  return { ref: { domain: domains[domain], key: hexToBytes(key) }, value: value === '' ? null : hexToBytes(value) };
}
