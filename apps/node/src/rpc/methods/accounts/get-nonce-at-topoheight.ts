import { nonceRef } from '@tos/state';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { indexParam } from '../../schemas/chain-params.ts';
import { addressParam } from '../../schemas/params.ts';
import { toVersionedNonceJson, versionedNonceJson } from '../../schemas/versioned.ts';
import { exactVersion } from './exact-version.ts';

export const getNonceAtTopoheight: RpcMethod = defineParamsMethod({
  name: 'get_nonce_at_topoheight',
  summary: 'Returns the nonce that exactly the block at a topoheight wrote.',
  params: { address: addressParam, topoheight: indexParam },
  result: versionedNonceJson,
  async call({ address, topoheight }, context) {
    const version = await exactVersion(nonceRef(address), topoheight, context);
    if (version !== undefined) return toVersionedNonceJson(version);
    throw new RpcError(RpcErrorCode.OTHER, `The block at topoheight ${topoheight} did not change this nonce`, {
      reason: 'TOS_NOT_FOUND',
      field: 'topoheight',
      remedy: 'Take the topoheights of changes from get_nonce and previous_topoheight.',
    });
  },
});
