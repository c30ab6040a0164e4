import { bytesToHex } from '@tos/crypto';
import { NATIVE_ASSET } from '@tos/state';
import { describe, expect, test } from 'vitest';
import { accounts } from '../../../../../../packages/chain/test/injected-devnet.ts';
import { asRead, type MethodDevnet, openMethodDevnet, wireAtHead } from '../../../../test/method-devnet.ts';
import { toBlockJson } from '../../schemas/block-json.ts';

const UNKNOWN = 'ab'.repeat(32);

function transfer(devnet: MethodDevnet, nonce: bigint): Uint8Array {
  const transfers = [{ asset: NATIVE_ASSET, destination: accounts[1]!, amount: 5n, extraData: null }];
  return wireAtHead(devnet, { from: 0, nonce, payload: { type: 'transfers', transfers } });
}

/** A chain of a genesis, a block of two transactions, and 28 empty ones. */
async function grown(): Promise<MethodDevnet> {
  const devnet = await openMethodDevnet();
  await devnet.block([transfer(devnet, 0n), transfer(devnet, 1n)]);
  await devnet.blocks(28);
  return devnet;
}

async function blockOf(
  { chain, storage }: MethodDevnet,
  topoheight: number,
  includeTransactions: boolean,
): Promise<unknown> {
  const block = await storage.getBlock({ topoheight });
  return asRead(await toBlockJson(block!, includeTransactions, { chain, storage }));
}

async function hashesOf({ storage }: MethodDevnet, from: number, to: number): Promise<string[]> {
  const hashes = await storage.hashesAt(Array.from({ length: to - from + 1 }, (_, i) => from + i));
  return hashes.map((hash) => bytesToHex(hash!));
}

describe('numbers of the chain', () => {
  test.each(['get_stable_height', 'get_stableheight', 'get_stable_topoheight'])(
    '%s is 24 below the head',
    async (name) => {
      const devnet = await openMethodDevnet();
      expect(await devnet.call(name)).toBe(0n);
      await devnet.blocks(30);
      expect(await devnet.call(name)).toBe(6n);
      expect(await devnet.call(name, [])).toBe(6n);
      expect(await devnet.refusal(name, {})).toMatchObject({ code: -32602 });
    },
  );

  test('get_tips is the head', async () => {
    const devnet = await openMethodDevnet();
    for (let i = 0; i < 2; i++) {
      expect(await devnet.call('get_tips')).toEqual([bytesToHex(devnet.chain.head.hash)]);
      await devnet.block();
    }
  });

  test('there is no proof of work', async () => {
    const devnet = await openMethodDevnet();
    const expected = { difficulty: '1', hashrate: '0', hashrate_formatted: '0.00 H/s' };
    expect(await devnet.call('get_difficulty')).toEqual(expected);
  });

  test('the share of the developers', async () => {
    const devnet = await openMethodDevnet();
    expect(await devnet.call('get_dev_fee_thresholds')).toEqual([
      { height: 0n, fee_percentage: 10n },
      { height: 15_768_000n, fee_percentage: 5n },
    ]);
  });
});

