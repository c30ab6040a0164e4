import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { createDevnetGenesis, type Genesis, storedHeader } from '@tos/chain';
import { encodeAddress } from '@tos/crypto';
import { COIN, type ExactJsonInput, networks, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { createMemoryStorage, NATIVE_ASSET, type Storage } from '@tos/state';
import { buildTransaction, encodeTransaction } from '@tos/transaction';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { devAccounts, keyPairOf, loadAccounts, publicKeysOf } from '../src/accounts/dev-accounts.ts';
import type { BlockTime } from '../src/blocks/block-time.ts';
import { recount } from '../src/blocks/recount.ts';
import type { DevOptions } from '../src/cli/dev-options.ts';
import { type Node, startNode } from '../src/node.ts';

const LOAD_ACCOUNTS = 4;
const genesis = createDevnetGenesis({
  allocations: [devAccounts, loadAccounts].flatMap((series) =>
    publicKeysOf(series, 4).map((publicKey) => ({ publicKey, amount: series.funds })),
  ),
  timestamp: 1,
});
const addressOf = (index: number): string => encodeAddress(keyPairOf(devAccounts, index).publicKey, networks.devnet);
const manual: BlockTime = { mode: 'manual', ms: 0 };

const info = z.object({ topoheight: z.bigint(), top_block_hash: z.string(), mempool_size: z.bigint() });
const mined = z.strictObject({ block_hashes: z.array(z.string()), topoheight: z.bigint() });
const snapshot = z.strictObject({ id: z.bigint(), topoheight: z.bigint(), block_hash: z.string() });
const reverted = z.strictObject({
  topoheight: z.bigint(),
  block_hash: z.string(),
  undone_blocks: z.bigint(),
  waiting_transactions: z.bigint(),
  dropped_transactions: z.bigint(),
});
const funded = z.strictObject({ tx_hash: z.string(), block_hash: z.string(), topoheight: z.bigint() });
const executing = z.strictObject({
  enabled: z.boolean(),
  executor: z.string(),
  threshold: z.bigint(),
  test_mode: z.boolean(),
});

/** A node in this process, which is called over HTTP. */
class TestNode {
  readonly #node: Node;
  readonly #stop = new AbortController();
  readonly #run: Promise<void>;
  static readonly #open: Set<TestNode> = new Set();

  private constructor(node: Node) {
    this.#node = node;
    this.#run = node.run(this.#stop.signal);
    this.#run.catch(() => undefined);
    TestNode.#open.add(this);
  }

  static async start(storage: Storage, options: Partial<DevOptions> = {}, own: Genesis = genesis): Promise<TestNode> {
    const all: DevOptions = {
      datadir: 'unused',
      executor: 'sequential',
      parallelThreshold: 4,
      workers: 1,
      verifyParallel: false,
      quiet: false,
      reset: false,
      blockTime: manual,
      load: 0,
      loadAccounts: 2,
      host: '127.0.0.1',
      rpcPort: 0,
      logLevel: 'silent',
      ...options,
    };
    const logger = pino({ level: 'silent' });
    return new TestNode(
      await startNode(all, { datadir: { path: 'unused', genesis: own }, storage, logger, onBlock: () => undefined }),
    );
  }

  static async stopAll(): Promise<void> {
    for (const node of TestNode.#open) await node.stop();
  }

  async stop(): Promise<void> {
    TestNode.#open.delete(this);
    this.#stop.abort();
    await this.#run;
    await this.#node.close();
  }

  async call(
    method: string,
    params: ExactJsonInput = null,
  ): Promise<{ result?: unknown; error?: { message: string } }> {
    const body = stringifyExactJson({ jsonrpc: '2.0', id: 1, method, params });
    const response = await fetch(`${this.#node.rpcUrl}/json_rpc`, { method: 'POST', body });
    const answer = z.object({
      result: z.unknown().optional(),
      error: z.object({ message: z.string() }).optional(),
    });
    const { result, error } = answer.parse(parseExactJson(await response.text()));
    return { result, ...(error === undefined ? {} : { error }) };
  }

  async result<T>(schema: z.ZodType<T>, method: string, params: ExactJsonInput = null): Promise<T> {
    const { result, error } = await this.call(method, params);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return schema.parse(result);
  }

  async balance(address: string): Promise<bigint | undefined> {
    const { result } = await this.call('get_balance', { address });
    return result === undefined ? undefined : z.object({ balance: z.bigint() }).parse(result).balance;
  }

  /** Submits a transfer of one account to the next. @returns the error, if there is one */
  async transfer(from: number, nonce: bigint): Promise<string | undefined> {
    const { topoheight, top_block_hash } = await this.result(info, 'get_info');
    const transfer = { asset: NATIVE_ASSET, destination: keyPairOf(devAccounts, 3).publicKey, amount: COIN };
    const wire = encodeTransaction(
      buildTransaction({
        network: networks.devnet,
        keyPair: keyPairOf(devAccounts, from),
        payload: { type: 'transfers', transfers: [{ ...transfer, extraData: null }] },
        nonce,
        reference: { hash: hexToBytes(top_block_hash), topoheight },
      }),
    );
    return (await this.call('submit_transaction', { data: bytesToHex(wire) })).error?.message;
  }
}

afterEach(() => TestNode.stopAll());

async function openStorage(): Promise<Storage> {
  const storage = createMemoryStorage();
  await storage.open();
  return storage;
}

/** Counts all coins again. */
async function expectWholeSupply(storage: Storage): Promise<void> {
  const { supply } = await recount(storage, genesis, new AbortController().signal);
  expect(supply?.actual).toBe(supply?.expected);
}

test('blocks are made when asked for, paused or not', async () => {
  const storage = await openStorage();
  const node = await TestNode.start(storage);
  const one = await node.result(mined, 'dev_mine');
  expect(one).toMatchObject({ topoheight: 1n, block_hashes: [expect.any(String)] });
  await node.result(z.unknown(), 'dev_pause');
  await node.transfer(1, 0n);
  const three = await node.result(mined, 'dev_mine', { blocks: 3 });
  expect(three.topoheight).toBe(4n);
  expect(new Set([...one.block_hashes, ...three.block_hashes]).size).toBe(4);
  const { topoheight, top_block_hash, mempool_size } = await node.result(info, 'get_info');
  // The answer comes when the blocks are durable: the storage has them.
  expect({ topoheight, top_block_hash, mempool_size }).toEqual({
    topoheight: 4n,
    top_block_hash: three.block_hashes[2],
    mempool_size: 0n,
  });
  expect((await storage.metadata())?.head.topoheight).toBe(4);
  for (const blocks of [0, 1001, -1, '1', true]) {
    const { error } = await node.call('dev_mine', { blocks });
    expect(error?.message, String(blocks)).toMatch(/^Invalid params: blocks: /);
  }
});

test('production is paused, resumed, and given another block time', async () => {
  const node = await TestNode.start(await openStorage());
  const production = z.strictObject({ block_time: z.string(), is_paused: z.boolean() });
  expect(await node.result(production, 'dev_pause')).toEqual({ block_time: 'manual', is_paused: true });
  expect(await node.result(production, 'dev_set_block_time', { block_time: '0' })).toEqual({
    block_time: '0',
    is_paused: true,
  });
  expect(await node.transfer(1, 0n)).toBeUndefined();
  expect(await node.result(info, 'get_info')).toMatchObject({ topoheight: 0n, mempool_size: 1n });
  expect(await node.result(production, 'dev_resume')).toEqual({ block_time: '0', is_paused: false });
  // The block that is due now comes before the one that is asked for.
  await expect.poll(async () => (await node.result(info, 'get_info')).mempool_size).toBe(0n);
  expect((await node.result(z.object({ block_time_target: z.bigint() }), 'get_info')).block_time_target).toBe(0n);
  await node.result(production, 'dev_set_block_time', { block_time: 'every-2s' });
  expect((await node.result(z.object({ block_time_target: z.bigint() }), 'get_info')).block_time_target).toBe(2000n);
  const { error } = await node.call('dev_set_block_time', { block_time: 'sometimes' });
  expect(error?.message).toMatch(/^Invalid params: block_time: not a block time; give 1s or 500ms/);
});

test('the clock goes forward, for blocks only, and a later run goes on from there', async () => {
  const storage = await openStorage();
  let node = await TestNode.start(storage);
  const day = 86_400_000;
  const timestamp = async (): Promise<number> =>
    Number((await node.result(z.object({ time: z.bigint() }), 'dev_get_state')).time);
  const before = await timestamp();
  const clock = z.strictObject({ time: z.bigint(), time_offset: z.bigint() });
  expect((await node.result(clock, 'dev_forward_time', { milliseconds: day })).time_offset).toBe(BigInt(day));
  await node.result(clock, 'dev_forward_time', { milliseconds: day });
  await node.result(mined, 'dev_mine', { blocks: 2 });
  const at = await timestamp();
  expect(at).toBeGreaterThanOrEqual(before + 2 * day);
  await node.stop();
  node = await TestNode.start(storage);
  expect(await timestamp()).toBeGreaterThanOrEqual(before + 2 * day);
  await node.result(mined, 'dev_mine', { blocks: 2 });
  const blocks = await Promise.all([0, 1, 2, 3, 4].map((topoheight) => storage.getBlock({ topoheight })));
  const timestamps = blocks.map((block) => Number(storedHeader(block!).timestamp));
  expect(timestamps[1]).toBeGreaterThanOrEqual(before + 2 * day);
  expect(timestamps).toEqual(timestamps.toSorted((a, b) => a - b));
  for (const milliseconds of [-1, '1', 9_007_199_254_740_991n]) {
    expect((await node.call('dev_forward_time', { milliseconds })).error?.message).toMatch(/milliseconds/);
  }
});

test('an account is funded by a transfer, which is in a block when the answer comes', async () => {
  const storage = await openStorage();
  const node = await TestNode.start(storage);
  const stranger = encodeAddress(keyPairOf(devAccounts, 20).publicKey, networks.devnet);
  expect(await node.balance(stranger)).toBeUndefined();
  // Transactions of the giving account that wait already come first; calls at one time queue up.
  expect(await node.transfer(0, 0n)).toBeUndefined();
  const answers = await Promise.all(
    [5n, 6n, 7n].map((amount) => node.result(funded, 'dev_fund', { address: stranger, amount })),
  );
  expect(await node.balance(stranger)).toBe(18n);
  expect(new Set(answers.map(({ tx_hash }) => tx_hash)).size).toBe(3);
  for (const { tx_hash, block_hash, topoheight } of answers) {
    const [at] = await storage.hashesAt([Number(topoheight)]);
    expect(bytesToHex(at!)).toBe(block_hash);
    expect((await storage.locateTransaction(hexToBytes(tx_hash)))?.length).toBeGreaterThan(0);
  }
  await expectWholeSupply(storage);

  const { topoheight } = await node.result(info, 'get_info');
  const tooMuch = await node.call('dev_fund', { address: stranger, amount: 2n ** 63n });
  expect(tooMuch.error?.message).toContain('INSUFFICIENT_BALANCE');
  expect((await node.call('dev_fund', { address: stranger, amount: 0n })).error?.message).toMatch(/amount/);
  expect((await node.call('dev_fund', { address: addressOf(0), amount: 1n })).error?.message).toBeDefined();
  expect(await node.result(info, 'get_info'), 'nothing is half done').toMatchObject({ topoheight, mempool_size: 0n });
});

describe('transfers between load accounts', () => {
  const sent = z.strictObject({ accepted: z.bigint(), refused: z.bigint(), first_refusal: z.string().nullable() });
  const block = z.object({ txs_hashes: z.array(z.string()) });
  const names = Array.from({ length: LOAD_ACCOUNTS }, (_, i) =>
    encodeAddress(keyPairOf(loadAccounts, i).publicKey, networks.devnet),
  );

  /** How much more or less than at first each load account has. */
  async function changes(node: TestNode): Promise<bigint[]> {
    const balances = await Promise.all(names.map((name) => node.balance(name)));
    return balances.map((balance) => balance! - loadAccounts.funds);
  }

  test('wait for a block, after those that wait already, whoever calls at one time', async () => {
    const storage = await openStorage();
    const node = await TestNode.start(storage);
    const calls = [{}, { count: 9n }, { count: 30n, pattern: 'disjoint' }, { count: 30n, pattern: 'hot' }];
    const answers = await Promise.all(calls.map((params) => node.result(sent, 'dev_send_transfers', params)));
    expect(answers).toEqual([200n, 9n, 30n, 30n].map((accepted) => ({ accepted, refused: 0n, first_refusal: null })));
    expect((await node.result(info, 'get_info')).mempool_size).toBe(269n);
    await node.result(mined, 'dev_mine');
    expect((await node.result(block, 'get_top_block')).txs_hashes).toHaveLength(269);
    expect(await node.result(info, 'get_info')).toMatchObject({ topoheight: 1n, mempool_size: 0n });
    // A later call goes on from the nonces of the state.
    expect(await node.result(sent, 'dev_send_transfers', { count: 8n })).toMatchObject({ accepted: 8n });
    await node.result(mined, 'dev_mine');
    expect((await node.result(block, 'get_top_block')).txs_hashes).toHaveLength(8);
    await expectWholeSupply(storage);
  });

  test('go where the pattern says', async () => {
    const disjoint = await TestNode.start(await openStorage());
    await disjoint.result(sent, 'dev_send_transfers', { count: 10n, pattern: 'disjoint' });
    await disjoint.result(mined, 'dev_mine');
    expect((await changes(disjoint)).map((change) => change > 0n)).toEqual([false, false, true, true]);
    const hot = await TestNode.start(await openStorage());
    await hot.result(sent, 'dev_send_transfers', { count: 10n, pattern: 'hot' });
    await hot.result(mined, 'dev_mine');
    expect((await changes(hot)).map((change) => change > 0n)).toEqual([true, false, false, false]);
  });

  test('are refused one by one where the mempool has no room', async () => {
    const node = await TestNode.start(await openStorage());
    // Three accounts send, and a hundred transactions of one sender may wait.
    const full = await node.result(sent, 'dev_send_transfers', { count: 350n, pattern: 'hot' });
    expect(full).toMatchObject({ accepted: 300n, refused: 50n });
    expect(full.first_refusal).toContain('100');
    expect((await node.result(info, 'get_info')).mempool_size).toBe(300n);
    await node.result(mined, 'dev_mine');
    expect(await node.result(sent, 'dev_send_transfers')).toMatchObject({ accepted: 200n });
  });

  test('find their place beside the load of the same accounts, and while blocks are made', async () => {
    const storage = await openStorage();
    const node = await TestNode.start(storage, { load: 6, loadAccounts: LOAD_ACCOUNTS });
    await node.result(sent, 'dev_send_transfers', { count: 10n });
    await node.result(mined, 'dev_mine');
    expect((await node.result(block, 'get_top_block')).txs_hashes).toHaveLength(16);
    await node.result(z.unknown(), 'dev_set_block_time', { block_time: '0' });
    for (let i = 0; i < 5; i++) {
      expect(await node.result(sent, 'dev_send_transfers', { count: 50n })).toMatchObject({ accepted: 50n });
    }
    await expect.poll(async () => (await node.result(info, 'get_info')).mempool_size).toBe(0n);
    await node.stop();
    await expectWholeSupply(storage);
  });

  test('need what the caller can give, and accounts that the genesis funds', async () => {
    const node = await TestNode.start(await openStorage());
    for (const params of [{ count: 0n }, { count: 10_001n }, { count: '5' }, { pattern: 'cold' }, { amount: 1n }]) {
      expect((await node.call('dev_send_transfers', params)).error?.message).toMatch(/^Invalid params: /);
    }
    const poor = createDevnetGenesis({
      allocations: publicKeysOf(loadAccounts, 1).map((publicKey) => ({ publicKey, amount: COIN })),
      timestamp: 1,
    });
    const other = await TestNode.start(await openStorage(), {}, poor);
    const { error } = await other.call('dev_send_transfers');
    expect(error?.message).toMatch(/sending transfers on a devnet whose genesis funds 1 of the accounts of --load/);
  });
});

describe('snapshots', () => {
  test('a revert undoes blocks, later snapshots die, and transactions wait again', async () => {
    const storage = await openStorage();
    let node = await TestNode.start(storage);
    await node.result(mined, 'dev_mine', { blocks: 2 });
    const first = await node.result(snapshot, 'dev_snapshot');
    expect(first).toMatchObject({ id: 1n, topoheight: 2n });
    const before = await node.balance(addressOf(3));
    expect(await node.transfer(1, 0n)).toBeUndefined();
    await node.result(mined, 'dev_mine', { blocks: 30 });
    const second = await node.result(snapshot, 'dev_snapshot');
    // This one names an undone block.
    expect(await node.transfer(2, 0n)).toBeUndefined();
    await node.result(mined, 'dev_mine');
    expect(await node.balance(addressOf(3))).toBe(before! + 2n * COIN);

    expect(await node.result(reverted, 'dev_revert', { id: first.id })).toEqual({
      topoheight: 2n,
      block_hash: first.block_hash,
      undone_blocks: 31n,
      waiting_transactions: 1n,
      dropped_transactions: 1n,
    });
    expect(await node.balance(addressOf(3))).toBe(before);
    expect(await node.result(info, 'get_info')).toMatchObject({ topoheight: 2n, mempool_size: 1n });
    const gone = await node.call('dev_revert', { id: second.id });
    expect(gone.error?.message).toMatch(
      /^id is 2, but must be of a snapshot that was taken in this run and not undone/,
    );
    await expectWholeSupply(storage);

    // The chain goes on with what waits, and can go back to the same snapshot again.
    await node.result(mined, 'dev_mine');
    expect(await node.balance(addressOf(3))).toBe(before! + COIN);
    expect((await node.result(snapshot, 'dev_snapshot')).id).toBe(3n);
    const again = await node.result(reverted, 'dev_revert', { id: first.id, drop_transactions: true });
    expect(again).toMatchObject({ undone_blocks: 1n, waiting_transactions: 0n, dropped_transactions: 1n });
    expect(await node.result(info, 'get_info')).toMatchObject({ topoheight: 2n, mempool_size: 0n });

    // After a restart the chain is where it was, and snapshots are forgotten.
    await node.stop();
    node = await TestNode.start(storage);
    expect(await node.result(info, 'get_info')).toMatchObject({ topoheight: 2n, top_block_hash: first.block_hash });
    expect((await node.call('dev_revert', { id: first.id })).error?.message).toContain('must be of a snapshot');
    expect(await node.transfer(1, 0n)).toBeUndefined();
    await node.result(mined, 'dev_mine');
    await expectWholeSupply(storage);
  });

  test('a pruned chain goes back only as far as it can be pruned again', async () => {
    const storage = await openStorage();
    const node = await TestNode.start(storage);
    const early = await node.result(snapshot, 'dev_snapshot');
    await node.result(mined, 'dev_mine', { blocks: 300 });
    const late = await node.result(snapshot, 'dev_snapshot');
    await node.result(mined, 'dev_mine', { blocks: 5 });
    await storage.prune(50);
    const { error } = await node.call('dev_revert', { id: early.id });
    expect(error?.message).toMatch(
      /^topoheight is the number 0, but must be from 290 to 305 \(the head, pruned below 50\)/,
    );
    expect(await node.result(info, 'get_info')).toMatchObject({ topoheight: 305n });
    expect(await node.result(reverted, 'dev_revert', { id: late.id })).toMatchObject({ topoheight: 300n });
  });

  test('random blocks, snapshots and reverts leave the chain that never had the undone blocks', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 4 }) }),
      fc.record({
        do: fc.constant('fund' as const),
        account: fc.integer({ min: 1, max: 3 }),
        amount: fc.bigInt(1n, 9n),
      }),
      fc.record({ do: fc.constant('snapshot' as const) }),
      fc.record({ do: fc.constant('revert' as const), which: fc.nat(10) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const storage = await openStorage();
        const node = await TestNode.start(storage);
        const start = await Promise.all([1, 2, 3].map((account) => node.balance(addressOf(account))));
        // The oracle: what each account got, and the blocks, copied at every snapshot.
        let model = { got: [0n, 0n, 0n], hashes: [] as readonly string[] };
        let snapshots: { id: bigint; model: typeof model }[] = [];
        for (const each of steps) {
          if (each.do === 'mine') {
            const { block_hashes } = await node.result(mined, 'dev_mine', { blocks: each.blocks });
            model = { ...model, hashes: [...model.hashes, ...block_hashes] };
          } else if (each.do === 'fund') {
            const params = { address: addressOf(each.account), amount: each.amount };
            const { block_hash } = await node.result(funded, 'dev_fund', params);
            const got = model.got.map((sum, i) => (i === each.account - 1 ? sum + each.amount : sum));
            model = { got, hashes: [...model.hashes, block_hash] };
          } else if (each.do === 'snapshot') {
            snapshots.push({ id: (await node.result(snapshot, 'dev_snapshot')).id, model });
          } else if (snapshots.length > 0) {
            const index = each.which % snapshots.length;
            const { id, model: then } = snapshots[index]!;
            const { undone_blocks } = await node.result(reverted, 'dev_revert', { id, drop_transactions: true });
            expect(undone_blocks).toBe(BigInt(model.hashes.length - then.hashes.length));
            model = then;
            snapshots = snapshots.slice(0, index + 1);
          }
          const balances = await Promise.all([1, 2, 3].map((account) => node.balance(addressOf(account))));
          expect(balances).toEqual(start.map((balance, i) => balance! + model.got[i]!));
        }
        const found = await storage.hashesAt(model.hashes.map((_, i) => i + 1));
        expect(found.map((hash) => bytesToHex(hash!))).toEqual(model.hashes);
        expect((await storage.metadata())?.head.topoheight).toBe(model.hashes.length);
        const state = z.object({ snapshots: z.array(z.object({ id: z.bigint() })) });
        const known = await node.result(state, 'dev_get_state');
        expect(known.snapshots.map(({ id }) => id)).toEqual(snapshots.map(({ id }) => id));
        await expectWholeSupply(storage);
        await node.stop();
      }),
      { numRuns: 10 * Number(process.env['TOS_TEST_FACTOR'] ?? 1) },
    );
  });
});

