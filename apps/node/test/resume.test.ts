import { bytesToHex } from '@noble/hashes/utils.js';
import { createMemoryStorage } from '@tos/state';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openRpcDevnet, type RpcDevnet } from './rpc-devnet.ts';
import { type Members, WsClient } from './ws-client.ts';

async function open(...args: Parameters<typeof openRpcDevnet>): Promise<RpcDevnet> {
  const devnet = await openRpcDevnet(...args);
  onTestFinished(async () => {
    await devnet.close();
    expect(devnet.internal).toEqual([]);
  });
  return devnet;
}

async function connected(devnet: RpcDevnet): Promise<WsClient> {
  const client = await WsClient.open(devnet.server.url);
  onTestFinished(() => client.close());
  return client;
}

/** Hashes of the chain's blocks, by the storage. */
async function order({ chain, storage }: RpcDevnet): Promise<string[]> {
  const topoheights = Array.from({ length: chain.head.topoheight + 1 }, (_, i) => i);
  return (await storage.hashesAt(topoheights)).map((hash) => bytesToHex(hash!));
}

/** Applies events to a copy of the chain. @throws for a gap, a repeated block, and an undone block that is not the last one */
function replay(copy: string[], events: readonly Members[]): void {
  for (const event of events) {
    if (event['event'] === 'new_block') {
      if (event['topoheight'] !== BigInt(copy.length))
        throw new Error(`block ${event['topoheight']} at ${copy.length}`);
      copy.push(String(event['hash']));
    } else if (event['event'] === 'block_orphaned') {
      if (copy.pop() !== event['block_hash']) throw new Error('another block than the last one was undone');
    } else throw new Error(`an event ${event['event']}`);
  }
}

test.each([0, 1, 7, 10, 11])('from block %i on every stored block comes, then the new ones', async (from) => {
  const devnet = await open();
  for (let i = 0; i < 10; i++) await devnet.produce();
  const client = await connected(devnet);
  const id = await client.subscribe('new_block', { from_topoheight: from });
  await client.whenEvents(id, 11 - from);
  for (let i = 0; i < 5; i++) await devnet.produce();
  const events = await client.whenEvents(id, 16 - from);
  expect(events.map(({ topoheight }) => Number(topoheight))).toEqual(
    Array.from({ length: 16 - from }, (_, i) => from + i),
  );
  expect(events.map(({ hash }) => hash)).toEqual((await order(devnet)).slice(from));
});

test('a place that the chain does not have is refused, with where to begin', async () => {
  const devnet = await open();
  for (let i = 0; i < 3; i++) await devnet.produce();
  const client = await connected(devnet);
  const refused = async (params: Parameters<WsClient['call']>[1]) => (await client.call('subscribe', params))['error'];
  expect(await refused({ notify: 'new_block', from_topoheight: 5 })).toMatchObject({
    code: -32004n,
    message: 'from_topoheight 5 is above the next block, 4. Begin there, or give last_block_hash.',
    data: { field: 'from_topoheight' },
  });
  const unknown = { notify: 'new_block', from_topoheight: 3, last_block_hash: 'ab'.repeat(32) };
  expect(await refused(unknown)).toMatchObject({ code: -32004n, data: { field: 'last_block_hash' } });
  // A block of another topoheight.
  const [genesis] = await order(devnet);
  expect(await refused({ ...unknown, last_block_hash: genesis! })).toMatchObject({ code: -32004n });
  expect(await refused({ notify: 'new_block', last_block_hash: genesis! })).toMatchObject({
    code: -32602n,
    data: { field: 'last_block_hash' },
  });
  for (const notify of [
    'block_orphaned',
    'stable_height_changed',
    'transaction_added_in_mempool',
    'transaction_left_mempool',
    'peer_connected',
  ]) {
    expect(await refused({ notify, from_topoheight: 0 })).toMatchObject({
      code: -32602n,
      message: expect.stringContaining('only new_block, block_ordered, transaction_executed can be resumed'),
    });
  }
  for (const from_topoheight of [-1, 1.5, 2 ** 60, 'x']) {
    client.socket.send(
      JSON.stringify({
        jsonrpc: '2.0',
        id: 'x',
        method: 'subscribe',
        params: { notify: 'new_block', from_topoheight },
      }),
    );
  }
  await client.when(() => (client.frames.filter(({ error }) => error !== undefined).length >= 12 ? true : undefined));
  // Nothing of that subscribed.
  await client.subscribe('new_block', { from_topoheight: 4 });
});

test('who was away during a rollback hears which of its blocks are undone', async () => {
  const devnet = await open();
  for (let i = 0; i < 5; i++) await devnet.produce();
  const copy = await order(devnet);
  await devnet.rollbackTo(2);
  for (let i = 0; i < 2; i++) await devnet.produce(devnet.sign(BigInt(i)));
  const client = await connected(devnet);
  const last_block_hash = copy.at(-1)!;
  const id = await client.subscribe('new_block', { from_topoheight: copy.length, last_block_hash });
  replay(copy, await client.whenEvents(id, 3 + 2));
  expect(copy).toEqual(await order(devnet));
});