describe('one block', () => {
  test.each([undefined, false, true])('get_top_block, with include_txs %s', async (include) => {
    const devnet = await openMethodDevnet();
    await devnet.block([transfer(devnet, 0n)]);
    const params = include === undefined ? undefined : { include_txs: include };
    expect(await devnet.call('get_top_block', params)).toEqual(await blockOf(devnet, 1, include === true));
  });

  test.each([false, true])('by topoheight and by hash, with include_txs %s', async (include_txs) => {
    const devnet = await grown();
    for (const topoheight of [0, 1, 29]) {
      const expected = await blockOf(devnet, topoheight, include_txs);
      const [hash] = await hashesOf(devnet, topoheight, topoheight);
      expect(await devnet.call('get_block_at_topoheight', { topoheight, include_txs })).toEqual(expected);
      expect(await devnet.call('get_block_by_hash', { hash: hash!, include_txs })).toEqual(expected);
    }
  });

  test('a topoheight may be text, as clients hand back what they cannot hold as a number', async () => {
    const devnet = await grown();
    expect(await devnet.call('get_block_at_topoheight', { topoheight: '1' })).toEqual(await blockOf(devnet, 1, false));
  });

  test('above the head, and with an unknown hash', async () => {
    const devnet = await openMethodDevnet();
    expect(await devnet.refusal('get_block_at_topoheight', { topoheight: 1 })).toMatchObject({
      code: -32004,
      message: expect.stringContaining('No block has the topoheight 1: the head is 0'),
    });
    expect(await devnet.refusal('get_block_by_hash', { hash: UNKNOWN })).toMatchObject({
      code: -32004,
      message: expect.stringContaining(`No block here has the hash ${UNKNOWN}`),
    });
  });

  test.each([
    [{}, 'topoheight'],
    [{ topoheight: -1 }, 'topoheight'],
    [{ topoheight: 2n ** 53n }, 'topoheight'],
    [{ topoheight: '1x' }, 'topoheight'],
    [{ topoheight: '' }, 'topoheight'],
    [{ topoheight: null }, 'topoheight'],
    [{ topoheight: 0, include_txs: 1 }, 'include_txs'],
  ])('wrong params %o are refused', async (params, field) => {
    const devnet = await openMethodDevnet();
    const refusal = await devnet.refusal('get_block_at_topoheight', params);
    expect(refusal).toMatchObject({ code: -32602, data: { field } });
    expect(refusal.message).toMatch(new RegExp(`^Invalid params: ${field}: `));
  });

  test.each(['ab', `${UNKNOWN}00`, 'zz'.repeat(32), `0x${UNKNOWN}`])('%s is no hash', async (hash) => {
    const devnet = await openMethodDevnet();
    expect(await devnet.refusal('get_block_by_hash', { hash })).toMatchObject({
      code: -32602,
      data: { field: 'hash' },
    });
  });

  test('that a rollback undid is there by its hash alone', async () => {
    const devnet = await openMethodDevnet();
    const hash = bytesToHex(await devnet.block([transfer(devnet, 0n)]));
    await devnet.chain.rollbackTo(0);
    expect(await devnet.call('get_block_by_hash', { hash, include_txs: true })).toMatchObject({
      block_type: 'Orphaned',
      topoheight: null,
      height: 1n,
      transactions: [{ nonce: 0n }],
    });
    expect(await devnet.refusal('get_block_at_topoheight', { topoheight: 1 })).toMatchObject({ code: -32004 });
  });

  test('of the pruned part', async () => {
    const devnet = await openMethodDevnet();
    await devnet.blocks(245);
    await devnet.chain.prune(5);
    expect(await devnet.call('get_block_at_topoheight', { topoheight: 2 })).toMatchObject({
      topoheight: 2n,
      supply: null,
    });
  });
});

describe('all blocks of a height', () => {
  async function forked(): Promise<{ devnet: MethodDevnet; undone: string; ordered: string }> {
    const devnet = await openMethodDevnet();
    const undone = bytesToHex(await devnet.block([transfer(devnet, 0n)]));
    await devnet.chain.rollbackTo(0);
    const ordered = bytesToHex(await devnet.block());
    return { devnet, undone, ordered };
  }

  test('are the ordered one and those that were undone', async () => {
    const { devnet, undone, ordered } = await forked();
    const blocks = await devnet.call('get_blocks_at_height', { height: 1 });
    expect(blocks).toHaveLength(2);
    expect(blocks).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ hash: undone, block_type: 'Orphaned', topoheight: null }),
        expect.objectContaining({ hash: ordered, block_type: 'Normal', topoheight: 1n }),
      ]),
    );
    const full = await devnet.call('get_blocks_at_height', { height: 1, include_txs: true });
    expect(full).toEqual(expect.arrayContaining([expect.objectContaining({ transactions: [expect.anything()] })]));
  });

  test('are none above the head', async () => {
    const devnet = await openMethodDevnet();
    expect(await devnet.call('get_blocks_at_height', { height: 5 })).toEqual([]);
  });

  test('are no more than are asked for', async () => {
    const { devnet } = await forked();
    expect(await devnet.call('get_blocks_at_height', { height: 1, max: 2 })).toHaveLength(2);
    expect(await devnet.refusal('get_blocks_at_height', { height: 1, max: 1 })).toMatchObject({
      code: -32004,
      message: expect.stringContaining('Height 1 has 2 blocks, and 1 are asked for'),
    });
  });

  test.each([
    [{ max: 200 }, null],
    [{ max: null }, null],
    [{ max: 201 }, 'max is 201, but must be from 1 to 200'],
    [{ max: 0 }, 'max is 0, but must be from 1 to 200'],
    [{ max: 50, include_txs: true }, null],
    [{ max: 51, include_txs: true }, 'max is 51, but must be from 1 to 50'],
  ])('with %o', async (params, message) => {
    const devnet = await openMethodDevnet();
    const given = { height: 0, ...params };
    if (message === null) expect(await devnet.call('get_blocks_at_height', given)).toHaveLength(1);
    else
      expect(await devnet.refusal('get_blocks_at_height', given)).toMatchObject({
        code: -32004,
        message: expect.stringContaining(message),
      });
  });
});

