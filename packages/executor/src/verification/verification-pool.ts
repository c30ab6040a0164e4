import { EvidenceKind, type Verdict, type VerificationRecords } from '@tos/crypto';
import { describeFault, endThreads, keepAlive } from '@tos/tasks/threads';
import type { ExecutorMetrics } from '../metrics/executor-metrics.ts';
import { EventLoopTurns } from '../threads/event-loop-turns.ts';
import { type JobClaims, readClaims } from './job-claims.ts';
import { type JobViews, jobSize, verdictsBySlot, writeJob } from './job-layout.ts';
import { NO_JOB, nextJob } from './mailbox.ts';
import { mainDefaultVerifier } from './main-default-verifier.ts';
import { PoolTally, type WorkerFault } from './pool-tally.ts';
import { REPORT_FIELDS, ThreadReporter } from './thread-report.ts';
import { threadsWorthWaking } from './threads-worth-waking.ts';
import { type ReverificationCause, trustedVerdict } from './trusted-verdict.ts';
import type { ThreadVerifier, VerifierOptions } from './verifier-module.ts';
import { VerifiersByKind } from './verifiers-by-kind.ts';
import { claimNext, largestClaim, lowerLimit, signaturesIn, verifyClaim } from './verify-claims.ts';
import { WorkerHandle } from './worker-handle.ts';

// About how many milliseconds a claim of main lasts: half of the time until a turn is due.
const CLAIM_MS = 2.5;
// How many milliseconds a worker may stay silent once nothing is left to claim: the slowest claim (16 signatures of 5 ms) on a machine that
// is oversubscribed sixty times. A worker that hangs delays one block by this time; a false alarm costs a thread its tables.
const SILENCE_LIMIT_MS = 5000;
// How many failed threads are replaced; when more fail, something is wrong with the machine or the module. After RUNS_TO_FORGIVE runs without a
// fault the count starts again and empty lanes get threads, so that a node that runs for months does not lose its threads one by one,
// nor all of them to a minute without file descriptors.
const RESTART_LIMIT = 8;
const RUNS_TO_FORGIVE = 100;

const MAIN_LANE = 0;

/** How a pool is set up. */
export interface PoolSettings {
  /** Threads besides main, 0 to 64. */
  readonly workers: number;
  /** URL of the verifier's module; the default verifier is used when absent. */
  readonly verifierUrl?: string | undefined;
  readonly verifierOptions: VerifierOptions;
}

/** The result of a run of the pool. */
export interface RunResult {
  /** One `Verdict` per record; unknown where none was needed, or where a worker failed. The array is a copy: no thread writes to it. */
  readonly verdicts: Uint8Array;
  /** Milliseconds of work, summed over all threads. */
  readonly busyMs: number;
  /** What each thread verified, and when. */
  readonly claims: JobClaims;
}

interface StartedRun {
  readonly views: JobViews;
  /** The kind of all records. Main does not read it from the job, where threads may write. */
  readonly kind: EvidenceKind;
  readonly job: number;
  /** Those to whom the job was offered. */
  readonly workers: readonly WorkerHandle[];
  readonly started: number;
}

/** Records that are being verified. */
export interface VerificationRun {
  /** Notes that records from `limit` on need no verdict. */
  limitTo(limit: number): void;
  /** Helps until every verdict is there. Must be called once: the next run waits for the end of this one. */
  finish(): Promise<RunResult>;
}

/**
 * Threads that verify signatures and proofs beside main. A worker that throws, exits or hangs costs time, never a verdict: main verifies
 * the records that the worker left, the memory that the worker knows is not used again, and the worker is ended before another takes its place.
 */
export class VerificationPool {
  readonly #verifiers: VerifiersByKind;
  readonly #turns: EventLoopTurns;
  readonly #settings: PoolSettings;
  readonly #tally: PoolTally = new PoolTally();
  readonly #mainReport: Float64Array = new Float64Array(REPORT_FIELDS);
  readonly #mainReporter: ThreadReporter;
  #workers: WorkerHandle[] = [];
  /** The lanes that have a thread, which may be one that is being ended. */
  readonly #lanes: Set<number> = new Set();
  #memory: SharedArrayBuffer = new SharedArrayBuffer(0);
  /** Resolves when the last of the runs that were asked for has ended; undefined once it has. */
  #lastRun: Promise<void> | undefined;
  #job: number = NO_JOB;
  #restarts = 0;
  #faultlessRuns = 0;
  readonly #countReverified = (cause: ReverificationCause): void => this.#tally.reverified(cause);
  #isClosed = false;
  // Measured; the size of main's claims and the number of threads that are woken follow from it.
  #microsecondsPerSignature = 1000;

