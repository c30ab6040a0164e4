import { performance } from 'node:perf_hooks';
import type { Chain, Mempool } from '@tos/chain';
import type { BlockExecutor } from '@tos/executor';
import type { Storage } from '@tos/state';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ProducedBlock } from '../blocks/produced-block.ts';
import type { NodeEvents } from '../events/node-events.ts';
import type { AnsweredCall } from '../rpc/answer/answered-call.ts';
import { executorMetricsText } from './executor-metrics-text.ts';
import { bucketBounds, type MetricDefinition, type MetricName, metricTable } from './metric-table.ts';

/** What metrics are read from, at each scrape. */
export interface MetricSources {
  readonly chain: Pick<Chain, 'head'>;
  readonly mempool: Pick<Mempool, 'size' | 'bytes'>;
  readonly storage: Pick<Storage, 'sizeOnDisk' | 'stats'>;
  readonly executor: Pick<BlockExecutor, 'metrics'>;
  readonly events: NodeEvents;
  /** Whether blocks may be executed in parallel now. */
  readonly isParallel: () => boolean;
  /** Open connections of the JSON-RPC server. */
  readonly connections: () => Promise<number>;
  readonly build: { readonly version: string; readonly network: string; readonly storage: string };
}

/** Milliseconds between two samples of the event loop's delay: it also is what the delay of an idle loop is measured to. */
const LOOP_SAMPLE_MS = 100;

/** The metrics of a node in a registry of their own, so that several nodes may run in one process. */
export class NodeMetrics {
  readonly contentType: string = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #registry = new Registry();
  readonly #sources: MetricSources;

  readonly #rollbacks = this.#counter('tos_chain_rollbacks_total');
  readonly #blockSeconds = this.#histogram('tos_block_seconds');
  readonly #commitSeconds = this.#histogram('tos_block_commit_seconds');
  readonly #blockTransactions = this.#histogram('tos_block_transactions');
  readonly #leftOut = this.#counter('tos_block_left_out_transactions_total');
  readonly #added = this.#counter('tos_mempool_added_transactions_total');
  readonly #left = this.#counter('tos_mempool_left_transactions_total');
  readonly #callSeconds = this.#histogram('tos_rpc_call_seconds');
  readonly #callErrors = this.#counter('tos_rpc_call_errors_total');

  readonly #height = this.#gauge('tos_chain_height_blocks');
  readonly #timestamp = this.#gauge('tos_chain_head_timestamp_seconds');
  readonly #parallel = this.#gauge('tos_parallel_execution_enabled');
  readonly #waiting = this.#gauge('tos_mempool_transactions');
  readonly #waitingBytes = this.#gauge('tos_mempool_bytes');
  readonly #connections = this.#gauge('tos_rpc_connections');
  readonly #storageBytes = this.#gauge('tos_storage_bytes');
  readonly #storageFigures = this.#gauge('tos_storage_figures');
  readonly #loopActive = this.#counter('tos_event_loop_active_seconds_total');

  constructor(sources: MetricSources) {
    this.#sources = sources;
    this.#gauge('tos_build_info').set(sources.build, 1);
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: LOOP_SAMPLE_MS });
    sources.events
      .on('block', (block) => this.#blockMade(block))
      .on('rollback', () => this.#rollbacks.inc())
      .on('transactionAdded', () => this.#added.inc())
      .on('transactionLeft', (_, reason) => this.#left.inc({ reason }));
  }

  /** Counts a call. */
  readonly called = ({ method = 'unknown', elapsedMs, errorCode }: AnsweredCall): void => {
    this.#callSeconds.observe({ method }, elapsedMs / 1000);
    if (errorCode !== undefined) this.#callErrors.inc({ method, code: errorCode });
  };

  /** All metrics in the text format of Prometheus. @throws whatever a source throws */
  async text(): Promise<string> {
    const { chain, mempool, storage, executor, isParallel, connections } = this.#sources;
    const [executed, bytes, figures, open] = await Promise.all([
      executor.metrics(),
      storage.sizeOnDisk(),
      storage.stats(),
      connections(),
    ]);
    this.#height.set(chain.head.height);
    this.#timestamp.set(chain.head.timestamp / 1000);
    this.#parallel.set(isParallel() ? 1 : 0);
    this.#waiting.set(mempool.size);
    this.#waitingBytes.set(mempool.bytes);
    this.#connections.set(open);
    this.#storageBytes.set(bytes);
    for (const [name, value] of figures) this.#storageFigures.set({ name }, value);
    // Node has the whole time: the count that Prometheus got before is replaced.
    this.#loopActive.reset();
    this.#loopActive.inc(performance.eventLoopUtilization().active / 1000);
    return `${await this.#registry.metrics()}\n${executorMetricsText(executed)}`;
  }

  #blockMade({ transactions, leftOut, elapsedMs, commitMs, report }: ProducedBlock): void {
    this.#blockSeconds.observe({ executor: report.mode }, elapsedMs / 1000);
    this.#commitSeconds.observe(commitMs / 1000);
    this.#blockTransactions.observe(transactions);
    this.#leftOut.inc(leftOut);
  }

  #counter(name: MetricName): Counter {
    return new Counter(this.#configuration(name));
  }

  #gauge(name: MetricName): Gauge {
    return new Gauge(this.#configuration(name));
  }

  #histogram(name: MetricName): Histogram {
    const { buckets = 'seconds' }: MetricDefinition = metricTable[name];
    return new Histogram({ ...this.#configuration(name), buckets: [...bucketBounds[buckets]] });
  }

  #configuration(name: MetricName): { name: string; help: string; labelNames: string[]; registers: Registry[] } {
    const { help, labels }: MetricDefinition = metricTable[name];
    return { name, help, labelNames: [...labels], registers: [this.#registry] };
  }
}
