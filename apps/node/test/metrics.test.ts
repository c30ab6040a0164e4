import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBlockExecutor, type ExecutorMetrics } from '@tos/executor';
import { createMemoryStorage } from '@tos/state';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { NodeEvents } from '../src/events/node-events.ts';
import { exportedExecutorMetrics } from '../src/metrics/executor-metric-names.ts';
import { executorMetricsText } from '../src/metrics/executor-metrics-text.ts';
import { type MetricDefinition, metricTable } from '../src/metrics/metric-table.ts';
import { NodeMetrics } from '../src/metrics/node-metrics.ts';
import { NodeProcess } from './node-process.ts';
import { type ExportedMetric, parseMetrics } from './parse-metrics.ts';

let executed: ExecutorMetrics;
let datadir: string;

beforeAll(async () => {
  await using executor = createBlockExecutor({ setting: 'sequential', workers: 0 });
  executed = await executor.metrics();
});

beforeEach(() => {
  datadir = mkdtempSync(join(tmpdir(), 'tos-metrics-'));
});

afterEach(async () => {
  await NodeProcess.killAll();
  rmSync(datadir, { recursive: true, force: true });
});

/** The value of the one sample of this name that has these labels. */
function sampleValue(metrics: Map<string, ExportedMetric>, name: string, labels: object = {}): number | undefined {
  const samples = [...metrics.values()].flatMap((metric) => metric.samples);
  const found = samples.filter(
    (one) => one.name === name && Object.entries(labels).every(([k, v]) => one.labels[k] === v),
  );
  if (found.length > 1) throw new Error(`${name} has ${found.length} samples with these labels`);
  return found[0]?.value;
}

async function openMetrics(): Promise<{ metrics: NodeMetrics; events: NodeEvents }> {
  const storage = createMemoryStorage();
  await storage.open();
  const events = new NodeEvents();
  const supply = { emitted: 0n, burned: 0n };
  const hash = new Uint8Array(32);
  const metrics = new NodeMetrics({
    chain: { head: { hash, height: 7, topoheight: 7, timestamp: 1_500_000_000_500, digest: hash, supply } },
    mempool: { size: 3, bytes: 600 },
    storage,
    executor: { metrics: async () => executed },
    events,
    isParallel: () => true,
    connections: async () => 2,
    build: { version: '1.2.3', network: 'Dev', storage: 'mine "\\\n' },
  });
  return { metrics, events };
}

test('every metric of both tables is exported with its type and help, and nothing else of ours is', async () => {
  const { metrics } = await openMetrics();
  const exported = parseMetrics(await metrics.text());
  const expected = new Map<string, [string, string]>();
  for (const [name, { type, help }] of Object.entries<MetricDefinition>(metricTable)) expected.set(name, [type, help]);
  for (const {
    exportedName,
    description: { type, help },
  } of exportedExecutorMetrics) {
    expected.set(exportedName, [type === 'info' ? 'gauge' : type, help]);
  }
  const ours = [...exported].filter(([name]) => name.startsWith('tos_'));
  expect(new Map(ours.map(([name, { type, help }]) => [name, [type, help]]))).toEqual(expected);
  for (const name of ['process_cpu_seconds_total', 'nodejs_eventloop_lag_p99_seconds'])
    expect(exported.has(name)).toBe(true);
});

test('names end with their unit, and those of counters with total', () => {
  const units =
    'seconds|bytes|blocks|transactions|signatures|executions|tests|threads|tables|connections|errors|rollbacks|built|evicted|figures|info|enabled';
  const all: [string, string][] = [
    ...Object.entries<MetricDefinition>(metricTable).map(([name, { type }]): [string, string] => [name, type]),
    ...exportedExecutorMetrics.map((one): [string, string] => [one.exportedName, one.description.type]),
  ];
  for (const [name, type] of all) {
    expect(name).toMatch(new RegExp(`^tos_[a-z_]+_(${units})${type === 'counter' ? '_total' : ''}$`));
  }
});

test('what happens is counted, and what is there is read at each scrape', async () => {
  const { metrics, events } = await openMetrics();
  const report = { mode: 'sequential', reason: 'few transactions' };
  const block = { height: 1, transactions: 30, leftOut: 2, elapsedMs: 20, commitMs: 4, report };
  // Only the mode of the report is read.
  events.emit('block', Object.assign(Object.create(null), block));
  events.emit('block', Object.assign(Object.create(null), { ...block, transactions: 5, elapsedMs: 2000 }));
  metrics.called({ method: 'get_info', elapsedMs: 3, errorCode: undefined });
  metrics.called({ method: undefined, elapsedMs: 1, errorCode: -32601 });
  for (const scrape of [1, 2]) {
    const exported = parseMetrics(await metrics.text());
    const values: readonly (readonly [string, object, number])[] = [
      ['tos_chain_height_blocks', {}, 7],
      ['tos_chain_head_timestamp_seconds', {}, 1_500_000_000.5],
      ['tos_parallel_execution_enabled', {}, 1],
      ['tos_mempool_transactions', {}, 3],
      ['tos_mempool_bytes', {}, 600],
      ['tos_rpc_connections', {}, 2],
      ['tos_build_info', { storage: 'mine "\\\n' }, 1],
      ['tos_block_transactions_sum', {}, 35],
      ['tos_block_transactions_count', {}, 2],
      ['tos_block_left_out_transactions_total', {}, 4],
      ['tos_block_seconds_count', { executor: 'sequential' }, 2],
      ['tos_block_seconds_bucket', { executor: 'sequential', le: '0.025' }, 1],
      ['tos_block_seconds_bucket', { executor: 'sequential', le: '2.5' }, 2],
      ['tos_block_commit_seconds_sum', {}, 0.008],
      ['tos_rpc_call_seconds_count', { method: 'get_info' }, 1],
      ['tos_rpc_call_errors_total', { method: 'unknown', code: '-32601' }, 1],
      ['tos_rpc_call_errors_total', { method: 'get_info' }, Number.NaN],
    ];
    for (const [name, labels, value] of values) {
      expect(sampleValue(exported, name, labels) ?? Number.NaN, `${name}, scrape ${scrape}`).toBe(value);
    }
  }
});

