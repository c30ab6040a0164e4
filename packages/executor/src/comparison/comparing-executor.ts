import { bytesToHex } from '@noble/hashes/utils.js';
import { assertFunction, assertObject, assertText, TosError } from '@tos/protocol';
import { type PackedBatch, wireAt } from '@tos/transaction';
import { assertExecution } from '../block/assert-execution.ts';
import type { BlockOutcome, ExecutionContext, ExecutionOptions } from '../block/block-execution.ts';
import type { BlockExecutor } from '../block/block-executor.ts';
import { CallQueue } from '../block/call-queue.ts';
import type { ExecutorMetrics } from '../metrics/executor-metrics.ts';
import { assertExecutors, type ComparedExecutors, type Comparison, compareExecutions } from './compare-executions.ts';
import type { DivergenceReport } from './divergence-report.ts';

/** How a comparing executor reports a difference. */
export interface ComparisonOptions {
  /** Name and version of the program that compares, for reports. */
  readonly software: string;
  /** Keeps a report. @returns where the report is, for the error */
  keep(report: DivergenceReport): string | Promise<string>;
}

/**
 * Makes an executor for tests of the whole. It executes every block twice, sequentially and then in parallel, whatever
 * `ExecutionOptions.setting` is, with equal answers of the
 * state, and returns the parallel outcome. At the first difference (refusal, result of a transaction, write, fees, error) it keeps a report
 * and stops: that call and all later ones throw TOS_EXECUTION_DIVERGENCE. Only the parallel executor verifies signatures ahead, so
 * that the sequential one trusts nothing but itself. Closing this executor closes both.
 * @throws TOS_INVALID_ARGUMENT
 */
export function createComparingExecutor(executors: ComparedExecutors, options: ComparisonOptions): BlockExecutor {
  assertExecutors(executors);
  assertObject(options, 'options');
  assertText(options.software, 'options.software');
  assertFunction(options.keep, 'options.keep');
  return new ComparingExecutor(executors, options);
}

class ComparingExecutor implements BlockExecutor {
  readonly #executors: ComparedExecutors;
  readonly #options: ComparisonOptions;
  readonly #queue: CallQueue = new CallQueue('comparing executor');
  #divergence: TosError | undefined;

  constructor(executors: ComparedExecutors, options: ComparisonOptions) {
    this.#executors = executors;
    this.#options = options;
  }

  async execute(batch: PackedBatch, context: ExecutionContext, options: ExecutionOptions): Promise<BlockOutcome> {
    assertExecution(batch, context, options);
    return this.#queue.run(async () => {
      if (this.#divergence !== undefined) throw this.#divergence;
      const comparison = await compareExecutions(this.#executors, batch, context, options);
      const { difference, parallel } = comparison;
      if (difference !== null) {
        this.#divergence = await this.#stop(
          await this.#report(difference, comparison, { batch, policy: options.policy }),
        );
        throw this.#divergence;
      }
      if ('error' in parallel) throw parallel.error;
      return parallel.outcome;
    });
  }

  verifySignatures(batch: PackedBatch): Promise<Uint8Array> {
    return this.#executors.parallel.verifySignatures(batch);
  }

  /** Returns the metrics of the parallel executor. */
  metrics(): Promise<ExecutorMetrics> {
    return this.#executors.parallel.metrics();
  }

  async close(): Promise<void> {
    await this.#queue.close();
    await Promise.all([this.#executors.sequential.close(), this.#executors.parallel.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #report(
    difference: string,
    { reads, records }: Comparison,
    { batch, policy }: { readonly batch: PackedBatch; readonly policy: ExecutionOptions['policy'] },
  ): Promise<DivergenceReport> {
    const { workersConfigured, verifier } = await this.metrics();
    const { network, topoheight, frame } = reads.context;
    return {
      format: 'tos-divergence',
      version: 1,
      difference,
      software: this.#options.software,
      host: { node: process.versions.node, platform: process.platform, arch: process.arch },
      workers: workersConfigured,
      verifier,
      network: network.name,
      topoheight,
      policy,
      transactions: Array.from({ length: batch.count }, (_, i) => bytesToHex(wireAt(batch, i))),
      references: reads.references,
      frame: frame === undefined ? null : { ...frame.parameters },
      state: reads.state(),
      ...records,
    };
  }

  /** Keeps the report. @returns the error to stop with, even when the report cannot be kept */
  async #stop(report: DivergenceReport): Promise<TosError> {
    const { difference } = report;
    try {
      return new TosError('TOS_EXECUTION_DIVERGENCE', { difference, report: await this.#options.keep(report) });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const details = { difference, report: `not kept: ${reason}` };
      return new TosError('TOS_EXECUTION_DIVERGENCE', details, undefined, { cause });
    }
  }
}
