/** What one metric is. */
export interface MetricDescription {
  /** A counter only grows; a gauge is what holds now; an info is a text. */
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
  /** The value is a record by the first label of records by the next, down to the numbers. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, each included; what is above the last has a place of its own. */
  readonly buckets?: readonly number[];
  readonly help: string;
}

// Claims are 1 to 16 signatures (verify-claims.ts), so that nothing is above the last bucket; they double, as claims grow.
// Latencies: waking a thread that waits takes 16 us at best; four times that and again, up to the last step below the five seconds
// after which a worker counts as silent (SILENCE_LIMIT_MS).

/**
 * Every metric of an executor: the one table that names them. `ExecutorMetrics` follows from it, `docs/metrics.md` shows it. All
 * numbers are whole, so that JSON and sums are exact; rates and averages are left to whoever reads two of them.
 */
export const metricTable = {
  blocks: {
    type: 'counter',
    unit: 'blocks',
    labels: ['mode', 'reason'],
    help: 'Blocks executed, refused ones included, by the executor that ran them and why it did',
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
    help: 'Blocks whose execution threw, by the code of the error; they are in no other metric of blocks',
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
    help: 'Those of them that an earlier one of their block excludes: what locks would have put into a queue',
  },
  criticalPaths: {
    type: 'counter',
    unit: 'transactions',
    labels: [],
    help: 'The longest chain of such exclusions, summed over these blocks',
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
    help: 'Those of them that an earlier one excludes',
  },
  lastBlockCriticalPath: {
    type: 'gauge',
    unit: 'transactions',
    labels: [],
    help: 'The longest chain of such exclusions',
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
    help: 'Signatures of blocks and those asked for ahead of them, verified or known to be good from earlier',
  },
  reverified: {
    type: 'counter',
    unit: 'signatures',
    labels: ['cause'],
    help: 'Verified by main because a worker gave no verdict (missing) or one that is none (garbage)',
  },
  audited: {
    type: 'counter',
    unit: 'signatures',
    labels: ['cause'],
    help: 'Confirmed by the oracle, before a block was refused for them (refusal) or by sample of the good ones (sample)',
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
    help: 'What they may take',
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
    help: 'Tables of keys there are, over all threads',
  },
  keyTableBytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: [],
    help: 'What these tables take',
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
    help: 'Threads besides main that there should be',
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
    help: 'Why the last of them was lost; empty while none was',
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
    help: 'Time in which it had nothing to verify until the run was over; for main, time in which it waited',
  },
  wakeLatency: {
    type: 'histogram',
    unit: 'microseconds',
    labels: [],
    buckets: [16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304],
    help: 'From waking a worker to its first claim, where it got one',
  },
  answerLatency: {
    type: 'histogram',
    unit: 'microseconds',
    labels: [],
    buckets: [16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304],
    help: 'From a worker being done, or main beginning to wait if that was later, to main noticing',
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
