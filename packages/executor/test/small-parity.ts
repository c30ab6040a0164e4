import { networks } from '@tos/protocol';
import { seededRandom } from '../../transaction/test/mutate-wire.ts';
import { type BlockExecutor, createBlockExecutor, type ExecutionContext } from '../src/index.ts';
import { INJECTED_VERIFIER, minerFrame, referencesUpTo } from './block-fixture.ts';
import { REFERENCE_LIMIT } from './block-parts.ts';
import { executeInjected } from './injected-oracle.ts';
import { parityRules } from './parity-rules.ts';
import { ScriptedVerdicts } from './scripted-verdicts.ts';
import { type SmallBlock, smallBlocks } from './small-blocks.ts';
import { smallWrites, smallWritesBetween } from './small-writes.ts';

// `npm test` runs two hundred thousand blocks, `npm run test:deep` a million, half of them for each policy. Each chunk of blocks has its own
// library of transactions.
const CHUNK = 10_000;
const CHUNKS = 10 * Math.min(5, Number(process.env['TOS_TEST_FACTOR'] ?? 1));

/** Counts what happened in a run of small blocks, because a generator that drifted to one side would prove little. */
export interface Tally {
  blocks: number;
  refused: number;
  executed: number;
  failed: number;
  /** Codes that refused a block or failed a transaction. */
  readonly codes: Set<number>;
}

/**
 * Executes small blocks with the sequential executor, with the parallel one over scripted verdicts, and with the plain oracle, and compares.
 * The test file must put `ScriptedVerdicts` in place of the pool.
 * @throws an error that names seed and block of the first difference
 */
export async function expectParity(policy: 'build' | 'validate'): Promise<Tally> {
  const executors = {
    sequential: createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER }),
    parallel: createBlockExecutor({ setting: 'parallel', workers: 2, verifierModule: INJECTED_VERIFIER }),
  };
  const tally: Tally = { blocks: 0, refused: 0, executed: 0, failed: 0, codes: new Set() };
  try {
    for (let chunk = 0; chunk < CHUNKS; chunk++) await expectChunk(executors, policy, chunk, tally);
  } finally {
    for (const executor of Object.values(executors)) await executor.close();
  }
  return tally;
}

async function expectChunk(
  executors: Readonly<Record<string, BlockExecutor>>,
  policy: 'build' | 'validate',
  seed: number,
  tally: Tally,
): Promise<void> {
  const random = seededRandom(seed);
  ScriptedVerdicts.script = () => (['lost', 'garbled', 'late'] as const)[random(12)] ?? 'right';
  const next = smallBlocks(seed);
  for (let n = 0; n < CHUNK; n++) {
    const block = next();
    const context = contextOf(block);
    const expected = expectation(block, policy, tally);
    for (const [name, executor] of Object.entries(executors)) {
      const outcome = await executor.execute(block.batch, context, { policy, rules: parityRules });
      const found =
        outcome.refused !== null
          ? refusal(outcome.refused)
          : `${outcome.results.errors.join()}\n${outcome.state.getGasFee()}\n${smallWrites(outcome.state.getModifiedRecords())}`;
      if (found === expected) continue;
      const where = `${policy}, seed ${seed}, block ${n}: ${name} differs from the plain oracle`;
      throw new Error(`${where}\n--- expected\n${expected}\n--- found\n${found}`);
    }
    tally.blocks++;
  }
}

const refusal = ({ index, error }: { index: number | null; error: number }): string => `refused ${index} ${error}`;

function contextOf({ state, miner, reward }: SmallBlock): ExecutionContext {
  return {
    network: networks.devnet,
    topoheight: 11,
    state,
    references: (batch) => referencesUpTo(batch, REFERENCE_LIMIT),
    frame: minerFrame(miner, reward),
  };
}

/** Returns the outcome of the oracle as text. */
function expectation({ world, ...block }: SmallBlock, policy: 'build' | 'validate', tally: Tally): string {
  const outcome = executeInjected(world, block, policy);
  if ('refused' in outcome) {
    tally.refused++;
    tally.codes.add(outcome.refused.error);
    return refusal(outcome.refused);
  }
  for (const error of outcome.errors) {
    if (error === 0) tally.executed++;
    else tally.failed++;
    tally.codes.add(error);
  }
  return `${outcome.errors.join()}\n${outcome.world.fees}\n${smallWritesBetween(world, outcome.world)}`;
}
