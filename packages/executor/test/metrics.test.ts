import { createKeyPair } from '@tos/crypto';
import { type ErrorCode, networks, stringifyExactJson } from '@tos/protocol';
import { baselineRules } from '@tos/runtime';
import { NATIVE_ASSET } from '@tos/state';
import { buildTransaction, decodeBatch, encodeTransaction, type PackedBatch, type Transaction } from '@tos/transaction';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type BlockExecutor,
  createBlockExecutor,
  type ExecutorMetrics,
  type ExecutorOptions,
  type MetricDescription,
  metricTable,
} from '../src/index.ts';
import { contextOver, INJECTED_VERIFIER } from './block-fixture.ts';
import { Fault } from './fixtures/injected-verifier.mjs';
import { MapState } from './map-state.ts';
import { metricsPage } from './metrics-page.ts';
import { accountKey, signature } from './random-block.ts';
import { fundedSenders, transferBlock } from './transfer-block.ts';

const SENDERS = 40;

/** Signed transfers. Another salt gives transactions for which no verdict is known. */
const block = (salt: number, count = SENDERS, sign = (_sender: number) => signature(true)): PackedBatch =>
  transferBlock(count, { amount: BigInt(salt), sign });
const funded = (): MapState => fundedSenders(SENDERS);

let executor: BlockExecutor;
afterEach(() => executor?.close());

function start(options: ExecutorOptions): void {
  executor = createBlockExecutor({ verifierModule: INJECTED_VERIFIER, ...options });
}

const run = (batch: PackedBatch, policy: 'build' | 'validate' = 'build', state = funded()) =>
  executor.execute(batch, contextOver(state), { policy, rules: baselineRules });

const sum = (counts: { readonly [label: string]: number }): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Returns the values of a labelled metric that are not 0. */
const counted = (counts: { readonly [label: string]: number }) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

describe('the schema', () => {
  test('docs/metrics.md is what the table says', async () => {
    await expect(metricsPage()).toMatchFileSnapshot('../docs/metrics.md');
  });

  test('the object has the members, labels and types of the table, whole numbers, and nobody can change it', async () => {
    start({ setting: 'parallel', workers: 1 });
    const batch = block(1, SENDERS, (i) => signature(i !== 7));
    await run(batch);
    await run(batch, 'validate');
    await executor.verifySignatures(block(2));
    const metrics = await executor.metrics();
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(metricTable).sort());
    for (const [name, description] of Object.entries<MetricDescription>(metricTable)) {
      expectShape(metrics[name as keyof ExecutorMetrics], description.labels.length, description, name);
    }
    expect(JSON.parse(stringifyExactJson(metrics as never))).toEqual(metrics);
    expect(Object.isFrozen(metrics)).toBe(true);
  });

  function expectShape(value: unknown, depth: number, description: MetricDescription, name: string): void {
    if (depth > 0) {
      expect(Object.isFrozen(value), name).toBe(true);
      for (const part of Object.values(value as object)) expectShape(part, depth - 1, description, name);
      return;
    }
    const { type, buckets } = description;
    if (type === 'info') {
      expect(value, name).toBeTypeOf('string');
      return;
    }
    if (type !== 'histogram') {
      expect(Number.isSafeInteger(value) && (value as number) >= 0, `${name}: ${value}`).toBe(true);
      return;
    }
    const { counts, sum: total, count } = value as ExecutorMetrics['claimSize'];
    expect(counts.length, name).toBe((buckets?.length ?? 0) + 1);
    expect(
      counts.reduce((all, n) => all + n, 0),
      name,
    ).toBe(count);
    for (const number of [...counts, total, count]) expect(Number.isSafeInteger(number), name).toBe(true);
  }

  test('metrics are there before the first block, and still after closing', async () => {
    start({ workers: 2 });
    expect(await executor.metrics()).toMatchObject({ workersConfigured: 2, workersHealthy: 2, verifier: 'injected' });
    await run(block(1));
    await executor.close();
    expect(await executor.metrics()).toMatchObject({
      workersConfigured: 2,
      workersHealthy: 0,
      signatures: { block: { verified: SENDERS } },
    });
  });
});