test('the executor’s counts come in seconds, with their labels, and with buckets that include those below', () => {
  const exported = parseMetrics(
    executorMetricsText({
      ...executed,
      phaseTime: { prepare: 1, verify: 2_500_000, apply: 0, collect: 0 },
      transactions: { build: { OK: 4, 'a "\\\n': 1 }, validate: {} },
      wakeLatency: { counts: [1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 3], sum: 4_000_000, count: 6 },
      verifier: 'wasm',
    }),
  );
  const values: readonly (readonly [string, object, number])[] = [
    ['tos_executor_phase_time_seconds_total', { phase: 'verify' }, 2.5],
    ['tos_executor_transactions_total', { policy: 'build', code: 'OK' }, 4],
    ['tos_executor_transactions_total', { policy: 'build', code: 'a "\\\n' }, 1],
    ['tos_executor_wake_latency_seconds_bucket', { le: '0.000016' }, 1],
    ['tos_executor_wake_latency_seconds_bucket', { le: '4.194304' }, 3],
    ['tos_executor_wake_latency_seconds_bucket', { le: '+Inf' }, 6],
    ['tos_executor_wake_latency_seconds_sum', {}, 4],
    ['tos_executor_verifier_info', { value: 'wasm' }, 1],
  ];
  for (const [name, labels, value] of values) expect(sampleValue(exported, name, labels), name).toBeCloseTo(value, 9);
  // A record's key would be a new series in every block.
  expect([...exported.keys()].filter((name) => name.includes('hot_record'))).toEqual([]);
});

test('two nodes in one process have metrics of their own', async () => {
  const [one, two] = [await openMetrics(), await openMetrics()];
  one.metrics.called({ method: 'get_info', elapsedMs: 1, errorCode: undefined });
  expect(sampleValue(parseMetrics(await two.metrics.text()), 'tos_rpc_call_seconds_count')).toBeUndefined();
});

/** The URL of the metrics that a node has printed. */
async function metricsUrl(node: NodeProcess): Promise<string> {
  const match = await node.printed(/^ *Metrics +(\S+)$/m);
  return match[1]!;
}

test('a node serves its metrics on a port of their own, on the loopback address only', async () => {
  const load = ['--load', '30', '--load-accounts', '20', '--block-time', '100ms'];
  const node = NodeProcess.dev(datadir, '--metrics-port', '0', ...load);
  const url = new URL(await metricsUrl(node));
  await node.printed(/^block +3 /m);
  await node.call('get_info');
  await node.call('get_nothing');
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  const exported = parseMetrics(await response.text());
  const value = (name: string, labels: object = {}): number => sampleValue(exported, name, labels) ?? Number.NaN;
  expect(value('tos_chain_height_blocks')).toBeGreaterThanOrEqual(3);
  expect(value('tos_block_transactions_sum')).toBe(30 * value('tos_block_transactions_count'));
  expect(value('tos_rpc_call_seconds_count', { method: 'get_info' })).toBe(1);
  expect(value('tos_rpc_call_errors_total', { method: 'unknown', code: '-32601' })).toBe(1);
  expect(value('tos_storage_bytes')).toBeGreaterThan(0);
  expect(value('tos_build_info', { storage: 'lmdb', network: 'Dev' })).toBe(1);
  expect(exported.get('tos_executor_signatures_total')?.samples.length).toBeGreaterThan(0);

  expect((await fetch(new URL('/other', url))).status).toBe(404);
  expect((await fetch(`${await node.url()}`.replace('/json_rpc', '/metrics'))).status).toBe(404);
  for (const { address } of Object.values(networkInterfaces()).flatMap((one) => one ?? [])) {
    if (address.startsWith('127.') || address.includes(':')) continue;
    const refused = new Promise((resolve) => {
      connect(Number(url.port), address)
        .once('error', resolve)
        .once('connect', () => resolve('connected'));
    });
    expect(await refused, address).toMatchObject({ code: 'ECONNREFUSED' });
  }
});

test('without a port there are no metrics; a port that is taken is an error that names it', async () => {
  const node = NodeProcess.dev(datadir, '--storage', 'memory');
  const url = await node.url();
  expect(node.stdout).not.toMatch(/^ *Metrics/m);
  const other = NodeProcess.dev(join(datadir, 'other'), '--metrics-port', new URL(url).port);
  const { code, stderr } = await other.exit();
  expect(code).toBe(1);
  expect(stderr).toContain(`TOS_PORT_IN_USE: Port ${new URL(url).port} on 127.0.0.1 is in use.`);
});
