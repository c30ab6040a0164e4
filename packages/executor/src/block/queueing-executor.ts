import { Verdict } from '@tos/crypto';
import type { ExecutionMode } from '@tos/tasks';
import { keepAlive } from '@tos/tasks/threads';
import { assertBatch, type PackedBatch } from '@tos/transaction';
import { BlockTally } from '../metrics/block-tally.ts';
import { type ExecutorMetrics, frozenMetrics } from '../metrics/executor-metrics.ts';
import { countPending, pendingRecords } from '../verification/pending-records.ts';
import { ownerSigned } from '../verification/signature-audit.ts';
import { assertExecution } from './assert-execution.ts';
import type { BlockOutcome, ExecutionContext, ExecutionOptions } from './block-execution.ts';
import type { BlockExecutor } from './block-executor.ts';
import { CallQueue } from './call-queue.ts';
import { executeTransactionsParallel } from './execute-transactions-parallel.ts';
import { executeTransactionsSequential } from './execute-transactions-sequential.ts';
import { shouldUseParallelExecution, worthwhileSignatures } from './execution-mode.ts';
import { type ExecutionServices, type ServiceSettings, startServices } from './execution-services.ts';
import { ExecutionTimer } from './execution-timer.ts';
import { prepareBlock } from './prepare-block.ts';

/** Executes one block after the other, in the order in which they were asked for, and verifies signatures ahead beside that. */
export class QueueingExecutor implements BlockExecutor {
  readonly #setting: ExecutionMode;
  readonly #services: Promise<ExecutionServices>;
  readonly #tally: BlockTally = new BlockTally();
  readonly #blocks: CallQueue = new CallQueue('executor');
  // Of its own: who verifies ahead does not wait for a block that is executed, as long as that block verifies nothing itself.
  readonly #ahead: CallQueue = new CallQueue('executor');
  #closed: Promise<void> | undefined;

  constructor(setting: ExecutionMode, settings: ServiceSettings) {
    this.#setting = setting;
    this.#services = startServices(settings);
    // The first call rejects with what the start threw; until then nobody listens.
    this.#services.catch(() => undefined);
  }

  async execute(batch: PackedBatch, context: ExecutionContext, options: ExecutionOptions): Promise<BlockOutcome> {
    assertExecution(batch, context, options);
    return this.#enqueue(this.#blocks, async (services) => {
      try {
        const outcome = await this.#execute(services, batch, context, options);
        this.#tally.executed(outcome, options.policy);
        return outcome;
      } catch (error) {
        this.#tally.failed(error);
        throw error;
      }
    });
  }

  async #execute(
    services: ExecutionServices,
    batch: PackedBatch,
    context: ExecutionContext,
    options: ExecutionOptions,
  ): Promise<BlockOutcome> {
    const timer = new ExecutionTimer(services.pool.threads);
    const block = await prepareBlock(batch, context, options.rules, services.evidence);
    timer.prepared();
    services.turns.begin();
    const signatureMicroseconds = services.cost.microseconds;
    const choice = shouldUseParallelExecution({
      setting: options.setting ?? this.#setting,
      transactions: batch.count,
      threshold: options.parallelThreshold ?? context.network.parallelThreshold,
      signatures: countPending(batch, services.cache, worthwhileSignatures(signatureMicroseconds), block.ownerSigns),
      signatureMicroseconds,
      workers: services.pool.healthyWorkers,
    });
    if (choice.reason === 'no healthy workers') services.pool.passedOver();
    const run = choice.mode === 'parallel' ? executeTransactionsParallel : executeTransactionsSequential;
    return run(block, options, services, choice, timer);
  }

  async verifySignatures(batch: PackedBatch): Promise<Uint8Array> {
    assertBatch(batch);
    return this.#enqueue(this.#ahead, async ({ pool, cache, claims, cost, audit, turns }) => {
      const verdicts = new Uint8Array(batch.count).fill(Verdict.GOOD);
      const records = pendingRecords(batch, cache);
      const { verdicts: found, claims: own, busyMs } = await pool.start(records, false).finish();
      cost.verified(records.count, busyMs);
      const claimOf = claims.addAll(own, records.count);
      for (let slot = 0; slot < records.count; slot++) {
        const i = records.index[slot]!;
        verdicts[i] = pool.verdictOf(records, found, slot);
        if (turns.isDue) await turns.give();
        if (verdicts[i] !== Verdict.GOOD) continue;
        audit.sampleGood(() => ownerSigned(batch, i));
        cache.add(batch, i, claimOf[slot]!);
      }
      this.#tally.verifiedAhead({ verified: records.count, cached: batch.count - records.count });
      return verdicts;
    });
  }

  async metrics(): Promise<ExecutorMetrics> {
    const { pool, audit, cache, verifier } = await keepAlive(this.#services);
    return frozenMetrics({
      ...this.#tally.metrics(),
      ...pool.metrics(),
      ...audit.metrics(),
      verifier: verifier.name,
      verdictCacheSize: cache.size,
      verdictCacheLimitBytes: cache.limitBytes,
    });
  }

  close(): Promise<void> {
    this.#closed ??= keepAlive(this.#close());
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await Promise.all([this.#blocks.close(), this.#ahead.close()]);
    const services = await this.#services.catch(() => undefined);
    await services?.pool.close();
  }

  #enqueue<T>(queue: CallQueue, work: (services: ExecutionServices) => Promise<T>): Promise<T> {
    return keepAlive(queue.run(async () => work(await this.#services)));
  }
}
