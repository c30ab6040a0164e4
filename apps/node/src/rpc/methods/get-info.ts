import { bytesToHex } from '@noble/hashes/utils.js';
import { BLOCK_VERSION, blockRewards, type ChainHead, stableTopoheight, storedHeader } from '@tos/chain';
import { MAXIMUM_SUPPLY } from '@tos/protocol';
import { nodeVersion } from '../../process/node-version.ts';
import { method, type RpcMethod } from './method.ts';
import type { RpcContext } from './rpc-context.ts';

/** Number of blocks over which the block time is averaged. */
const AVERAGED_BLOCKS = 50;

/** `get_info`. Source of its members: docs/protocol.md §7.2. */
export const getInfo: RpcMethod = method(async (context) => {
  const { chain, storage, mempool, blockTime } = context;
  const { head } = chain;
  const stable = stableTopoheight(head.topoheight);
  const prunedBelow = (await storage.metadata())?.prunedBelow ?? 0;
  const rewards = blockRewards(head.supply.emitted, head.height + 1);
  return {
    height: head.height,
    topoheight: head.topoheight,
    stableheight: stable,
    stable_topoheight: stable,
    ...(prunedBelow === 0 ? {} : { pruned_topoheight: prunedBelow }),
    top_block_hash: bytesToHex(head.hash),
    circulating_supply: head.supply.emitted - head.supply.burned,
    burned_supply: head.supply.burned,
    emitted_supply: head.supply.emitted,
    maximum_supply: MAXIMUM_SUPPLY,
    difficulty: '1',
    block_time_target: blockTime,
    average_block_time: await averageBlockTime(head, context),
    block_reward: rewards.base,
    dev_reward: rewards.dev,
    miner_reward: rewards.miner,
    mempool_size: mempool.size,
    version: nodeVersion,
    network: chain.network.rpcName,
    block_version: BLOCK_VERSION,
  };
});

/** The average time between the last blocks, in whole milliseconds; the wanted time as long as the genesis is the only block. */
async function averageBlockTime(head: ChainHead, { storage, blockTime }: RpcContext): Promise<number> {
  const from = Math.max(0, head.topoheight - AVERAGED_BLOCKS);
  const block = from === head.topoheight ? undefined : await storage.getBlock({ topoheight: from });
  if (block === undefined) return blockTime;
  const { timestamp } = storedHeader(block);
  return Math.round((head.timestamp - Number(timestamp)) / (head.topoheight - from));
}
