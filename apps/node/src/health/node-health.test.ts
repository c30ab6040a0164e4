import { createBlockExecutor, type ExecutorMetrics } from '@tos/executor';
import { TosError } from '@tos/protocol';
import { createMemoryStorage } from '@tos/state';
import { beforeAll, expect, test } from 'vitest';
import { type HealthCollaborators, NodeHealth } from './node-health.ts';

let metrics: ExecutorMetrics;

beforeAll(async () => {
  await using executor = createBlockExecutor({ setting: 'sequential', workers: 0 });
  metrics = await executor.metrics();
});

async function codesOf(health: NodeHealth): Promise<string[]> {
  return (await health.reasons()).map(({ code }) => code);
}

async function healthWith(parts: Partial<HealthCollaborators> = {}): Promise<NodeHealth> {
  const storage = createMemoryStorage();
  await storage.open();
  return new NodeHealth({
    storage,
    executor: { metrics: async () => metrics },
    watch: { longestDelayMs: 0 },
    ...parts,
  });
}

async function runningWith(parts: Partial<HealthCollaborators>): Promise<NodeHealth> {
  const health = await healthWith(parts);
  health.enter('running');
  return health;
}

test('a node is ready while it runs, not before and not after', async () => {
  const health = await healthWith();
  expect(await codesOf(health)).toEqual(['starting']);
  health.enter('running');
  expect(await health.reasons()).toEqual([]);
  health.enter('stopping');
  expect(await codesOf(health)).toEqual(['stopping']);
});

test('an error that ends the making of blocks is a reason, in its own words', async () => {
  const health = await runningWith({});
  health.productionFailed(new TosError('TOS_STORAGE_FAILURE', { operation: 'commit' }, 'The disk is full.'));
  const [reason] = await health.reasons();
  expect(reason?.code).toBe('production_failed');
  expect(reason?.message).toMatch(/^no blocks are made since an error: The disk is full\./);
});

test('a storage that is closed, fails or is silent is a reason', async () => {
  const closed = createMemoryStorage();
  expect(await codesOf(await runningWith({ storage: closed }))).toEqual(['storage_failed']);
  const metadata = (): Promise<never> => Promise.reject(new Error('input/output error'));
  const [failed] = await (await runningWith({ storage: { metadata } })).reasons();
  expect(failed).toEqual({ code: 'storage_failed', message: 'the storage cannot be read: input/output error' });
  const silent = { metadata: () => new Promise<never>(() => undefined) };
  const [reason] = await (await runningWith({ storage: silent, patienceMs: 0 })).reasons();
  expect(reason?.message).toMatch(/has not answered/);
});

test.each([
  [{ workersConfigured: 0, workersHealthy: 0 }, []],
  [{ workersConfigured: 2, workersHealthy: 1 }, []],
  [{ workersConfigured: 2, workersHealthy: 0, lastWorkerFault: 'exit 1' }, ['executor_without_workers']],
])('threads of the executor: %j', async (changed, codes) => {
  const executor = { metrics: async () => ({ ...metrics, ...changed }) };
  expect(await codesOf(await runningWith({ executor }))).toEqual(codes);
});

test('an executor that did not start is a reason', async () => {
  const executor = { metrics: () => Promise.reject(new Error('no memory')) };
  const [reason] = await (await runningWith({ executor })).reasons();
  expect(reason).toEqual({ code: 'executor_without_workers', message: 'the executor does not run: no memory' });
});

test.each([
  [999, []],
  [1000, ['event_loop_blocked']],
])('an event loop that stood still for %d ms', async (longestDelayMs, codes) => {
  expect(await codesOf(await runningWith({ watch: { longestDelayMs } }))).toEqual(codes);
});

test('several reasons come together', async () => {
  const health = await healthWith({ storage: createMemoryStorage(), watch: { longestDelayMs: 5000 } });
  health.enter('stopping');
  expect(await codesOf(health)).toEqual(['stopping', 'event_loop_blocked', 'storage_failed']);
});
