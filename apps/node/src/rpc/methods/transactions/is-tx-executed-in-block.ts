import { compareBytes } from '@tos/state';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { hashParam } from '../../schemas/chain-params.ts';

export const isTxExecutedInBlock: RpcMethod = defineParamsMethod({
  name: 'is_tx_executed_in_block',
  summary:
    'Returns whether a block has a transaction, and has a place in the order; false for hashes that nothing has.',
  params: { tx_hash: hashParam, block_hash: hashParam },
  result: z.boolean(),
  async call({ tx_hash, block_hash }, { storage }) {
    const locations = await storage.locateTransaction(tx_hash);
    return locations.some(({ block, executed }) => executed && compareBytes(block, block_hash) === 0);
  },
});
