import { Verdict } from '@tos/crypto';
import { ErrorCode } from '@tos/protocol';
import { checkSendersAndNonces, unsigned } from '@tos/runtime';
import { sourceAt } from '@tos/transaction';
import type { BlockOutcome, BlockRefusal, ExecutionOptions } from './block-execution.ts';
import { BlockResults } from './block-results.ts';
import type { ModeChoice } from './execution-mode.ts';
import type { ExecutionServices } from './execution-services.ts';
import { ExecutionTimer } from './execution-timer.ts';
import { InOrderPass } from './in-order-pass.ts';
import { ParallelChainState } from './parallel-chain-state.ts';
import type { PreparedBlock } from './prepare-block.ts';
import { ownerSigned } from './signature-audit.ts';
import { type PendingRecords, pendingRecords } from './verification/pending-records.ts';

// Validating, so many transactions go through the pass, 30 us of work, before any worker is woken: a block with a cheap failure in
// front of expensive signatures costs what it costs sequentially. Behind these, what a worker has begun when the pass meets a
// failure is little against what was verified until then.
const JUDGED_FIRST = 64;
// A clock costs as much as a step of the pass, so it is asked once in so many transactions, and after each that needs evidence.
const CLOCK_EVERY = 16;

/**
 * Executes a block with its signatures verified by the workers and main together, and its state changes in one pass in block
 * order: the result is that of `executeTransactionsSequential`.
 *
 * Validating, the pass runs beside the verification as if every signature were good; the lowest failing index of both decides. It
 * stops where a transaction takes long (evidence to verify, many steps), and goes on from there once the owners' signatures are known.
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

  const judgedFirst = validating ? Math.min(JUDGED_FIRST, batch.count) : 0;
  let { next, failure } = await passQuickly(pass, block, { from: 0, to: judgedFirst }, timer);
  const needed = failure === undefined ? batch.count : transactionsBefore(failure);
  const records = pendingRecords(batch, cache, needed, block.ownerSigns);
  cached = records.known;
  const started = performance.now();
  const run = pool.start(records, validating);

  let executed: Executed | undefined;
  let bad: number[] = [];
  try {
    if (validating && failure === undefined && next === judgedFirst) {
      ({ next, failure } = await passQuickly(pass, block, { from: judgedFirst, to: batch.count }, timer));
      if (failure !== undefined) run.limitTo(slotsBefore(records, failure));
      // What comes of the block is worked out while the workers verify, although a bad signature may yet make it worthless.
      else if (next === batch.count) executed = conclude(block, pass);
    }
  } finally {
    // Whatever happens, the run is finished: its memory must not be in use when the next one starts.
    const { verdicts, busyMs } = await run.finish();
    const finished = performance.now();
    bad = await judge(block, records, verdicts, services, validating ? failure : 'all');
    timer.collected(finished);
    // Those that main had to verify again have a verdict by now.
    const verified = verdicts.reduce((n, verdict) => n + (verdict === Verdict.UNKNOWN ? 0 : 1), 0);
    timer.verified(verified, finished - started, busyMs);
  }

  if (validating) {
    const refused = await concludePass(block, pass, { failure, next, forged: bad[0] }, timer);
    if (refused !== undefined) return refuse(refused);
  } else {
    await passInTurns(block, pass, { from: 0, to: batch.count, forged: new Set(bad) }, timer, (index, error) => {
      results.errors[index] = error;
      return false;
    });
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

/** How far the pass has come: `next` is the first transaction that it has not done. */
interface Progress {
  readonly next: number;
  readonly failure: Failure | undefined;
}

/** Until something fails, or takes long. */
async function passQuickly(
  pass: InOrderPass,
  { evidence }: PreparedBlock,
  range: { readonly from: number; readonly to: number },
  timer: ExecutionTimer,
): Promise<Progress> {
  const { turns } = evidence;
  let started = performance.now();
  let { asked } = evidence;
  try {
    for (let index = range.from; index < range.to; index++) {
      const unchecked = pass.check(index);
      if (unchecked !== ErrorCode.OK) return stopped({ index, error: unchecked, step: 'check' });
      const error = pass.apply(index);
      if (error === undefined) return { next: index, failure: undefined };
      if (error !== ErrorCode.OK) return stopped({ index, error, step: 'apply' });
      if ((index % CLOCK_EVERY === 0 || evidence.asked !== asked) && turns.isDue) {
        timer.applied(started);
        await turns.give();
        started = performance.now();
      }
      asked = evidence.asked;
    }
    return { next: range.to, failure: undefined };
  } finally {
    timer.applied(started);
  }
}

