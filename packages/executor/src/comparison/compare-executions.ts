import { assertObject } from '@tos/protocol';
import type { PackedBatch } from '@tos/transaction';
import type { BlockOutcome, ExecutionContext, ExecutionOptions } from '../block-execution.ts';
import type { BlockExecutor } from '../block-executor.ts';
import type { ExecutionRecord } from './divergence-report.ts';
import { firstDifference } from './first-difference.ts';
import { type Execution, recordExecution } from './record-execution.ts';
import { RecordedReads } from './recorded-reads.ts';

/** Two executors that should give the same results; each with threads and verdicts of its own. */
export interface ComparedExecutors {
  readonly sequential: BlockExecutor;
  readonly parallel: BlockExecutor;
}

/** @throws TOS_INVALID_ARGUMENT */
export function assertExecutors(executors: ComparedExecutors): void {
  assertObject(executors, 'executors');
  assertObject(executors.sequential, 'executors.sequential', ['execute', 'close']);
  assertObject(executors.parallel, 'executors.parallel', ['execute', 'close']);
}

/** A block executed by both. */
export interface Comparison {
  readonly reads: RecordedReads;
  /** What the parallel one gave, or threw. */
  readonly parallel: Execution;
  readonly records: { readonly sequential: ExecutionRecord; readonly parallel: ExecutionRecord };
  /** In words; null for none. */
  readonly difference: string | null;
}

/**
 * Executes a block sequentially, then in parallel, on the same answers. The parallel one uses the block's cache as it does elsewhere, the
 * sequential one gets what the cache knows as records.
 * @throws what reading the state threw, if it did
 */
export async function compareExecutions(
  executors: ComparedExecutors,
  batch: PackedBatch,
  context: ExecutionContext,
  options: ExecutionOptions,
): Promise<Comparison> {
  const reads = new RecordedReads(context);
  const run = async (executor: BlockExecutor, on: ExecutionContext): Promise<Execution> => {
    const execution = await ended(executor.execute(batch, on, options));
    reads.assertAnswered();
    return execution;
  };
  const sequential = await run(executors.sequential, reads.uncached);
  const parallel = await run(executors.parallel, reads.context);
  const records = { sequential: recordExecution(sequential), parallel: recordExecution(parallel) };
  return { reads, parallel, records, difference: firstDifference(records.sequential, records.parallel) };
}

async function ended(execution: Promise<BlockOutcome>): Promise<Execution> {
  try {
    return { outcome: await execution };
  } catch (error) {
    return { error };
  }
}
