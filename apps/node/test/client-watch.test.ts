import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Block,
  type ChainEvent,
  type Client,
  createClient,
  waitForTransaction,
  watchBlocks,
  watchChain,
  watchTransactions,
} from '@tos/client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CuttingProxy } from './cutting-proxy.ts';
import { NodeProcess } from './node-process.ts';

const BOB = 'tst1z3cncs8n7vy30epep5fxeyqye06a8093lyjwlhwvz6n86wfaspqqqzn7lef';

let url: string;
let proxy: CuttingProxy;
/** Past the proxy. */
let direct: Client;
let client: Client;

beforeAll(async () => {
  // Blocks come when a test asks for them, but for those of dev_fund.
  url = await NodeProcess.inMemory('--block-time', 'manual').url();
  direct = createClient({ url });
  proxy = await CuttingProxy.to(url);
  client = createClient({ url: proxy.url });
});
afterEach(() => {
  proxy.cutAfter = undefined;
  proxy.lead(url);
});
afterAll(async () => {
  proxy.close();
  await NodeProcess.killAll();
});

async function mine(blocks: number): Promise<readonly string[]> {
  return (await direct.call('dev_mine', { blocks })).block_hashes;
}

/** Mines until something has come that a block brings. */
async function mineUntil<T>(coming: Promise<T>): Promise<T> {
  let isThere = false;
  const seen = coming.finally(() => {
    isThere = true;
  });
  while (!isThere) await mine(1);
  return seen;
}

/** The first items of an iteration, which is ended then. */
async function take<T>(items: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) if (taken.push(item) === count) break;
  return taken;
}

test('blocks come once and in order, from the next one on or from any', async () => {
  const next = watchBlocks(client);
  const begun = mineUntil(next.next());
  const first = (await begun).value as Block;
  const topoheight = first.topoheight! - 1n;
  await mine(2);
  const seen = [first, ...(await take(next, 2))];
  const order = { start_topoheight: topoheight + 1n, end_topoheight: topoheight + 3n };
  expect(seen.map(({ hash }) => hash)).toEqual(await direct.call('get_dag_order', order));
  expect(seen[0]).toEqual(await direct.call('get_block_by_hash', { hash: first.hash }));
  const again = await take(watchBlocks(client, { from: topoheight + 1n }), 3);
  expect(again).toEqual(seen);
  expect((await take(watchBlocks(client, { from: 0 }), 1))[0]?.topoheight).toBe(0n);
});

test('a storm: every connection is cut after a few blocks, and no block is missed or repeated', async () => {
  const { topoheight } = await direct.call('get_info');
  const mined = [...(await mine(1))];
  const blocks = watchBlocks(client, { from: topoheight + 1n });
  const seen = await takeOf(blocks, 1);
  // Every block has about 700 bytes.
  proxy.cutAfter = 1000;
  const before = proxy.connections;
  const mining = (async () => {
    for (let i = 0; i < 15; i++) mined.push(...(await mine(16)));
  })();
  const [rest] = await Promise.all([takeOf(blocks, 240), mining]);
  seen.push(...rest);
  await blocks.return();
  expect(seen.map(({ hash }) => hash)).toEqual(mined);
  expect(seen.map((block) => block.topoheight)).toEqual(mined.map((_, i) => topoheight + 1n + BigInt(i)));
  expect(proxy.connections - before).toBeGreaterThan(5);
});

test('a reader that is slower than the chain gets all of it, over as many sockets as that takes', async () => {
  const { topoheight } = await direct.call('get_info');
  await mine(1000);
  await mine(1000);
  await mine(1000);
  const before = proxy.connections;
  let next = topoheight + 1n;
  for await (const block of watchBlocks(client, { from: next })) {
    expect(block.topoheight, 'in order').toBe(next);
    // Frames arrive in turns of the event loop, which a reader that never waits does not let pass.
    if (next % 7n === 0n) await new Promise((resolve) => setTimeout(resolve, 5));
    if (next++ === topoheight + 3000n) break;
  }
  expect(proxy.connections - before).toBeGreaterThan(1);
});

test('rollbacks under a cut connection: adding and removing what comes gives the chain', async () => {
  const { topoheight, top_block_hash: head } = await direct.call('get_info');
  const hashes = [head];
  const apply = (event: ChainEvent): void => {
    if (event.event === 'new_block') {
      expect(event.tips[0], 'a block lies on the one before it').toBe(hashes.at(-1));
      hashes.push(event.hash);
    } else expect(hashes.pop()).toBe(event.block_hash);
  };
  const events = watchChain(client, { from: topoheight + 1n });
  const until = async (hash: string): Promise<void> => {
    while (hashes.at(-1) !== hash) apply((await events.next()).value as ChainEvent);
  };
  for (let round = 0; round < 4; round++) {
    const { id } = await direct.call('dev_snapshot');
    const gone = await mine(5);
    await until(gone[round]!);
    proxy.lead(undefined);
    await direct.call('dev_revert', { id });
    // Otherwise the same blocks might be made again.
    await direct.call('dev_forward_time', { milliseconds: 1000 });
    const instead = await mine(2 + round);
    proxy.lead(url);
    await until(instead.at(-1)!);
  }
  await events.return();
  const order = await take(watchBlocks(direct, { from: topoheight + 1n }), hashes.length - 1);
  expect(hashes.slice(1)).toEqual(order.map(({ hash }) => hash));
});