function stopped(failure: Failure): Progress {
  return { next: failure.index, failure };
}

/**
 * The rest of a pass that stopped because something takes long, now that the owners' signatures are known.
 * @param forged the lowest transaction that is not signed by its owner, of those before the failure
 */
async function concludePass(
  block: PreparedBlock,
  pass: InOrderPass,
  { failure, next, forged }: Progress & { readonly forged: number | undefined },
  timer: ExecutionTimer,
): Promise<BlockRefusal | undefined> {
  if (failure !== undefined) {
    return forged === undefined
      ? { index: failure.index, error: failure.error }
      : { index: forged, error: unsigned(sourceAt(block.batch, forged)) };
  }
  let refused: BlockRefusal | undefined;
  const range = { from: next, to: forged ?? block.batch.count };
  await passInTurns(block, pass, range, timer, (index, error) => {
    refused = { index, error };
    return true;
  });
  if (refused !== undefined || forged === undefined) return refused;
  // Those before `next` have passed their check.
  const unchecked = forged > next ? pass.check(forged) : ErrorCode.OK;
  return { index: forged, error: unchecked || unsigned(sourceAt(block.batch, forged)) };
}

/**
 * Checks and applies, whatever it takes.
 * @param range `forged`: those known not to be signed by their owners; none when absent
 * @param failed is told what fails; true stops the pass
 */
async function passInTurns(
  { batch, evidence }: PreparedBlock,
  pass: InOrderPass,
  { from, to, forged }: { readonly from: number; readonly to: number; readonly forged?: ReadonlySet<number> },
  timer: ExecutionTimer,
  failed: (index: number, error: ErrorCode) => boolean,
): Promise<void> {
  const { turns } = evidence;
  let started = performance.now();
  let { asked } = evidence;
  for (let index = from; index < to; index++) {
    let error = pass.check(index);
    if (error === ErrorCode.OK && forged?.has(index)) error = unsigned(sourceAt(batch, index));
    if (error === ErrorCode.OK) {
      const quick = pass.apply(index);
      if (quick === undefined) {
        timer.applied(started);
        error = await pass.applyInTurns(index, timer);
        started = performance.now();
      } else {
        error = quick;
      }
    }
    if (error !== ErrorCode.OK && failed(index, error)) break;
    if ((index % CLOCK_EVERY === 0 || evidence.asked !== asked) && turns.isDue) {
      timer.applied(started);
      await turns.give();
      started = performance.now();
    }
    asked = evidence.asked;
  }
  timer.applied(started);
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
async function judge(
  { batch }: PreparedBlock,
  records: PendingRecords,
  verdicts: Uint8Array,
  { pool, cache, audit, turns }: ExecutionServices,
  until: Failure | undefined | 'all',
): Promise<number[]> {
  const bad: number[] = [];
  const end = until === 'all' || until === undefined ? records.count : slotsBefore(records, until);
  for (let slot = 0; slot < end; slot++) {
    const i = records.index[slot]!;
    const isMissing = verdicts[slot] !== Verdict.GOOD && verdicts[slot] !== Verdict.BAD;
    const verdict = pool.verdictOf(records, verdicts, slot);
    // Main verifies what a thread that failed has left: much, when its verdicts are garbage.
    if ((isMissing || slot % CLOCK_EVERY === 0) && turns.isDue) await turns.give();
    if (verdict === Verdict.GOOD) {
      audit.sampleGood(() => ownerSigned(batch, i));
      cache.add(batch, i);
      continue;
    }
    bad.push(i);
    if (until === 'all') continue;
    audit.confirmBad(ownerSigned(batch, i));
    break;
  }
  return bad;
}
