/** What one metric is. */
export interface MetricDescription {
  /** A counter only grows; a gauge is a present value; an info is a text. */
  readonly type: 'counter' | 'gauge' | 'histogram' | 'info';
  readonly unit:
    | 'blocks'
    | 'transactions'
    | 'signatures'
    | 'executions'
    | 'microseconds'
    | 'bytes'
    | 'tables'
    | 'threads'
    | 'tests'
    | 'name'
    | 'text';
  /** The value is a record by the first label, of records by the next label, and so on down to the numbers. */
  readonly labels: readonly string[];
  /** Upper bounds of the buckets of a histogram, each included. Observations above the last bound have a bucket of their own. */
  readonly buckets?: readonly number[];
  readonly help: string;
}

// Claims have 1 to 16 signatures (verify-claims.ts), so nothing is above the last bucket of claimSize; its buckets double, as claims grow.
// Waking a waiting thread takes 16 us at best: the buckets of latencies begin there and grow by a factor of four, up to the last one below the
// five seconds after which a worker counts as silent (SILENCE_LIMIT_MS).

/**
 * Every metric of an executor: the one table that names them. `ExecutorMetrics` follows from the table, and `docs/metrics.md` shows it. All
 * numbers are whole, so that JSON and sums are exact; a reader computes rates and averages from two readings.
 */
