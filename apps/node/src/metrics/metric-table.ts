/** What one metric is. The last word of a name is its unit; that of a counter is followed by `total`. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  /** The buckets of a histogram, by the name of `bucketBounds`. */
  readonly buckets?: keyof typeof bucketBounds;
  readonly help: string;
}

/**
 * Upper bounds of buckets. Seconds go from one millisecond to the ten seconds after which a block or a call is slow for everybody, about two
 * and a half times per step; transactions from none over the thresholds of parallel execution to what a block holds.
 */
export const bucketBounds = {
  seconds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  transactions: [0, 1, 4, 10, 20, 50, 100, 500, 1000, 2500, 5000],
} as const;

/**
 * The metrics of the node itself. `executor-metric-names.ts` adds those of the executor by its own table, and prom-client those of the process
 * and of Node.
 */
export const metricTable = {
  tos_build_info: {
    type: 'gauge',
    labels: ['version', 'network', 'storage'],
    help: '1; its labels are the version of the node, its network and the kind of its storage',
  },
  tos_chain_height_blocks: {
    type: 'gauge',
    labels: [],
    help: 'Height of the head',
  },
  tos_chain_head_timestamp_seconds: {
    type: 'gauge',
    labels: [],
    help: 'Time of the head in seconds since 1970',
  },
  tos_chain_rollbacks_total: {
    type: 'counter',
    labels: [],
    help: 'Rollbacks of the head',
  },
  tos_block_seconds: {
    type: 'histogram',
    labels: ['executor'],
    buckets: 'seconds',
    help: 'Time from the wire bytes of the transactions, with --load from before they are signed, to the durable block, by the executor that executed it',
  },
  tos_block_commit_seconds: {
    type: 'histogram',
    labels: [],
    buckets: 'seconds',
    help: 'Time to make a block durable',
  },
  tos_block_transactions: {
    type: 'histogram',
    labels: [],
    buckets: 'transactions',
    help: 'Transactions per block; its sum is the number of executed transactions',
  },
  tos_block_left_out_transactions_total: {
    type: 'counter',
    labels: [],
    help: 'Candidates that were not taken into their block: they broke a rule, or there was no room',
  },
  tos_parallel_execution_enabled: {
    type: 'gauge',
    labels: [],
    help: '1 while blocks may be executed in parallel, 0 while all are executed sequentially',
  },
  tos_mempool_transactions: {
    type: 'gauge',
    labels: [],
    help: 'Transactions that wait',
  },
  tos_mempool_bytes: {
    type: 'gauge',
    labels: [],
    help: 'Wire bytes of the transactions that wait',
  },
  tos_mempool_added_transactions_total: {
    type: 'counter',
    labels: [],
    help: 'Transactions that came into the mempool',
  },
  tos_mempool_left_transactions_total: {
    type: 'counter',
    labels: ['reason'],
    help: 'Transactions that left the mempool: executed, replaced, evicted, expired, or dropped because the chain made them invalid',
  },
  tos_rpc_call_seconds: {
    type: 'histogram',
    labels: ['method'],
    buckets: 'seconds',
    help: 'Time to answer a call, errors included; calls of methods that do not exist are together in unknown',
  },
  tos_rpc_call_errors_total: {
    type: 'counter',
    labels: ['method', 'code'],
    help: 'Calls that were answered with an error, by its JSON-RPC code',
  },
  tos_rpc_connections: {
    type: 'gauge',
    labels: [],
    help: 'Open connections of the JSON-RPC server',
  },
  tos_storage_bytes: {
    type: 'gauge',
    labels: [],
    help: 'Size of the storage on disk, or in memory for a storage in memory',
  },
  tos_storage_figures: {
    type: 'gauge',
    labels: ['name'],
    help: 'Figures that the storage counts itself, by its own names',
  },
  tos_event_loop_active_seconds_total: {
    type: 'counter',
    labels: [],
    help: 'Time in which the event loop had work; its rate is the share of the time',
  },
} as const;

export type MetricName = keyof typeof metricTable;
