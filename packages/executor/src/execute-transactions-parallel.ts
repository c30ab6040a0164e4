import { Verdict } from '@tos/crypto';
import { ErrorCode } from '@tos/protocol';
import { checkSendersAndNonces } from '@tos/runtime';
import type { BlockOutcome, BlockRefusal, ExecutionOptions } from './block-execution.ts';
import { BlockResults } from './block-results.ts';
import type { ModeChoice } from './execution-mode.ts';
import type { ExecutionServices } from './execution-services.ts';
import { ExecutionTimer } from './execution-timer.ts';
import { InOrderPass } from './in-order-pass.ts';
import { ParallelChainState } from './parallel-chain-state.ts';
import type { PreparedBlock } from './prepare-block.ts';
import { type PendingRecords, pendingRecords } from './verification/pending-records.ts';

// Validating, so many transactions go through the pass, 30 us of work, before any worker is woken: a block with a cheap failure in
// front of expensive signatures costs what it costs sequentially. Behind these, what a worker has begun when the pass meets a
// failure is little against what was verified until then.
const JUDGED_FIRST = 64;

/**
 * Executes a block with its signatures verified by the workers and main together, and its state changes in one pass in block
 * order: the result is that of `executeTransactionsSequential`.
 *
 * Validating, the pass runs beside the verification as if every signature were good; the lowest failing index of both decides.
 * Building, verdicts come first, and the pass leaves out what fails.
 */
export async function executeTransactionsParallel(
  block: PreparedBlock,
  options: Pick<ExecutionOptions, 'policy'>,
  services: ExecutionServices,
  choice: ModeChoice,
  timer: ExecutionTimer = new ExecutionTimer(),
): Promise<BlockOutcome> {
  const { batch, context, overlay } = block;
  const { cache, pool } = services;
  const validating = options.policy === 'validate';
  const results = new BlockResults(batch);
  const pass = new InOrderPass(block);
  const refuse = (refused: BlockRefusal): BlockOutcome => ({ refused, report: timer.report(choice, block, cached) });

  let cached = 0;
  const early = validating ? checkSendersAndNonces(batch, context.access, overlay) : undefined;
  if (early !== undefined) return refuse(early);
  const opened = pass.open();
  if (opened !== ErrorCode.OK) return refuse({ index: null, error: opened });

  let failure: Failure | undefined;
  const judgedFirst = validating ? Math.min(JUDGED_FIRST, batch.count) : 0;
  failure = passUntilFailure(pass, 0, judgedFirst, timer);
  const needed = failure === undefined ? batch.count : transactionsBefore(failure);
  const records = pendingRecords(batch, cache, needed);
  cached = needed - records.count;
  const started = performance.now();
  const run = pool.start(records, validating);

  let executed: Executed | undefined;
  try {
    if (validating && failure === undefined) {
      failure = passUntilFailure(pass, judgedFirst, batch.count, timer);
      if (failure !== undefined) run.limitTo(slotsBefore(records, failure));
      // What comes of the block is worked out while the workers verify, although a bad signature may yet make it worthless.
      else executed = conclude(block, pass);
    }
  } finally {
    // Whatever happens, the run is finished: its memory must not be in use when the next one starts.
    const { verdicts, busyMs } = await run.finish();
    const finished = performance.now();
    const bad = judge(block, records, verdicts, services, validating ? failure : 'all');
    timer.collected(finished);
    // Those that main had to verify again have a verdict by now.
    const verified = verdicts.reduce((n, verdict) => n + (verdict === Verdict.UNKNOWN ? 0 : 1), 0);
    timer.verified(verified, finished - started, busyMs);
    for (const i of bad) results.errors[i] = ErrorCode.INVALID_SIGNATURE;
    if (validating && bad[0] !== undefined)
      failure = { index: bad[0], error: ErrorCode.INVALID_SIGNATURE, step: 'check' };
  }
  if (failure !== undefined) return refuse({ index: failure.index, error: failure.error });

  if (!validating) {
    const passStarted = performance.now();
    for (let i = 0; i < batch.count; i++) {
      const error = pass.check(i) || results.errors[i] || pass.apply(i);
      results.errors[i] = error;
    }
    timer.applied(passStarted);
  }
  const { closed, state } = executed ?? conclude(block, pass);
  if (closed !== ErrorCode.OK) return refuse({ index: null, error: closed });
  return { refused: null, results, state, report: timer.report(choice, block, cached) };
}

/** A block whose transactions are all done. */
interface Executed {
  readonly closed: ErrorCode;
  readonly state: ParallelChainState;
}

function conclude({ overlay }: PreparedBlock, pass: InOrderPass): Executed {
  const closed = pass.close();
  const state = new ParallelChainState(overlay, pass.gasFee);
  if (closed === ErrorCode.OK) state.getModifiedRecords();
  return { closed, state };
}

/** Where the pass stopped. A failed `check` wins over a bad signature of the same transaction, a failed `apply` loses to it. */
interface Failure {
  readonly index: number;
  readonly error: ErrorCode;
  readonly step: 'check' | 'apply';
}

function passUntilFailure(pass: InOrderPass, from: number, to: number, timer: ExecutionTimer): Failure | undefined {
  const started = performance.now();
  try {
    for (let index = from; index < to; index++) {
      let error = pass.check(index);
      if (error !== ErrorCode.OK) return { index, error, step: 'check' };
      error = pass.apply(index);
      if (error !== ErrorCode.OK) return { index, error, step: 'apply' };
    }
    return undefined;
  } finally {
    timer.applied(started);
  }
}

/** How many signatures matter when the pass failed: those of earlier transactions, and its own if a bad one would win. */
function transactionsBefore({ index, step }: Failure): number {
  return step === 'apply' ? index + 1 : index;
}

function slotsBefore(records: PendingRecords, failure: Failure): number {
  const end = transactionsBefore(failure);
  let slots = 0;
  while (slots < records.count && records.index[slots]! < end) slots++;
  return slots;
}

/**
 * Reads the verdicts in order.
 * @param until 'all' for the indices of every bad signature, else the lowest one that comes before the failure
 */
function judge(
  { batch }: PreparedBlock,
  records: PendingRecords,
  verdicts: Uint8Array,
  { pool, cache, audit }: ExecutionServices,
  until: Failure | undefined | 'all',
): number[] {
  const bad: number[] = [];
  const end = until === 'all' || until === undefined ? records.count : slotsBefore(records, until);
  for (let slot = 0; slot < end; slot++) {
    const i = records.index[slot]!;
    if (pool.verdictOf(records, verdicts, slot) === Verdict.GOOD) {
      audit.sampleGood(batch, i);
      cache.add(batch, i);
      continue;
    }
    bad.push(i);
    if (until === 'all') continue;
    audit.confirmBad(batch, i);
    break;
  }
  return bad;
}