test('executed transactions and ordered blocks can be resumed too', async () => {
  const devnet = await open();
  await devnet.produce(devnet.sign(0n));
  await devnet.produce(devnet.sign(1n), devnet.sign(2n));
  const client = await connected(devnet);
  const executed = await client.subscribe('transaction_executed', { from_topoheight: 0 });
  const ordered = await client.subscribe('block_ordered', { from_topoheight: 1 });
  expect((await client.whenEvents(executed, 3)).map(({ topoheight }) => topoheight)).toEqual([1n, 2n, 2n]);
  expect((await client.whenEvents(ordered, 2)).map(({ topoheight }) => topoheight)).toEqual([1n, 2n]);
});

/** What happens to the chain: blocks with so many transactions, or a rollback over so many blocks; and whether the reader waits for it. */
const change = fc.record({
  produce: fc.nat({ max: 3 }),
  rollback: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat({ max: 6 })),
  reconnects: fc.boolean(),
  waits: fc.boolean(),
});

test('replaying the frames gives the chain, whatever was committed and undone', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
      const devnet = await openRpcDevnet();
      try {
        // The oracle: a list that is filled and cut by hand.
        const oracle = await order(devnet);
        const copy: string[] = [];
        let client: WsClient | undefined;
        let seen = 0;
        let id = 0n;
        const take = (): void => {
          const events = client?.events(id) ?? [];
          replay(copy, events.slice(seen));
          seen = events.length;
        };
        const caughtUp = (): true | undefined => {
          take();
          return copy.join() === oracle.join() ? true : undefined;
        };
        const reconnect = async (): Promise<void> => {
          client?.close();
          await client?.whenClosed();
          take();
          client = await WsClient.open(devnet.server.url);
          seen = 0;
          const last_block_hash = copy.at(-1);
          const rest = last_block_hash === undefined ? {} : { last_block_hash };
          id = await client.subscribe('new_block', { from_topoheight: copy.length, ...rest });
        };
        await reconnect();
        for (const { produce, rollback, reconnects, waits } of changes) {
          const target = Math.max(0, oracle.length - 1 - rollback);
          if (target < oracle.length - 1) {
            await devnet.rollbackTo(target);
            oracle.length = target + 1;
          }
          for (let i = 0; i < produce; i++) oracle.push(bytesToHex(await devnet.produce()));
          if (reconnects) await reconnect();
          if (waits) await client!.when(caughtUp);
        }
        await client!.when(caughtUp);
        expect(oracle).toEqual(await order(devnet));
        client!.close();
        expect(devnet.internal).toEqual([]);
      } finally {
        await devnet.close();
      }
    }),
    { numRuns: 60 },
  );
});

test('a subscriber sees every block once through 30 restarts of the node', { timeout: 120_000 }, async () => {
  const storage = createMemoryStorage();
  await storage.open();
  const copy: string[] = [];
  for (let restart = 0; restart < 30; restart++) {
    const devnet = await openRpcDevnet(storage);
    const client = await WsClient.open(devnet.server.url);
    const last_block_hash = copy.at(-1);
    const rest = last_block_hash === undefined ? {} : { last_block_hash };
    const id = await client.subscribe('new_block', { from_topoheight: copy.length, ...rest });
    // The node stops in the middle of its work: after a rollback now and then, and after blocks that the reader may not have taken.
    for (let i = 0; i < 3; i++) await devnet.produce(devnet.sign(BigInt(await nonceOf(devnet))));
    if (restart % 5 === 4) await devnet.rollbackTo(devnet.chain.head.topoheight - 2);
    if (restart % 3 !== 0) await client.whenEvents(id, 1);
    await devnet.close();
    await client.whenClosed();
    expect(client.closed).toEqual({ code: 1001, reason: 'The node stops; reconnect later' });
    replay(copy, client.events(id));
    expect(devnet.internal).toEqual([]);
  }
  const devnet = await open(storage);
  const client = await connected(devnet);
  const id = await client.subscribe('new_block', { from_topoheight: copy.length, last_block_hash: copy.at(-1)! });
  const expected = await order(devnet);
  let seen = 0;
  await client.when(() => {
    const events = client.events(id);
    replay(copy, events.slice(seen));
    seen = events.length;
    return copy.join() === expected.join() ? true : undefined;
  });
  expect(new Set(copy).size).toBe(copy.length);
});

/** The next nonce of Alice: the transactions of the chain are all hers. */
async function nonceOf({ chain, storage }: RpcDevnet): Promise<number> {
  let count = 0;
  for (let topoheight = 1; topoheight <= chain.head.topoheight; topoheight++) {
    count += (await storage.getBlock({ topoheight }))?.transactionHashes.length ?? 0;
  }
  return count;
}
