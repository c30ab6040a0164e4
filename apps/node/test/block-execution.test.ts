import { createDevnetGenesis, type Genesis } from '@tos/chain';
import { type ExactJsonInput, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { createMemoryStorage } from '@tos/state';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { devAccounts, loadAccounts, publicKeysOf } from '../src/accounts/dev-accounts.ts';
import type { DevOptions } from '../src/cli/dev-options.ts';
import { type Node, startNode } from '../src/node.ts';

// How a node that runs tells over HTTP what its executors did with real signatures.

const LOAD_ACCOUNTS = 8;
const genesis: Genesis = createDevnetGenesis({
  allocations: [devAccounts, loadAccounts].flatMap((series) =>
    publicKeysOf(series, LOAD_ACCOUNTS).map((publicKey) => ({ publicKey, amount: series.funds })),
  ),
  timestamp: 1,
});

const count = z.bigint().min(0n).transform(Number);
const time = z.bigint().transform(Number);
const claim = z.object({
  thread: count,
  start_us: time,
  end_us: time,
  count,
  transactions: z.array(count),
  kind: z.string().optional(),
});
const execution = z.object({
  topoheight: count,
  executor: z.enum(['parallel', 'sequential']),
  total_us: count,
  threads: count,
  transactions: count,
  left_out: count,
  phases: z.array(z.object({ name: z.string(), start_us: count, end_us: count })),
  claims: z.array(claim),
  admission: z.array(claim),
  verified: count,
  remembered: count,
  sequential_us: count,
  conflicts: z.object({ levels: z.array(count), longest_chain: count, hottest: z.array(z.unknown()) }),
});
type Execution = z.infer<typeof execution>;

let node: Node | undefined;
let stop = new AbortController();
let run: Promise<void> = Promise.resolve();

afterEach(async () => {
  stop.abort();
  await run;
  await node?.close();
});

async function start(options: Partial<DevOptions>): Promise<void> {
  const all: DevOptions = {
    datadir: 'unused',
    executor: 'parallel',
    parallelThreshold: 4,
    workers: 1,
    verifyParallel: false,
    quiet: false,
    reset: false,
    blockTime: { mode: 'manual', ms: 0 },
    load: 0,
    loadAccounts: LOAD_ACCOUNTS,
    host: '127.0.0.1',
    rpcPort: 0,
    logLevel: 'silent',
    ...options,
  };
  const storage = createMemoryStorage();
  await storage.open();
  const logger = pino({ level: 'silent' });
  node = await startNode(all, { datadir: { path: 'unused', genesis }, storage, logger, onBlock: () => undefined });
  stop = new AbortController();
  run = node.run(stop.signal);
}

async function call(method: string, params: ExactJsonInput = null): Promise<unknown> {
  const body = stringifyExactJson({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(`${node!.rpcUrl}/json_rpc`, { method: 'POST', body });
  const answer = z
    .object({ result: z.unknown().optional(), error: z.object({ message: z.string() }).optional() })
    .parse(parseExactJson(await response.text()));
  if (answer.error !== undefined) throw new Error(answer.error.message);
  return answer.result;
}

async function executionAt(topoheight: number): Promise<Execution> {
  return execution.parse(await call('get_block_execution', { topoheight }));
}

const transactionsOf = (claims: Execution['claims']): number[] =>
  claims.flatMap(({ transactions }) => transactions).sort((a, b) => a - b);
const upTo = (end: number): number[] => Array.from({ length: end }, (_, i) => i);

/** What holds of every answer. */
function check(one: Execution): void {
  for (const { start_us, end_us } of [...one.phases, ...one.claims]) {
    expect(end_us).toBeGreaterThanOrEqual(start_us);
    expect(end_us).toBeLessThanOrEqual(one.total_us);
  }
  for (const { start_us, end_us } of one.admission) expect(end_us).toBeGreaterThanOrEqual(start_us);
  for (const { thread } of [...one.claims, ...one.admission]) expect(thread).toBeLessThan(one.threads);
  const spans = one.phases.map(({ start_us }) => start_us);
  expect(spans).toEqual([...spans].sort((a, b) => a - b));
  // Each of these comes once, and after all that the executor did.
  expect(one.phases.slice(-2).map(({ name }) => name)).toEqual(['merge', 'commit']);
  expect(one.phases.at(-1)?.end_us).toBe(one.total_us);
  expect(one.conflicts.levels.reduce((sum, size) => sum + size, 0)).toBe(one.transactions + one.left_out);
  expect(one.conflicts.levels.length).toBe(one.conflicts.longest_chain);
}

describe.each([
  ['parallel', 2],
  ['parallel', 0],
  ['sequential', 0],
] as const)('%s, %i workers', (executor, workers) => {
  test('a block of signatures that come with it: the claims have each once', async () => {
    await start({ executor, workers, load: 60 });
    await call('dev_mine', { blocks: 3 });
    for (const topoheight of [1, 2, 3]) {
      const one = await executionAt(topoheight);
      expect(one).toMatchObject({ topoheight, executor, transactions: 60, left_out: 0, verified: 60, remembered: 0 });
      expect(one.threads).toBe(workers + 1);
      expect(transactionsOf(one.claims)).toEqual(upTo(60));
      expect(one.admission).toEqual([]);
      check(one);
    }
  });

  test('a block of transactions that waited: the claims at their admission have each once', async () => {
    await start({ executor, workers });
    await call('dev_send_transfers', { count: 50, pattern: 'hot' });
    await call('dev_mine');
    const one = await executionAt(1);
    expect(one).toMatchObject({ executor, transactions: 50, verified: 0, remembered: 50, claims: [] });
    expect(transactionsOf(one.admission)).toEqual(upTo(50));
    for (const { start_us } of one.admission) expect(start_us).toBeLessThan(0);
    check(one);
  });
});

test('executors that compare: the block is told as the parallel one executed it', async () => {
  await start({ verifyParallel: true, load: 20 });
  await call('dev_mine');
  const one = await executionAt(1);
  expect(one).toMatchObject({ executor: 'parallel', transactions: 20, verified: 20 });
  expect(transactionsOf(one.claims)).toEqual(upTo(20));
  check(one);
});

test('a block without transactions', async () => {
  await start({});
  await call('dev_mine');
  const one = await executionAt(1);
  expect(one).toMatchObject({ transactions: 0, claims: [], admission: [], conflicts: { levels: [], hottest: [] } });
  check(one);
});
