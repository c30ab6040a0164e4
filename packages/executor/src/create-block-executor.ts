import { availableParallelism } from 'node:os';
import { Verdict } from '@tos/crypto';
import { assertInteger, assertObject, assertOneOf } from '@tos/protocol';
import { assertBatch, type PackedBatch } from '@tos/transaction';
import { assertExecution } from './assert-execution.ts';
import type { BlockOutcome, ExecutionContext, ExecutionOptions } from './block-execution.ts';
import type { BlockExecutor } from './block-executor.ts';
import { CallQueue } from './call-queue.ts';
import { EventLoopTurns } from './event-loop-turns.ts';
import { EvidenceDesk } from './evidence/evidence-desk.ts';
import { executeTransactionsParallel } from './execute-transactions-parallel.ts';
import { executeTransactionsSequential } from './execute-transactions-sequential.ts';
import {
  type ExecutorSetting,
  executorSettings,
  MINIMUM_SIGNATURES,
  shouldUseParallelExecution,
} from './execution-mode.ts';
import type { ExecutionServices } from './execution-services.ts';
import { ExecutionTimer } from './execution-timer.ts';
import { BlockTally } from './metrics/block-tally.ts';
import { type ExecutorMetrics, frozenMetrics } from './metrics/executor-metrics.ts';
import { prepareBlock } from './prepare-block.ts';
import { ownerSigned, SignatureAudit } from './signature-audit.ts';
import { keepAlive } from './threads/keep-alive.ts';
import { hrefOf, type ModuleAddress } from './threads/module-address.ts';
import { VerdictCache } from './verdict-cache.ts';
import { mainDefaultVerifier } from './verification/main-default-verifier.ts';
import { countPending, pendingRecords } from './verification/pending-records.ts';
import { VerificationPool } from './verification/verification-pool.ts';
import { loadOracle, loadVerifier, type VerifierOptions } from './verification/verifier-module.ts';

export interface ExecutorOptions {
  /** @default 'auto' */
  readonly setting?: ExecutorSetting;
  /** Threads besides main, 0 to 64. @default one fewer than the processor has cores */
  readonly workers?: number;
  /** Bytes for signatures known to be good, about 300 each. @default 32 MiB: a full block (5,650 transfers) twenty times over */
  readonly verdictCacheBytes?: number;
  /** Module that exports `createVerifier`, loaded by main and by every worker. @default WebAssembly, noble where there is none */
  readonly verifierModule?: ModuleAddress;
  /** Bytes that all threads together may use for tables of senders that come again. @default 64 MiB: 2,400 hot senders */
  readonly keyTableBytes?: number;
  /** About one of so many accepted signatures is verified again by the oracle; 0 for none. @default 8192 */
  readonly auditOneIn?: number;
}

const MAX_WORKERS = 64;
// 26,624 bytes for a sender that stays hot, 8,192 for one that was seen twice.
const KEY_TABLE_BYTES = 64 << 20;
const VERDICT_CACHE_BYTES = 32 << 20;
// noble takes 2 ms a signature, so that this costs 0.25 us a transaction, and a node that accepts a thousand a second looks at
// one of them every eight seconds.
const AUDIT_ONE_IN = 8192;

/** Threads besides main that an executor starts when it is not told how many. */
export function defaultWorkers(): number {
  return Math.min(MAX_WORKERS, Math.max(0, availableParallelism() - 1));
}

/** Makes an executor and starts its threads. @throws TOS_INVALID_ARGUMENT for options out of range */
export function createBlockExecutor(options: ExecutorOptions = {}): BlockExecutor {
  assertObject(options, 'options');
  const { workers = defaultWorkers() } = options;
  assertInteger(workers, 'workers', 0, MAX_WORKERS);
  const { verdictCacheBytes = VERDICT_CACHE_BYTES } = options;
  assertInteger(verdictCacheBytes, 'verdictCacheBytes', 0, 2 ** 30);
  // Nothing uses the threads of an executor that always runs on main.
  const { setting = 'auto' } = options;
  assertOneOf(setting, 'setting', executorSettings);
  const threads = setting === 'sequential' ? 0 : workers;
  const { auditOneIn = AUDIT_ONE_IN } = options;
  assertInteger(auditOneIn, 'auditOneIn', 0, Number.MAX_SAFE_INTEGER);
  const { keyTableBytes = KEY_TABLE_BYTES } = options;
  assertInteger(keyTableBytes, 'keyTableBytes', 0, 2 ** 31 - 1);
  // Each thread has the tables of its own senders, and so its share of the bytes.
  const verifierOptions = { cacheBytes: Math.floor(keyTableBytes / (threads + 1)) };
  const { verifierModule } = options;
  const verifierUrl = verifierModule === undefined ? undefined : hrefOf('verifierModule', verifierModule);
  return new QueueingExecutor({
    setting,
    workers: threads,
    verdictCacheBytes,
    auditOneIn,
    verifierUrl,
    verifierOptions,
  });
}

