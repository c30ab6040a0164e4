import { bytesToHex } from '@noble/hashes/utils.js';
import { BLOCK_VERSION, blockRewards, type ChainHead, stableTopoheight, storedHeader } from '@tos/chain';
import { MAXIMUM_SUPPLY } from '@tos/protocol';
import { z } from 'zod';
import { nodeVersion } from '../../../process/node-version.ts';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import { parallelExecution, parallelExecutionJson } from '../../schemas/parallel-execution.ts';
import { hashText, safeInteger, u64Number } from '../../schemas/result-values.ts';

/** Number of blocks over which the block time is averaged. */
const AVERAGED_BLOCKS = 50;

/** Source of its members: docs/protocol.md §7.2; `parallel_execution` is ours. */
export const getInfo: RpcMethod = defineMethod({
  name: 'get_info',
  summary: 'Returns where the chain stands, its supply, and the rewards of the next block.',
  result: z.strictObject({
    height: safeInteger,
    topoheight: safeInteger,
    stableheight: safeInteger,
    // The daemon of the original has `stableheight`, and the types of its JavaScript SDK have `stable_height`.
    stable_height: safeInteger,
    stable_topoheight: safeInteger,
    pruned_topoheight: safeInteger.optional(),
    top_block_hash: hashText,
    circulating_supply: u64Number,
    burned_supply: u64Number,
    emitted_supply: u64Number,
    maximum_supply: u64Number,
    difficulty: z.string(),
    block_time_target: safeInteger,
    average_block_time: safeInteger,
    block_reward: u64Number,
    dev_reward: u64Number,
    miner_reward: u64Number,
    mempool_size: safeInteger,
    version: z.string(),
    network: z.string(),
    block_version: safeInteger,
    parallel_execution: parallelExecution,
  }),
  async call(context) {
    const { chain, storage, mempool, controls } = context;
    const { head } = chain;
    const stable = stableTopoheight(head.topoheight);
    const prunedBelow = (await storage.metadata())?.prunedBelow ?? 0;
    const rewards = blockRewards(head.supply.emitted, head.height + 1);
    return {
      height: head.height,
      topoheight: head.topoheight,
      stableheight: stable,
      stable_height: stable,
      stable_topoheight: stable,
      ...(prunedBelow === 0 ? {} : { pruned_topoheight: prunedBelow }),
      top_block_hash: bytesToHex(head.hash),
      circulating_supply: head.supply.emitted - head.supply.burned,
      burned_supply: head.supply.burned,
      emitted_supply: head.supply.emitted,
      maximum_supply: MAXIMUM_SUPPLY,
      difficulty: '1',
      block_time_target: controls.production.blockTime.ms,
      average_block_time: await averageBlockTime(head, context),
      block_reward: rewards.base,
      dev_reward: rewards.dev,
      miner_reward: rewards.miner,
      mempool_size: mempool.size,
      version: nodeVersion,
      network: chain.network.rpcName,
      block_version: BLOCK_VERSION,
      parallel_execution: parallelExecutionJson(controls.execution.settings),
    };
  },
});

/** The average time between the last blocks, in whole milliseconds; the wanted time as long as the genesis is the only block. */
async function averageBlockTime(head: ChainHead, { storage, controls }: RpcContext): Promise<number> {
  const from = Math.max(0, head.topoheight - AVERAGED_BLOCKS);
  const block = from === head.topoheight ? undefined : await storage.getBlock({ topoheight: from });
  if (block === undefined) return controls.production.blockTime.ms;
  const { timestamp } = storedHeader(block);
  return Math.round((head.timestamp - Number(timestamp)) / (head.topoheight - from));
}
