import type { ExecutorMetrics } from '../metrics/executor-metrics.ts';
import { Histogram } from '../metrics/histogram.ts';
import { metricTable } from '../metrics/metric-table.ts';
import {
  CLAIM_BUCKETS,
  CLAIMED,
  CLAIMS,
  COLD,
  KNOWN_ANSWER_TESTS,
  LARGE_TABLES,
  MEMORY_BYTES,
  REPORT_FIELDS,
  SMALL_TABLES,
  TABLE_BYTES,
  TABLES_BUILT,
  TABLES_EVICTED,
  WARM,
} from './thread-report.ts';
import type { ReverificationCause } from './trusted-verdict.ts';
import type { WorkerJob } from './worker-job.ts';

/** How a thread was lost. */
export type WorkerFault = 'not started' | 'ended' | 'silent';

type CountedByPool = Pick<
  ExecutorMetrics,
  | 'workerFaults'
  | 'lastWorkerFault'
  | 'workerRestarts'
  | 'reverified'
  | 'busyTime'
  | 'idleTime'
  | 'wakeLatency'
  | 'answerLatency'
  | 'claimSize'
  | 'knownAnswerTests'
  | 'keyTableSignatures'
  | 'keyTablesBuilt'
  | 'keyTablesEvicted'
  | 'keyTables'
  | 'keyTableBytes'
  | 'verifierBytes'
>;

/** Counts what happens in a pool, for metrics. */
export class PoolTally {
  readonly #faults: Record<WorkerFault, number> = { 'not started': 0, ended: 0, silent: 0 };
  #lastFault = '';
  readonly #reverified = { missing: 0, garbage: 0 };
  readonly #busy: Record<string, number> = {};
  readonly #idle: Record<string, number> = {};
  readonly #wakeLatency = new Histogram(metricTable.wakeLatency.buckets);
  readonly #answerLatency = new Histogram(metricTable.answerLatency.buckets);
  /** The counters of threads that are gone, so that no sum shrinks when a thread ends. */
  readonly #gone = new Float64Array(REPORT_FIELDS);
  #restarts = 0;

  /** Notes that a thread took part in a run. @param busy microseconds of work @param all microseconds of the run */
  took(lane: number, busy: number, all: number): void {
    const thread = lane === 0 ? 'main' : String(lane);
    this.#busy[thread] = (this.#busy[thread] ?? 0) + Math.round(busy);
    // The clocks of two threads differ a little, so an idle time of zero may come out below zero.
    this.#idle[thread] = (this.#idle[thread] ?? 0) + Math.max(0, Math.round(all - busy));
  }

  answered({ wakeLatency, answerLatency }: WorkerJob): void {
    if (wakeLatency !== undefined) this.#wakeLatency.add(wakeLatency);
    this.#answerLatency.add(answerLatency);
  }

  /** Notes that a thread was lost. @param reason in one line */
  lost(kind: WorkerFault, reason: string, report: Float64Array): void {
    this.#faults[kind]++;
    this.#lastFault = reason;
    for (let field = 0; field < SMALL_TABLES; field++) this.#gone[field]! += report[field]!;
  }

  restarted(): void {
    this.#restarts++;
  }

  reverified(cause: ReverificationCause): void {
    this.#reverified[cause]++;
  }

  /** @param reports of all present threads, main included */
  metrics(reports: readonly Float64Array[]): CountedByPool {
    const total = (field: number): number => reports.reduce((sum, report) => sum + report[field]!, this.#gone[field]!);
    const claims = Array.from({ length: CLAIM_BUCKETS }, (_, bucket) => total(CLAIMS + bucket));
    return {
      workerFaults: this.#faults,
      lastWorkerFault: this.#lastFault,
      workerRestarts: this.#restarts,
      reverified: this.#reverified,
      busyTime: this.#busy,
      idleTime: this.#idle,
      wakeLatency: this.#wakeLatency.value(),
      answerLatency: this.#answerLatency.value(),
      claimSize: { counts: [...claims, 0], sum: total(CLAIMED), count: claims.reduce((sum, n) => sum + n, 0) },
      knownAnswerTests: total(KNOWN_ANSWER_TESTS),
      keyTableSignatures: { found: total(WARM), absent: total(COLD) },
      keyTablesBuilt: total(TABLES_BUILT),
      keyTablesEvicted: total(TABLES_EVICTED),
      keyTables: { small: total(SMALL_TABLES), large: total(LARGE_TABLES) },
      keyTableBytes: total(TABLE_BYTES),
      verifierBytes: total(MEMORY_BYTES),
    };
  }
}
