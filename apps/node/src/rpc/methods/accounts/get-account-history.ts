import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { accountEntries, MAX_BLOCKS } from '../../history/account-entries.ts';
import { historyEntryJson } from '../../history/history-entry.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { optionalIndexParam } from '../../schemas/chain-params.ts';
import { addressParam, assetParam } from '../../schemas/params.ts';
import { topoRangeParams } from '../../schemas/topo-range-params.ts';

export const getAccountHistory: RpcMethod = defineParamsMethod({
  name: 'get_account_history',
  summary:
    'Returns up to 20 entries of the history of an address, the newest first. The next page has the topoheight of the last entry as its maximum_topoheight, and as skip the number of entries with that topoheight that are known already.',
  params: {
    address: addressParam,
    asset: assetParam,
    ...topoRangeParams,
    incoming_flow: z.boolean().default(true),
    outgoing_flow: z.boolean().default(true),
    /** The original has no such param: its pages are of whole blocks, however many entries these have. */
    skip: optionalIndexParam,
  },
  result: z.array(historyEntryJson),
  async call({ address: account, asset, incoming_flow: incoming, outgoing_flow: outgoing, ...range }, context) {
    const { chain, storage } = context;
    if (!incoming && !outgoing) {
      throw new RpcError(RpcErrorCode.INVALID_PARAMS, 'Invalid params: outgoing_flow: nothing is asked for', {
        field: 'outgoing_flow',
        remedy: 'Leave incoming_flow or outgoing_flow true.',
      });
    }
    const head = chain.head.topoheight;
    const { minimum_topoheight: from = 0, maximum_topoheight: to = head, skip = 0 } = range;
    const prunedBelow = (await storage.metadata())?.prunedBelow ?? 0;
    if (to < prunedBelow) {
      throw new RpcError(
        RpcErrorCode.INVALID_PARAMS,
        `Invalid params: maximum_topoheight: ${to} is in the pruned part`,
        {
          reason: 'TOS_NOT_KEPT',
          field: 'maximum_topoheight',
          remedy: `History is known above topoheight ${prunedBelow}.`,
        },
      );
    }
    const question = { account, asset, incoming, outgoing, network: chain.network };
    const { entries, rest } = await accountEntries(storage, question, { from, to: Math.min(to, head), skip });
    if (entries.length > 0 || rest === null) return [...entries];
    throw new RpcError(
      RpcErrorCode.OTHER,
      `The newest ${MAX_BLOCKS} blocks that changed this account have no such entry`,
      {
        field: 'maximum_topoheight',
        remedy: `Go on with maximum_topoheight ${rest.to} and skip ${rest.skip}.`,
        details: { maximum_topoheight: rest.to, skip: rest.skip },
      },
    );
  },
});