  /** Starts the threads. @param verifier of main */
  constructor(settings: PoolSettings, verifier: ThreadVerifier, turns: EventLoopTurns = new EventLoopTurns()) {
    this.#verifiers = new VerifiersByKind(settings.verifierUrl, mainDefaultVerifier, verifier);
    this.#turns = turns;
    this.#mainReporter = new ThreadReporter(this.#mainReport, verifier);
    this.#settings = settings;
    for (let lane = 1; lane <= settings.workers; lane++) this.#addWorker(lane);
  }

  /** Number of threads that verify, main and lost ones included: more than the number of any thread. */
  get threads(): number {
    return this.#settings.workers + 1;
  }

  /** Number of threads that would take part in a run now. */
  get healthyWorkers(): number {
    return this.#workers.filter((worker) => worker.isReady).length;
  }

  /** Resolves when every thread is ready or has failed to start. */
  async started(): Promise<void> {
    await keepAlive(Promise.all(this.#workers.map(({ started }) => started)));
  }

  /**
   * Starts a run, at once or when the runs before it have ended: all of them use the same memory and threads.
   * @param records nothing may change them before the end of the run
   * @param stopAtBad whether records behind the first bad one need no verdict
   * @param kind of all records
   */
  start(
    records: VerificationRecords,
    stopAtBad: boolean,
    kind: EvidenceKind = EvidenceKind.SIGNATURE,
  ): VerificationRun {
    const before = this.#lastRun;
    let limit = records.count;
    const begin = (): StartedRun => {
      const run = this.#begin(records, stopAtBad, kind);
      lowerLimit(run.views, limit);
      return run;
    };
    let started = before === undefined ? begin() : undefined;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#lastRun = ended;
    const finish = async (): Promise<RunResult> => {
      try {
        await before;
        started ??= begin();
        return await this.#finish(started);
      } finally {
        if (this.#lastRun === ended) this.#lastRun = undefined;
        end();
      }
    };
    return {
      limitTo: (to) => {
        limit = Math.min(limit, to);
        if (started !== undefined) lowerLimit(started.views, limit);
      },
      finish: () => keepAlive(finish()),
    };
  }

  /** Wakes the threads for these records. */
  #begin(records: VerificationRecords, stopAtBad: boolean, kind: EvidenceKind): StartedRun {
    const size = jobSize(records.count, records.bytes.length);
    // The memory grows by a quarter more than is needed, so that blocks of similar size share one memory.
    if (this.#memory.byteLength < size) this.#memory = new SharedArrayBuffer(size + (size >>> 2));
    const memory = this.#memory;
    const views = writeJob(memory, records, this.#settings.workers + 1, stopAtBad, kind);
    this.#job = nextJob(this.#job);
    const job = this.#job;
    const workUs = this.#microsecondsPerSignature * records.count * signaturesIn(kind);
    const ready = this.#workers.filter((worker) => worker.isReady);
    const workers = ready.slice(0, threadsWorthWaking(workUs));
    const started = performance.now();
    for (const worker of workers) worker.offer(job, memory);
    return { views, kind, job, workers, started };
  }

  /** Counts a block that was executed without the pool, because no worker was ready. */
  passedOver(): void {
    this.#countRun(true);
  }

  /** Returns the verdict of a record of a finished run. Main verifies the record now if no worker gave a verdict. */
  verdictOf(
    records: VerificationRecords,
    verdicts: Uint8Array,
    slot: number,
    kind: EvidenceKind = EvidenceKind.SIGNATURE,
  ): Verdict {
    return trustedVerdict(verdicts, slot, records, this.#verifiers.get(kind), this.#countReverified);
  }

  metrics(): Pick<ExecutorMetrics, 'workersConfigured' | 'workersHealthy'> & ReturnType<PoolTally['metrics']> {
    this.#mainReporter.countVerifier();
    return {
      workersConfigured: this.#settings.workers,
      workersHealthy: this.healthyWorkers,
      ...this.#tally.metrics([this.#mainReport, ...this.#workers.map((worker) => worker.report)]),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await keepAlive(endThreads(this.#workers));
  }

  async #finish({ views, kind, job, workers, started }: StartedRun): Promise<RunResult> {
    const finishing = performance.now();
    let busyMs = await this.#help(views, kind).catch((error: unknown) => {
      // Workers still write into this memory: what they write must not become a verdict of the next run.
      this.#leaveMemory();
      throw error;
    });
    const done = await Promise.all(workers.map((worker) => worker.finish(job, SILENCE_LIMIT_MS)));
    const ended = performance.now();
    this.#tally.took(MAIN_LANE, busyMs * 1000, (ended - finishing) * 1000);
    const verdicts = verdictsBySlot(views);
    const claims = readClaims(views, this.threads);
    this.#countRun(!done.includes('lost'));
    for (const [i, worker] of workers.entries()) {
      const own = done[i]!;
      if (own === 'lost') {
        this.#giveUp(worker);
        continue;
      }
      const busy = own === 'not begun' ? 0 : own.busy;
      busyMs += busy / 1000;
      this.#tally.took(worker.lane, busy, (ended - started) * 1000);
      if (own !== 'not begun') this.#tally.answered(own);
    }
    return { verdicts, busyMs, claims };
  }

  /** Verifies on main until nothing is left to claim, and gives other events their turns. @returns milliseconds of work */
  async #help(views: JobViews, kind: EvidenceKind): Promise<number> {
    const claim = { from: 0, to: 0 };
    const verifier = await this.#verifiers.load(kind);
    let busyMs = 0;
    for (;;) {
      const fitting = Math.floor((CLAIM_MS * 1000) / this.#microsecondsPerSignature);
      if (!claimNext(views, MAIN_LANE, Math.min(fitting, largestClaim(kind)), claim)) return busyMs;
      const started = performance.now();
      this.#mainReporter.claimed(claim.to - claim.from);
      verifyClaim(views, claim, verifier, MAIN_LANE);
      const tookMs = performance.now() - started;
      if (kind === EvidenceKind.SIGNATURE) {
        this.#microsecondsPerSignature = Math.max(1, (tookMs * 1000) / (claim.to - claim.from));
      }
      busyMs += tookMs;
      if (this.#turns.isDue) await this.#turns.give();
    }
  }

  #countRun(wasFaultless: boolean): void {
    this.#faultlessRuns = wasFaultless ? this.#faultlessRuns + 1 : 0;
    if (this.#faultlessRuns < RUNS_TO_FORGIVE) return;
    this.#faultlessRuns = 0;
    this.#restarts = 0;
    for (let lane = 1; lane <= this.#settings.workers; lane++) if (!this.#lanes.has(lane)) this.#addWorker(lane);
  }

  /** Makes the next run use other memory, because threads may still write into this one. */
  #leaveMemory(): void {
    this.#memory = new SharedArrayBuffer(0);
  }

  /** Ends a thread after a fault in a run. */
  #giveUp(worker: WorkerHandle): void {
    this.#leaveMemory();
    if (worker.endedItself === undefined) this.#forget(worker, 'silent');
    worker.kill();
  }

  #addWorker(lane: number): void {
    const { verifierUrl, verifierOptions } = this.#settings;
    const worker = new WorkerHandle({ lane, verifierUrl, verifierOptions });
    this.#workers.push(worker);
    this.#lanes.add(lane);
    void worker.ended.then(() => this.#replace(worker));
  }

  /** Starts another thread once one is gone, in a run or between two, unless the one that is gone never was ready. */
  #replace(worker: WorkerHandle): void {
    const { endedItself } = worker;
    this.#lanes.delete(worker.lane);
    if (this.#isClosed) return;
    if (endedItself !== undefined) this.#forget(worker, endedItself === 'ready' ? 'ended' : 'not started');
    if (endedItself === 'starting' || this.#restarts === RESTART_LIMIT) return;
    this.#restarts++;
    this.#tally.restarted();
    this.#addWorker(worker.lane);
  }

  #forget(worker: WorkerHandle, kind: WorkerFault): void {
    this.#workers = this.#workers.filter((other) => other !== worker);
    const reason =
      kind === 'silent' ? `it was silent for ${SILENCE_LIMIT_MS / 1000} seconds` : describeFault(worker.fault);
    this.#tally.lost(kind, reason, worker.report);
  }
}