test('across a restart of the node no block and no transaction is missed or repeated', async () => {
  const datadir = await mkdtemp(join(tmpdir(), 'tos-client-'));
  try {
    let node = NodeProcess.dev(datadir, '--block-time', 'manual');
    proxy.lead(await node.url());
    const blocks = watchBlocks(client, { from: 1 });
    const transactions = watchTransactions(client, { from: 1 });
    const hashes: string[] = [];
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
      const own = createClient({ url: await node.url() });
      hashes.push((await own.call('dev_fund', { address: BOB, amount: 1n })).tx_hash);
      await own.call('dev_mine', { blocks: 2 });
      expect((await takeOf(blocks, 1)).length).toBe(1);
      node.kill(signal);
      await node.exit();
      node = NodeProcess.dev(datadir, '--block-time', 'manual');
      proxy.lead(await node.url());
    }
    const last = await createClient({ url: await node.url() }).call('get_topoheight');
    const rest = await takeOf(blocks, Number(last) - 3);
    expect(rest.map(({ topoheight }) => topoheight)).toEqual(rest.map((_, i) => 4n + BigInt(i)));
    expect(rest.at(-1)?.topoheight).toBe(last);
    expect((await take(transactions, 3)).map(({ hash }) => hash)).toEqual(hashes);
    await blocks.return();
  } finally {
    await rm(datadir, { recursive: true, force: true });
  }
});

/** As `take`, but the iteration goes on. */
async function takeOf<T>(items: AsyncGenerator<T, void>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value } = await items.next();
    if (value === undefined) break;
    taken.push(value);
  }
  return taken;
}

test('a place that the node does not know, a node that is not there, and a method that is none', async () => {
  await expect(take(watchBlocks(client, { from: 10_000_000 }), 1)).rejects.toMatchObject({
    code: 'TOS_CALL_REFUSED',
    message: expect.stringContaining('above the next block'),
  });
  proxy.lead(undefined);
  for (const from of [undefined, 1])
    await expect(take(watchBlocks(client, from === undefined ? {} : { from }), 1)).rejects.toMatchObject({
      code: 'TOS_NODE_UNREACHABLE',
    });
});

test('a transaction: executed already, unknown, and no hash', async () => {
  const { tx_hash: hash, block_hash } = await direct.call('dev_fund', { address: BOB, amount: 7n });
  expect(await waitForTransaction(client, { hash })).toMatchObject({ hash, executed_in_block: block_hash });
  const unknown = '00'.repeat(32);
  await expect(waitForTransaction(client, { hash: unknown })).rejects.toMatchObject({
    code: 'TOS_TRANSACTION_GONE',
    details: { hash: unknown },
  });
  await expect(waitForTransaction(client, { hash: 'x' })).rejects.toMatchObject({
    code: 'TOS_INVALID_ARGUMENT',
  });
});

test('an aborted iteration throws the reason, whatever it waits for', async () => {
  const reason = new Error('enough');
  const abort = new AbortController();
  await mineUntil(watchBlocks(client, { signal: abort.signal }).next());
  const blocks = watchBlocks(client, { from: 0, signal: abort.signal });
  await blocks.next();
  proxy.lead(undefined);
  const rest = take(blocks, 1_000_000);
  abort.abort(reason);
  await expect(rest).rejects.toBe(reason);
  await expect(take(watchBlocks(client, { signal: abort.signal }), 1)).rejects.toBe(reason);
});

test('neither an aborted nor a left iteration keeps a process alive', async () => {
  const script = `
    import { createClient, watchBlocks, waitForTransaction } from '@tos/client';
    const client = createClient({ url: '${url}' });
    for await (const { topoheight } of watchBlocks(client, { from: 0 })) if (topoheight === 3n) break;
    const abort = new AbortController();
    try {
      for await (const { topoheight } of watchBlocks(client, { from: 0, signal: abort.signal })) if (topoheight === 5n) abort.abort('left');
    } catch (reason) {
      console.log(reason);
    }`;
  const folder = new URL('../../../packages/client', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
  });
  expect(stdout).toBe('left\n');
});