test('execution is switched live, by method and by toggle, and get_info has its state', async () => {
  const storage = await openStorage();
  const node = await TestNode.start(storage, { executor: 'auto' });
  const state = async () =>
    (await node.result(z.object({ parallel_execution: executing }), 'get_info')).parallel_execution;
  expect(await state()).toEqual({ enabled: true, executor: 'auto', threshold: 4n, test_mode: false });
  const switches = [
    [{ executor: 'sequential' }, { enabled: false, executor: 'sequential', threshold: 4n, test_mode: false }],
    [{ threshold: 0n }, { enabled: false, executor: 'sequential', threshold: 0n, test_mode: false }],
    [{ test_mode: true }, { enabled: true, executor: 'sequential', threshold: 0n, test_mode: true }],
    [
      { executor: 'parallel', test_mode: false },
      { enabled: true, executor: 'parallel', threshold: 0n, test_mode: false },
    ],
    [{}, { enabled: true, executor: 'parallel', threshold: 0n, test_mode: false }],
  ] as const;
  let nonce = 0n;
  for (const [params, expected] of switches) {
    expect(await node.result(executing, 'dev_set_execution', params)).toEqual(expected);
    expect(await state()).toEqual(expected);
    expect(await node.transfer(1, nonce++)).toBeUndefined();
    await node.result(mined, 'dev_mine');
  }
  expect((await node.result(info, 'get_info')).mempool_size).toBe(0n);
  await expectWholeSupply(storage);
  for (const params of [{ executor: 'fast' }, { threshold: -1n }, { test_mode: 1n }, { threads: 1n }]) {
    expect((await node.call('dev_set_execution', params)).error?.message).toMatch(/^Invalid params: /);
  }
  expect(await state(), 'nothing changed').toEqual(switches[4][1]);
});

test('a node that stops while it mines finishes its block and answers', async () => {
  const storage = await openStorage();
  const node = await TestNode.start(storage);
  const head = async (): Promise<number> => (await storage.metadata())?.head.topoheight ?? 0;
  const mining = node.call('dev_mine', { blocks: 1000 });
  await expect.poll(head).toBeGreaterThan(2);
  await node.stop();
  const message = (await mining).error?.message ?? '';
  const made = /^Interrupted: (\d+) of 1000 blocks were made, because the node is stopping\. /.exec(message);
  expect(Number(made?.[1])).toBe(await head());
  await expectWholeSupply(storage);
});
