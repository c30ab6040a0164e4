import { ErrorCode } from '@tos/protocol';
import { unsigned } from '@tos/runtime';
import { sourceAt } from '@tos/transaction';
import type { BlockOutcome, BlockRefusal, ExecutionOptions } from './block-execution.ts';
import { BlockRun } from './block-run.ts';
import { executeBlock } from './execute-block.ts';
import type { ModeChoice } from './execution-mode.ts';
import type { ExecutionServices } from './execution-services.ts';
import { ExecutionTimer } from './execution-timer.ts';
import { OwnerVerification } from './owner-verification.ts';
import { type OwnerVerdicts, passInTurns } from './pass-in-turns.ts';
import { type Failure, passQuickly } from './pass-quickly.ts';
import type { PreparedBlock } from './prepare-block.ts';

// Validating, this many transactions go through the pass, 30 us of work, before any worker is woken: a block with a cheap failure in
// front of expensive signatures costs what it costs sequentially. Behind these, what a worker has begun when the pass meets a
// failure is little against what was verified until then.
const JUDGED_FIRST = 64;

/**
 * Executes a block with its signatures verified by the workers and main together, and its state changes in one pass in block
 * order: the result is that of `executeTransactionsSequential`.
 *
 * Validating, the pass runs beside the verification as if every signature were good; the lowest failing index of both decides. The pass
 * stops where a transaction takes long (evidence to verify, many steps), and goes on from there once the owners' signatures are known.
 * Building, verdicts come first, and the pass leaves out what fails.
 */
export async function executeTransactionsParallel(
  block: PreparedBlock,
  options: Pick<ExecutionOptions, 'policy'>,
  services: ExecutionServices,
  choice: ModeChoice,
  timer: ExecutionTimer = new ExecutionTimer(services.pool.threads),
): Promise<BlockOutcome> {
  const run = new BlockRun(block, options.policy, timer);
  return executeBlock(run, choice, () => (run.isValidating ? validate(run, services) : build(run, services)));
}

async function build(run: BlockRun, services: ExecutionServices): Promise<undefined> {
  const { count } = run.block.batch;
  const verification = new OwnerVerification(run, services, count);
  const forged = new Set(await verification.allForged());
  await passInTurns(run, 0, count, new FoundVerdicts(run, forged));
  concludeWithRecords(run);
}

async function validate(run: BlockRun, services: ExecutionServices): Promise<BlockRefusal | undefined> {
  const { count } = run.block.batch;
  const judgedFirst = Math.min(JUDGED_FIRST, count);
  let { next, failure } = await passQuickly(run, 0, judgedFirst);
  const verification = new OwnerVerification(run, services, failure === undefined ? count : signaturesBefore(failure));
  try {
    if (failure === undefined && next === judgedFirst) {
      ({ next, failure } = await passQuickly(run, judgedFirst, count));
      if (failure !== undefined) verification.limitTo(signaturesBefore(failure));
      // What comes of the block is worked out while the workers verify, although a bad signature may yet make it worthless.
      else if (next === count) concludeWithRecords(run);
    }
  } catch (error) {
    await verification.abandon();
    throw error;
  }
  const forged = await verification.firstForged(failure === undefined ? count : signaturesBefore(failure));

  if (failure !== undefined && forged === undefined) return { index: failure.index, error: failure.error };
  if (failure !== undefined && forged !== undefined) return unsignedAt(run, forged);
  const refused = await passInTurns(run, next, forged ?? count, new FoundVerdicts(run, NONE));
  if (refused !== undefined) return refused;
  if (forged !== undefined) {
    // Those up to `next` have passed their check.
    const unchecked = forged > next ? run.pass.check(forged) : ErrorCode.OK;
    return unchecked === ErrorCode.OK ? unsignedAt(run, forged) : { index: forged, error: unchecked };
  }
  concludeWithRecords(run);
  return undefined;
}

/** The records that changed are found here, where there may be time for it, and not when they are asked for. */
function concludeWithRecords(run: BlockRun): void {
  if (run.conclude() === undefined) run.state.getModifiedRecords();
}

const NONE: ReadonlySet<number> = new Set();

/** Verdicts that are all there before the pass needs them. */
class FoundVerdicts implements OwnerVerdicts {
  readonly #run: BlockRun;
  readonly #forged: ReadonlySet<number>;

  /** @param forged transactions that are not signed by their owners */
  constructor(run: BlockRun, forged: ReadonlySet<number>) {
    this.#run = run;
    this.#forged = forged;
  }

  isKnown(): boolean {
    return true;
  }

  find(): undefined {}

  errorOf(i: number): ErrorCode {
    return this.#forged.has(i) ? unsigned(sourceAt(this.#run.block.batch, i)) : ErrorCode.OK;
  }
}

function unsignedAt({ block }: BlockRun, index: number): BlockRefusal {
  return { index, error: unsigned(sourceAt(block.batch, index)) };
}

/** Signatures of transactions before this one matter when the pass failed: of earlier ones, and of the failed one if a bad signature would win. */
function signaturesBefore({ index, step }: Failure): number {
  return step === 'apply' ? index + 1 : index;
}