describe('blocks', () => {
  test.each([
    ['sequential', 'switched off', { setting: 'sequential', workers: 1 }, SENDERS],
    ['parallel', 'forced', { setting: 'parallel', workers: 1 }, SENDERS],
    ['sequential', 'few transactions', { workers: 1 }, 3],
    ['sequential', 'no healthy workers', { workers: 0 }, SENDERS],
    ['sequential', 'few signatures to check', { workers: 1 }, SENDERS],
    ['parallel', 'pays', { workers: 1 }, SENDERS],
  ] as const)('%s, %s: counted once, under this reason alone', async (mode, reason, options, count) => {
    start(options);
    const batch = block(1, count);
    if (reason === 'few signatures to check') await executor.verifySignatures(batch);
    await run(batch);
    const { blocks } = await executor.metrics();
    expect({ parallel: counted(blocks['parallel']!), sequential: counted(blocks['sequential']!) }).toEqual({
      parallel: {},
      sequential: {},
      [mode]: { [reason]: 1 },
    });
  });

  test('results by policy and code; refusals, and executions that threw, are no results', async () => {
    start({ setting: 'parallel', workers: 1 });
    const batch = block(1, SENDERS, (i) => signature(i !== 7 && i !== 9));
    await run(batch);
    await run(batch, 'validate');
    await run(block(2), 'validate');
    const broken = new MapState();
    broken.readMany = () => Promise.reject(new Error('broken'));
    await expect(run(batch, 'validate', broken)).rejects.toThrow('broken');
    await expect(executor.execute(batch, contextOver(funded()), { policy: 'build', rules: {} })).rejects.toThrow();
    expect(await executor.metrics()).toMatchObject({
      transactions: { build: { OK: SENDERS - 2, INVALID_SIGNATURE: 2 }, validate: { OK: SENDERS } },
      refusals: { build: {}, validate: { INVALID_SIGNATURE: 1 } },
      failures: { UNKNOWN: 1, TOS_NOT_SUPPORTED: 1 },
      blocks: { parallel: { forced: 3 } },
    });
  });

  test('a code that is not the protocol’s is told as a number', async () => {
    start({ setting: 'sequential' });
    const odd = { ...baselineRules[1]!, check: () => 0x0abc as ErrorCode };
    await executor.execute(block(1, 2), contextOver(funded()), {
      policy: 'build',
      rules: { ...baselineRules, 1: odd },
    });
    expect((await executor.metrics()).transactions['build']).toEqual({ '0x0abc': 2 });
  });

  test('conflicts and hot records: of the last block, and summed', async () => {
    start({ setting: 'sequential' });
    const transfer = (nonce: bigint): Transaction => ({
      version: 1,
      chainId: 3,
      source: accountKey(0),
      payload: { type: 'burn', asset: NATIVE_ASSET, amount: 1n },
      fee: 10_000n,
      feeType: 0,
      nonce,
      reference: { hash: NATIVE_ASSET, topoheight: 0n },
      multisig: null,
      signature: signature(true),
    });
    const chain = decodeBatch([0n, 1n, 2n].map((nonce) => encodeTransaction(transfer(nonce))));
    const { report } = await run(chain);
    expect(report.conflictRate).toBe(2 / 3);
    const metrics = await executor.metrics();
    expect(metrics).toMatchObject({
      conflicts: 2,
      criticalPaths: 3,
      lastBlockTransactions: 3,
      lastBlockConflicts: 2,
      lastBlockCriticalPath: 3,
    });
    const hot = Object.values(metrics.hotRecordWaits['nonce'] ?? {});
    expect(hot).toEqual([2]);
    expect(Object.values(metrics.hotRecordAccesses['nonce'] ?? {})).toEqual([3]);
    await run(block(3, 5));
    expect(await executor.metrics()).toMatchObject({ conflicts: 2, lastBlockTransactions: 5, lastBlockConflicts: 0 });
    expect((await executor.metrics()).criticalPaths).toBe(4);
  });
});

describe('signatures', () => {
  test('verified, known from before, and asked for ahead', async () => {
    start({ setting: 'parallel', workers: 1 });
    const batch = block(1);
    await executor.verifySignatures(batch);
    await executor.verifySignatures(batch);
    await run(batch);
    await run(block(2));
    expect(await executor.metrics()).toMatchObject({
      signatures: { ahead: { verified: SENDERS, cached: SENDERS }, block: { verified: SENDERS, cached: SENDERS } },
      verdictCacheSize: 2 * SENDERS,
    });
  });

  test('every signature of a run was claimed by one thread, and threads are busy or idle', async () => {
    start({ setting: 'parallel', workers: 2 });
    for (let salt = 0; salt < 10; salt++) await run(block(salt, SENDERS, () => signature(true, Fault.SLOW)));
    const { claimSize, busyTime, idleTime, wakeLatency, answerLatency } = await executor.metrics();
    expect(claimSize.sum).toBe(10 * SENDERS);
    expect(claimSize.counts.at(-1), 'claims above the largest there is').toBe(0);
    expect(Object.keys(busyTime).sort()).toEqual(['1', '2', 'main']);
    expect(Object.keys(idleTime).sort()).toEqual(['1', '2', 'main']);
    expect(sum(busyTime)).toBeGreaterThan(0);
    expect(wakeLatency.count).toBeGreaterThan(0);
    expect(wakeLatency.count).toBeLessThanOrEqual(20);
    expect(answerLatency.count).toBe(20);
  });

  test('tables and known-answer tests of all threads together', async () => {
    executor = createBlockExecutor({ setting: 'parallel', workers: 2, keyTableBytes: 8 << 20 });
    const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
    const started = await executor.metrics();
    expect(started.knownAnswerTests).toBe(3);
    const reference = { hash: new Uint8Array(32), topoheight: 0n };
    const payload = { type: 'burn', asset: NATIVE_ASSET, amount: 1n } as const;
    const batch = decodeBatch(
      Array.from({ length: 60 }, (_, i) =>
        encodeTransaction(
          buildTransaction({ network: networks.devnet, keyPair: alice, payload, nonce: BigInt(i), reference }),
        ),
      ),
    );
    await executor.verifySignatures(batch);
    const metrics = await executor.metrics();
    expect(metrics.verifier).toMatch(/^wasm-/);
    expect(sum(metrics.keyTableSignatures) - sum(started.keyTableSignatures)).toBe(60);
    expect(metrics.keyTablesBuilt).toBeGreaterThan(0);
    expect(sum(metrics.keyTables)).toBeGreaterThan(0);
    expect(metrics.keyTableBytes).toBeGreaterThan(0);
    expect(metrics.verifierBytes).toBeGreaterThan(metrics.keyTableBytes);
  });
});