describe('ranges', () => {
  const methods = {
    get_blocks_range_by_topoheight: { start: 'start_topoheight', end: 'end_topoheight', longest: 20 },
    get_blocks_range_by_height: { start: 'start_height', end: 'end_height', longest: 20 },
    get_dag_order: { start: 'start_topoheight', end: 'end_topoheight', longest: 64 },
  };
  const cases = Object.entries(methods);

  const hashesIn = (result: unknown): unknown[] =>
    (result as (string | { hash: string })[]).map((item) => (typeof item === 'string' ? item : item.hash));

  test.each(cases)('%s goes from the lowest to the highest', async (name, { start, end }) => {
    const devnet = await grown();
    const result = await devnet.call(name, { [start]: 3, [end]: '6' });
    expect(hashesIn(result)).toEqual(await hashesOf(devnet, 3, 6));
  });

  test.each(cases)('%s without bounds has the newest', async (name, { longest }) => {
    const devnet = await openMethodDevnet();
    expect(hashesIn(await devnet.call(name))).toEqual(await hashesOf(devnet, 0, 0));
    await devnet.blocks(longest + 3);
    expect(hashesIn(await devnet.call(name))).toEqual(await hashesOf(devnet, 3, longest + 3));
  });

  test.each(cases)('%s with one bound goes to the head, or begins at 0', async (name, { start, end }) => {
    const devnet = await grown();
    expect(hashesIn(await devnet.call(name, { [start]: 27, [end]: null }))).toEqual(await hashesOf(devnet, 27, 29));
    expect(hashesIn(await devnet.call(name, { [end]: 2 }))).toEqual(await hashesOf(devnet, 0, 2));
  });

  test.each(cases)('%s refuses what is no range of the chain', async (name, { start, end, longest }) => {
    const devnet = await openMethodDevnet();
    await devnet.blocks(longest + 2);
    const head = longest + 2;
    const wrong = [
      [{ [start]: 3, [end]: 2 }, 'The range begins at 3, which is above its end at 2'],
      [{ [end]: head + 1 }, `The range ends at ${head + 1}, which is above the head at ${head}`],
      [{ [start]: head + 1 }, `The range begins at ${head + 1}, which is above its end at ${head}`],
      [{ [start]: 1 }, `The range goes from 1 to ${head}; its end may be at most ${longest} above its start`],
    ] as const;
    for (const [params, message] of wrong) {
      expect(await devnet.refusal(name, params)).toMatchObject({
        code: -32004,
        message: expect.stringContaining(message),
      });
    }
    expect(await devnet.call(name, { [start]: 2 })).toHaveLength(longest + 1);
    expect(await devnet.refusal(name, { [start]: -1 })).toMatchObject({ code: -32602, data: { field: start } });
  });

  test('blocks come without transactions and fees', async () => {
    const devnet = await grown();
    const expected = [await blockOf(devnet, 1, false)];
    expect(await devnet.call('get_blocks_range_by_topoheight', { start_topoheight: 1, end_topoheight: 1 })).toEqual(
      expected,
    );
    expect(await devnet.call('get_blocks_range_by_height', { start_height: 1, end_height: 1 })).toEqual(expected);
  });

  test('a range of heights has the blocks that were undone, too', async () => {
    const devnet = await openMethodDevnet();
    await devnet.block([transfer(devnet, 0n)]);
    await devnet.chain.rollbackTo(0);
    await devnet.block();
    expect(await devnet.call('get_blocks_range_by_height')).toHaveLength(3);
    expect(await devnet.call('get_blocks_range_by_topoheight')).toHaveLength(2);
  });
});
