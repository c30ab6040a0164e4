/// <reference lib="esnext.disposable" preserve="true" />
import type { PackedBatch } from '@tos/transaction';
import type { ExecutorMetrics } from '../metrics/executor-metrics.ts';
import type { BlockOutcome, ExecutionContext, ExecutionOptions } from './block-execution.ts';

/**
 * Executes blocks, one after the other. `createBlockExecutor` makes one; `close`, or `await using`, ends its threads. An idle executor does
 * not keep the process alive.
 */
export interface BlockExecutor extends AsyncDisposable {
  /**
   * Executes the transactions of one block over `context.state`, which is not written to: the outcome holds what to commit.
   * A rule violation is part of the outcome, and throws nothing. Calls queue up.
   * @throws TOS_VERIFIER_DISAGREEMENT when the verifier and its oracle differ: a node must stop then
   * @throws TOS_NOT_SUPPORTED for a type without a rule, and whatever reading the state throws. A call that rejects has no effect.
   */
  execute(batch: PackedBatch, context: ExecutionContext, options: ExecutionOptions): Promise<BlockOutcome>;

  /**
   * Verifies the signatures of owners, for a mempool, and remembers the good ones. Calls queue up, but not behind blocks: a block is executed
   * meanwhile.
   * @returns one `Verdict` per transaction
   */
  verifySignatures(batch: PackedBatch): Promise<Uint8Array>;

  /** Returns what this executor has done since its start, without waiting for the block under way. @throws whatever its start threw */
  metrics(): Promise<ExecutorMetrics>;

  /** Ends the threads, once the calls that were made have ended. */
  close(): Promise<void>;
}