interface ExecutorSettings {
  readonly setting: ExecutorSetting;
  readonly workers: number;
  readonly verdictCacheBytes: number;
  readonly auditOneIn: number;
  readonly verifierUrl: string | undefined;
  readonly verifierOptions: VerifierOptions;
}

async function start(settings: ExecutorSettings): Promise<ExecutionServices> {
  const { verifierUrl, verifierOptions, verdictCacheBytes, auditOneIn } = settings;
  const source = verifierUrl ?? mainDefaultVerifier;
  const verifier = await loadVerifier(source, verifierOptions);
  const audit = new SignatureAudit(verifier, await loadOracle(source), auditOneIn);
  const turns = new EventLoopTurns();
  const pool = new VerificationPool(settings, verifier, turns);
  await pool.started();
  const evidence = new EvidenceDesk({ pool, audit, turns });
  return { verifier, pool, audit, evidence, turns, cache: new VerdictCache(verdictCacheBytes) };
}

class QueueingExecutor implements BlockExecutor {
  readonly #setting: ExecutorSetting;
  readonly #services: Promise<ExecutionServices>;
  readonly #tally: BlockTally = new BlockTally();
  readonly #queue: CallQueue = new CallQueue('executor');
  #closed: Promise<void> | undefined;

  constructor(settings: ExecutorSettings) {
    this.#setting = settings.setting;
    this.#services = start(settings);
    // Whoever executes first is told; until then nobody listens.
    this.#services.catch(() => undefined);
  }

  async execute(batch: PackedBatch, context: ExecutionContext, options: ExecutionOptions): Promise<BlockOutcome> {
    assertExecution(batch, context, options);
    return this.#enqueue(async (services) => {
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
    const timer = new ExecutionTimer();
    const block = await prepareBlock(batch, context, options.rules, services.evidence);
    timer.prepared();
    services.turns.begin();
    const choice = shouldUseParallelExecution({
      setting: this.#setting,
      transactions: batch.count,
      threshold: context.network.parallelThreshold,
      signatures: countPending(batch, services.cache, MINIMUM_SIGNATURES, block.ownerSigns),
      workers: services.pool.healthyWorkers,
    });
    if (choice.reason === 'no healthy workers') services.pool.passedOver();
    const run = choice.mode === 'parallel' ? executeTransactionsParallel : executeTransactionsSequential;
    return run(block, options, services, choice, timer);
  }

  async verifySignatures(batch: PackedBatch): Promise<Uint8Array> {
    assertBatch(batch);
    return this.#enqueue(async ({ pool, cache, audit, turns }) => {
      const verdicts = new Uint8Array(batch.count).fill(Verdict.GOOD);
      const records = pendingRecords(batch, cache);
      const found = (await pool.start(records, false).finish()).verdicts;
      for (let slot = 0; slot < records.count; slot++) {
        const i = records.index[slot]!;
        verdicts[i] = pool.verdictOf(records, found, slot);
        if (turns.isDue) await turns.give();
        if (verdicts[i] !== Verdict.GOOD) continue;
        audit.sampleGood(() => ownerSigned(batch, i));
        cache.add(batch, i);
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
    await this.#queue.close();
    const services = await this.#services.catch(() => undefined);
    await services?.pool.close();
  }

  #enqueue<T>(work: (services: ExecutionServices) => Promise<T>): Promise<T> {
    return keepAlive(this.#queue.run(async () => work(await this.#services)));
  }
}
