import { bytesToHex } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { integerParam } from '../../schemas/params.ts';
import { hashText, safeInteger } from '../../schemas/result-values.ts';

export const devRevert: RpcMethod = defineParamsMethod({
  name: 'dev_revert',
  summary:
    'Undoes all blocks above a snapshot and forgets later snapshots; the transactions of the undone blocks wait again where they are still valid.',
  access: 'devnet',
  params: { id: integerParam(1, Number.MAX_SAFE_INTEGER), drop_transactions: z.boolean().default(false) },
  result: z.strictObject({
    topoheight: safeInteger,
    block_hash: hashText,
    undone_blocks: safeInteger,
    waiting_transactions: safeInteger,
    dropped_transactions: safeInteger,
  }),
  async call({ id, drop_transactions }, { controls }) {
    const { snapshot, blocks, kept, dropped } = await controls.snapshots.revert(id, {
      dropTransactions: drop_transactions,
    });
    return {
      topoheight: snapshot.topoheight,
      block_hash: bytesToHex(snapshot.hash),
      undone_blocks: blocks,
      waiting_transactions: kept,
      dropped_transactions: dropped,
    };
  },
});
