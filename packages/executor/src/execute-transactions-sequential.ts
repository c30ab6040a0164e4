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
import { pendingRecords } from './verification/pending-records.ts';

// Signatures verified at a time, when the pass comes to the first of them: at most what a batch verifier needs to share its inversions,
// and no more than fill a slice (a signature takes noble 2 ms). How long one takes is not known before the first ones.
const CHUNK = 16;
const FIRST_CHUNK = 4;
const CHUNK_MS = 5;

/** Executes a block on the main thread alone: check, verify, apply, one transaction after the other. */
export async function executeTransactionsSequential(
  block: PreparedBlock,
  options: Pick<ExecutionOptions, 'policy'>,
  { verifier, cache, audit, turns }: Pick<ExecutionServices, 'verifier' | 'cache' | 'audit' | 'turns'>,
  choice: ModeChoice,
  timer: ExecutionTimer = new ExecutionTimer(),
): Promise<BlockOutcome> {
  const { batch, context, overlay, evidence } = block;
  const validating = options.policy === 'validate';
  const results = new BlockResults(batch);
  const pass = new InOrderPass(block);
  let cached = 0;
  const refuse = (refused: BlockRefusal): BlockOutcome => ({ refused, report: timer.report(choice, block, cached) });

  const early = validating ? checkSendersAndNonces(batch, context.access, overlay) : undefined;
  if (early !== undefined) return refuse(early);
  const opened = pass.open();
  if (opened !== ErrorCode.OK) return refuse({ index: null, error: opened });

  const records = pendingRecords(batch, cache, batch.count, block.ownerSigns);
  cached = records.known;
  const verdicts = new Uint8Array(records.count);
  let slot = 0; // record of the next transaction without a verdict in the cache
  let verifiedTo = 0;
  let chunk = FIRST_CHUNK;
  // A clock costs as much as a step of the pass, so it is asked once a chunk of signatures, once in so many transactions, and after each
  // that needs evidence.
  let since = performance.now();
  let asked = evidence.asked;
  for (let i = 0; i < batch.count; i++) {
    let error = pass.check(i);
    const isPending = records.index[slot] === i;
    if (error === ErrorCode.OK && isPending) {
      if (slot >= verifiedTo) {
        timer.applied(since);
        since = performance.now();
        verifiedTo = Math.min(records.count, slot + chunk);
        verifier.verifyBatch(records, slot, verifiedTo, verdicts);
        const tookMs = performance.now() - since;
        timer.verified(verifiedTo - slot, tookMs);
        chunk = Math.max(1, Math.min(CHUNK, Math.floor((CHUNK_MS * (verifiedTo - slot)) / tookMs)));
        if (turns.isDue) await turns.give();
        since = performance.now();
      }
      if (verdicts[slot] === Verdict.GOOD) {
        audit.sampleGood(() => ownerSigned(batch, i));
        cache.add(batch, i);
      } else {
        if (validating) audit.confirmBad(ownerSigned(batch, i));
        error = unsigned(sourceAt(batch, i));
      }
    }
    if (isPending) slot++;
    if (error === ErrorCode.OK) {
      const applied = pass.apply(i);
      if (applied === undefined) {
        timer.applied(since);
        error = await pass.applyInTurns(i, timer);
        since = performance.now();
      } else {
        error = applied;
      }
    }
    if (error !== ErrorCode.OK && validating) {
      timer.applied(since);
      return refuse({ index: i, error });
    }
    results.errors[i] = error;
    if ((i % CHUNK === 0 || evidence.asked !== asked) && turns.isDue) {
      timer.applied(since);
      await turns.give();
      since = performance.now();
    }
    asked = evidence.asked;
  }
  timer.applied(since);

  const closed = pass.close();
  if (closed !== ErrorCode.OK) return refuse({ index: null, error: closed });
  const state = new ParallelChainState(overlay, pass.gasFee);
  return { refused: null, results, state, report: timer.report(choice, block, cached) };
}
