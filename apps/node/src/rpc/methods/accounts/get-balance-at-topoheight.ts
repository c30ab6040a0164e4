import { balanceRef } from '@tos/state';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { indexParam } from '../../schemas/chain-params.ts';
import { addressParam, assetParam } from '../../schemas/params.ts';
import { toVersionedBalanceJson, versionedBalanceJson } from '../../schemas/versioned.ts';
import { exactVersion } from './exact-version.ts';

export const getBalanceAtTopoheight: RpcMethod = defineParamsMethod({
  name: 'get_balance_at_topoheight',
  summary: 'Returns the balance that exactly the block at a topoheight wrote.',
  params: { address: addressParam, asset: assetParam, topoheight: indexParam },
  result: versionedBalanceJson,
  async call({ address, asset, topoheight }, context) {
    const version = await exactVersion(balanceRef(address, asset), topoheight, context);
    if (version !== undefined) return toVersionedBalanceJson(version);
    throw new RpcError(RpcErrorCode.OTHER, `The block at topoheight ${topoheight} did not change this balance`, {
      reason: 'TOS_NOT_FOUND',
      field: 'topoheight',
      remedy: 'Take the topoheights of changes from get_balance and previous_topoheight, or from get_account_history.',
    });
  },
});
