import { assertObject } from '@tos/protocol';
import type { PackedBatch } from '@tos/transaction';
import type { BlockOutcome, ExecutionContext, ExecutionOptions } from '../block/block-execution.ts';
import type { BlockExecutor } from '../block/block-executor.ts';
import type { ExecutionRecord } from './divergence-report.ts';
import { firstDifference } from './first-difference.ts';
import { type Execution, recordExecution } from './record-execution.ts';
import { RecordedReads } from './recorded-reads.ts';

/** Two executors that should give equal results, each with threads and verdicts of its own. */
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

/** A block that both executors have executed. */
export interface Comparison {
  readonly reads: RecordedReads;
  /** What the parallel executor returned or threw. */
  readonly parallel: Execution;
  readonly records: { readonly sequential: ExecutionRecord; readonly parallel: ExecutionRecord };
  /** The first difference, in words; null where there is none. */
  readonly difference: string | null;
}

/**
 * Executes a block sequentially, then in parallel, whatever `options.setting` is, with equal answers of the state. The parallel executor uses the cache of the block as it
 * does elsewhere; the sequential one reads what the cache knows as records.
 * @throws whatever reading the state throws
 */
export async function compareExecutions(
  executors: ComparedExecutors,
  batch: PackedBatch,
  context: ExecutionContext,
  options: ExecutionOptions,
): Promise<Comparison> {
  const reads = new RecordedReads(context);
  const run = async (setting: keyof ComparedExecutors, on: ExecutionContext): Promise<Execution> => {
    const execution = await ended(executors[setting].execute(batch, on, { ...options, setting }));
    reads.assertAnswered();
    return execution;
  };
  const sequential = await run('sequential', reads.uncached);
  const parallel = await run('parallel', reads.context);
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