export const metricTable = {
  blocks: {
    type: 'counter',
    unit: 'blocks',
    labels: ['mode', 'reason'],
    help: 'Blocks executed, refused ones included, by the executor that ran them and the reason for that executor',
  },
  refusals: {
    type: 'counter',
    unit: 'blocks',
    labels: ['policy', 'code'],
    help: 'Blocks refused, by the code of the failure that decided',
  },
  failures: {
    type: 'counter',
    unit: 'blocks',
    labels: ['code'],
    help: 'Blocks whose execution threw, by the code of the error; no other metric of blocks counts them',
  },
  transactions: {
    type: 'counter',
    unit: 'transactions',
    labels: ['policy', 'code'],
    help: 'Transactions of blocks that were not refused, by result; a builder leaves out those that are not OK',
  },
  conflicts: {
    type: 'counter',
    unit: 'transactions',
    labels: [],
    help: 'Those of these transactions that an earlier one of their block excludes: locks would have made them wait',
  },
  criticalPaths: {
    type: 'counter',
    unit: 'transactions',
    labels: [],
    help: 'Transactions on the longest chain of such exclusions, summed over these blocks',
  },
  lastBlockTransactions: {
    type: 'gauge',
    unit: 'transactions',
    labels: [],
    help: 'Transactions of the last block that was not refused',
  },
  lastBlockConflicts: {
    type: 'gauge',
    unit: 'transactions',
    labels: [],
    help: 'Those of these transactions that an earlier one excludes',
  },
  lastBlockCriticalPath: {
    type: 'gauge',
    unit: 'transactions',
    labels: [],
    help: 'Those of these transactions that are on the longest chain of such exclusions',
  },
  hotRecordAccesses: {
    type: 'gauge',
    unit: 'transactions',
    labels: ['domain', 'key'],
    help: 'The most contended records of that block, at most ten: transactions that use each; key in hex',
  },
  hotRecordWaits: {
    type: 'gauge',
    unit: 'transactions',
    labels: ['domain', 'key'],
    help: 'Transactions that would have had to wait for an earlier one at each of them',
  },
  phaseTime: {
    type: 'counter',
    unit: 'microseconds',
    labels: ['phase'],
    help: 'Time by phase: prepare (declare and read), verify, apply (the pass), collect (read verdicts, find conflicts); verify and apply overlap',
  },
  phaseRuns: {
    type: 'counter',
    unit: 'executions',
    labels: ['phase'],
    help: 'Executions in which the phase took any time',
  },
  signatures: {
    type: 'counter',
    unit: 'signatures',
    labels: ['use', 'source'],
    help: 'Signatures of blocks, and those asked for ahead of blocks, verified or known to be good from earlier',
  },
  reverified: {
    type: 'counter',
    unit: 'signatures',
    labels: ['cause'],
    help: 'Signatures verified again by main, because a worker gave no verdict (missing) or a byte that is none (garbage)',
  },
  audited: {
    type: 'counter',
    unit: 'signatures',
    labels: ['cause'],
    help: 'Signatures confirmed by the oracle, before a block was refused for them (refusal) or as a sample of the good ones (sample)',
  },
  verifier: {
    type: 'info',
    unit: 'name',
    labels: [],
    help: 'The verifier of the main thread',
  },
  knownAnswerTests: {
    type: 'counter',
    unit: 'tests',
    labels: [],
    help: 'Known-answer tests that verifiers passed, one at the start of every thread; a module of your own may run none',
  },
  verdictCacheSize: {
    type: 'gauge',
    unit: 'signatures',
    labels: [],
    help: 'Signatures remembered as good',
  },
  verdictCacheLimitBytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: [],
    help: 'Bytes that remembered signatures may take',
  },
  keyTableSignatures: {
    type: 'counter',
    unit: 'signatures',
    labels: ['table'],
    help: 'Signatures that the verifiers of all threads checked with a table of their key (found) and without (absent)',
  },
  keyTablesBuilt: {
    type: 'counter',
    unit: 'tables',
    labels: [],
    help: 'Tables of keys that were built',
  },
  keyTablesEvicted: {
    type: 'counter',
    unit: 'tables',
    labels: [],
    help: 'Tables of keys that gave way to others',
  },
  keyTables: {
    type: 'gauge',
    unit: 'tables',
    labels: ['size'],
    help: 'Tables of keys that exist, over all threads',
  },
  keyTableBytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: [],
    help: 'Bytes that these tables take',
  },
  verifierBytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: [],
    help: 'Memory of the verifiers of all threads, tables included',
  },
  workersConfigured: {
    type: 'gauge',
    unit: 'threads',
    labels: [],
    help: 'Threads besides main that were asked for',
  },
  workersHealthy: {
    type: 'gauge',
    unit: 'threads',
    labels: [],
    help: 'Threads besides main that would take part in a run now',
  },
  workerFaults: {
    type: 'counter',
    unit: 'threads',
    labels: ['kind'],
    help: 'Threads that were lost: they did not start, ended (an exception, an exit), or stayed silent',
  },
  lastWorkerFault: {
    type: 'info',
    unit: 'text',
    labels: [],
    help: 'Why the last lost thread was lost; empty while none was',
  },
  workerRestarts: {
    type: 'counter',
    unit: 'threads',
    labels: [],
    help: 'Threads that took the place of a lost one',
  },
  busyTime: {
    type: 'counter',
    unit: 'microseconds',
    labels: ['thread'],
    help: 'Time in which a thread verified, in runs of all threads together; a worker is named by its lane',
  },
  idleTime: {
    type: 'counter',
    unit: 'microseconds',
    labels: ['thread'],
    help: 'Time in which a thread had nothing to verify until the run was over; for main, time in which it waited',
  },
  wakeLatency: {
    type: 'histogram',
    unit: 'microseconds',
    labels: [],
    buckets: [16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304],
    help: 'Time from waking a worker to its first claim, where it got one',
  },
  answerLatency: {
    type: 'histogram',
    unit: 'microseconds',
    labels: [],
    buckets: [16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304],
    help: 'Time from when a worker was done, or main began to wait if that was later, to when main noticed',
  },
  claimSize: {
    type: 'histogram',
    unit: 'signatures',
    labels: [],
    buckets: [1, 2, 4, 8, 16],
    help: 'Signatures that a thread took at a time',
  },
} as const;

export type MetricName = keyof typeof metricTable;