describe('each fallback has exactly one cause', () => {
  const everywhere = (fault: number) => () => signature(true, fault);
  const causes = ({ workerFaults, reverified }: ExecutorMetrics) => ({
    lost: counted(workerFaults),
    again: Object.keys(counted(reverified)),
  });

  test.each([
    ['NONE', {}, []],
    ['SLOW', {}, []],
    ['THROW', { ended: 1 }, ['missing']],
    ['EXIT', { ended: 1 }, ['missing']],
    ['HANG', { silent: 1 }, ['missing']],
    ['SILENT', {}, ['missing']],
    ['GARBAGE', {}, ['garbage']],
  ] as const)('%s', async (fault, lost, again) => {
    start({ setting: 'parallel', workers: 1 });
    // The loop goes on until the worker has taken a faulty record: on a busy machine, main may take them all.
    const isHealthy = again.length === 0;
    for (let salt = 0; salt < 100; salt++) {
      await run(block(salt, SENDERS, everywhere(Fault[fault])));
      if (isHealthy || causes(await executor.metrics()).again.length > 0) break;
    }
    expect(causes(await executor.metrics())).toEqual({ lost, again });
    // A lost thread is replaced once, and is not counted as lost again when it has ended.
    const losses = sum(lost);
    await expect.poll(async () => (await executor.metrics()).workersHealthy, { timeout: 120_000 }).toBe(1);
    const later = await executor.metrics();
    expect(later.workerRestarts).toBe(losses);
    expect(causes(later)).toEqual({ lost, again });
  });

  test('ahead of a block, garbage is verified again too', async () => {
    start({ setting: 'parallel', workers: 1 });
    const expected = Array.from({ length: SENDERS }, (_, i) => (i === 5 ? 2 : 1));
    for (let salt = 0; salt < 100 && causes(await executor.metrics()).again.length === 0; salt++) {
      const batch = block(salt, SENDERS, (i) => signature(i !== 5, Fault.GARBAGE));
      expect([...(await executor.verifySignatures(batch))], `block ${salt}`).toEqual(expected);
    }
    expect(causes(await executor.metrics())).toEqual({ lost: {}, again: ['garbage'] });
  });

  test('a worker whose module fails to start', async () => {
    start({
      setting: 'parallel',
      workers: 2,
      verifierModule: new URL('./fixtures/main-only-verifier.mjs', import.meta.url),
    });
    await run(block(1));
    expect(await executor.metrics()).toMatchObject({
      workersHealthy: 0,
      workerFaults: { 'not started': 2, ended: 0, silent: 0 },
      workerRestarts: 0,
    });
  });

  test('what a lost thread had counted is not lost with it', async () => {
    const verifierModule = new URL('./fixtures/counting-verifier.mjs', import.meta.url);
    start({ setting: 'parallel', workers: 1, verifierModule });
    expect((await executor.metrics()).knownAnswerTests, 'main and the worker').toBe(2);
    for (let salt = 0; salt < 100 && sum((await executor.metrics()).workerFaults) === 0; salt++) {
      await run(block(salt, SENDERS, everywhere(Fault.EXIT)));
    }
    expect((await executor.metrics()).knownAnswerTests, 'they, though one is gone').toBe(2);
    await expect.poll(async () => (await executor.metrics()).workersHealthy, { timeout: 120_000 }).toBe(1);
    expect((await executor.metrics()).knownAnswerTests, 'and the one in its place').toBe(3);
  });
});
