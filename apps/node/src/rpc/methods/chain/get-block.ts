import type { BlockLocator } from '@tos/state';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import { type BlockJson, blockJson, toBlockJson } from '../../schemas/block-json.ts';
import { hashParam, includeTransactionsParam, indexParam } from '../../schemas/chain-params.ts';
import { blockAbsence } from './block-absence.ts';

export const getTopBlock: RpcMethod = defineParamsMethod({
  name: 'get_top_block',
  summary: 'Returns the head.',
  params: { include_txs: includeTransactionsParam },
  result: blockJson,
  call: ({ include_txs }, context) => blockAt({ hash: context.chain.head.hash }, include_txs, context),
});

export const getBlockAtTopoheight: RpcMethod = defineParamsMethod({
  name: 'get_block_at_topoheight',
  summary: 'Returns the block at a place in the order.',
  params: { topoheight: indexParam, include_txs: includeTransactionsParam },
  result: blockJson,
  call: ({ topoheight, include_txs }, context) => blockAt({ topoheight }, include_txs, context),
});

export const getBlockByHash: RpcMethod = defineParamsMethod({
  name: 'get_block_by_hash',
  summary: 'Returns a block, also one without a place in the order.',
  params: { hash: hashParam, include_txs: includeTransactionsParam },
  result: blockJson,
  call: ({ hash, include_txs }, context) => blockAt({ hash }, include_txs, context),
});

async function blockAt(by: BlockLocator, includeTransactions: boolean, context: RpcContext): Promise<BlockJson> {
  const block = await context.storage.getBlock(by);
  if (block === undefined) throw blockAbsence(by, context.chain.head);
  return toBlockJson(block, includeTransactions, context);
}
