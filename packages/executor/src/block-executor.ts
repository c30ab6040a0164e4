/// <reference lib="esnext.disposable" preserve="true" />
import type { PackedBatch } from '@tos/transaction';
import type { BlockOutcome, ExecutionContext, ExecutionOptions } from './block-execution.ts';
import type { ExecutorMetrics } from './metrics/executor-metrics.ts';

/**
 * Executes blocks, one after the other. Make one with `createBlockExecutor`, and close it when it is not needed any more, or let
 * `await using` do so. One that is idle does not keep a process alive.
 */
export interface BlockExecutor extends AsyncDisposable {
  /**
   * Executes the transactions of one block over `context.state`, which is not written to: the outcome holds what to commit.
   * A rule violation is part of the outcome. Calls queue up.
   * @throws TOS_VERIFIER_DISAGREEMENT when the verifier and its oracle differ: stop then
   * @throws TOS_NOT_SUPPORTED for a type without a rule, and whatever reading the state throws; nothing is half done then
   */
  execute(batch: PackedBatch, context: ExecutionContext, options: ExecutionOptions): Promise<BlockOutcome>;

  /** Checks the owners' signatures, say for a mempool, and remembers the good ones. @returns a `Verdict` a transaction */
  verifySignatures(batch: PackedBatch): Promise<Uint8Array>;

  /** What this executor has done since its start, without waiting for the block under way. @throws what its start threw */
  metrics(): Promise<ExecutorMetrics>;

  /** Ends the threads, after the calls that were made. */
  close(): Promise<void>;
}
