import { blockRewards } from '@tos/chain';
import { bytesToHex, encodeAddress } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { decodeBatch, transactionHash } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import {
  accounts,
  type InjectedDevnet,
  openInjectedDevnet,
  wireOf,
} from '../../../../../packages/chain/test/injected-devnet.ts';
import { type BlockJson, blockJson, toBlockJson } from './block-json.ts';

const MINER = 5;

async function jsonOf(
  { chain, storage }: InjectedDevnet,
  by: { readonly topoheight: number } | { readonly hash: Uint8Array },
  includeTransactions = false,
): Promise<BlockJson> {
  const json = await toBlockJson((await storage.getBlock(by))!, includeTransactions, { chain, storage });
  expect(blockJson.parse(json)).toEqual(json);
  return json;
}

async function grow({ chain }: InjectedDevnet, blocks: number): Promise<void> {
  const empty = decodeBatch([]);
  for (let i = 0; i < blocks; i++) await chain.produceBlock({ candidates: empty, miner: accounts[MINER]! });
}

describe('a block', () => {
  test('has the members of the original', async () => {
    const devnet = await openInjectedDevnet();
    const { chain } = devnet;
    const wires = [0n, 1n].map((nonce) => wireOf({ from: 0, to: 1, amount: 5n, nonce }, chain.head));
    const parent = chain.head;
    const built = await chain.produceBlock({ candidates: decodeBatch(wires), miner: accounts[MINER]! });
    const rewards = blockRewards(parent.supply.emitted, 1);
    const plain: BlockJson = {
      hash: bytesToHex(built.hash),
      topoheight: 1,
      block_type: 'Normal',
      difficulty: '1',
      supply: parent.supply.emitted + rewards.base,
      reward: rewards.base,
      miner_reward: rewards.miner,
      dev_reward: rewards.dev,
      cumulative_difficulty: '2',
      total_fees: null,
      total_size_in_bytes: built.bytes.length,
      version: 0,
      tips: [bytesToHex(parent.hash)],
      timestamp: Number(built.header.timestamp),
      height: 1,
      nonce: 0n,
      extra_nonce: '00'.repeat(32),
      miner: encodeAddress(accounts[MINER]!, networks.devnet),
      txs_hashes: wires.map((wire) => bytesToHex(transactionHash(wire))),
    };
    expect(await jsonOf(devnet, { topoheight: 1 })).toEqual(plain);
    const full = await jsonOf(devnet, { topoheight: 1 }, true);
    const { transactions, ...rest } = full;
    expect(rest).toEqual({ ...plain, total_fees: 200_000n });
    expect(transactions?.map(({ hash }) => hash)).toEqual(plain.txs_hashes);
  });

  test('without transactions has no list of them', async () => {
    const devnet = await openInjectedDevnet();
    const genesis = await jsonOf(devnet, { topoheight: 0 }, true);
    expect(genesis.transactions).toBeUndefined();
    expect(genesis).toMatchObject({ total_fees: 0n, reward: 0n, height: 0, tips: [], cumulative_difficulty: '1' });
  });

  test('is stable 24 blocks below the head, and the genesis at once', async () => {
    const devnet = await openInjectedDevnet();
    expect(await jsonOf(devnet, { topoheight: 0 })).toMatchObject({ block_type: 'Sync' });
    await grow(devnet, 26);
    const types = await Promise.all([0, 1, 2, 3, 26].map((topoheight) => jsonOf(devnet, { topoheight })));
    expect(types.map(({ block_type }) => block_type)).toEqual(['Sync', 'Sync', 'Sync', 'Normal', 'Normal']);
  });

  test('that a rollback undid is orphaned, and has earned nothing', async () => {
    const devnet = await openInjectedDevnet();
    const { chain } = devnet;
    const candidates = decodeBatch([wireOf({ from: 0, to: 1, amount: 5n, nonce: 0n }, chain.head)]);
    const { hash } = await chain.produceBlock({ candidates, miner: accounts[MINER]! });
    await chain.rollbackTo(0);
    const json = await jsonOf(devnet, { hash }, true);
    expect(json).toMatchObject({
      topoheight: null,
      block_type: 'Orphaned',
      supply: null,
      reward: null,
      miner_reward: null,
      dev_reward: null,
      total_fees: 0n,
      height: 1,
    });
    expect(json.transactions).toHaveLength(1);
  });

  test('of the pruned part has its rewards, and no supply', async () => {
    const devnet = await openInjectedDevnet();
    await grow(devnet, 245);
    await devnet.chain.prune(4);
    const [below, above] = [await jsonOf(devnet, { topoheight: 3 }), await jsonOf(devnet, { topoheight: 4 })];
    expect(below.supply).toBeNull();
    expect(below.reward).not.toBeNull();
    expect(above.supply).not.toBeNull();
  });
});
