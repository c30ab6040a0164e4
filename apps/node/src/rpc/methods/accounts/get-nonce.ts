import { nonceRef } from '@tos/state';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam } from '../../schemas/params.ts';
import { safeInteger } from '../../schemas/result-values.ts';
import { toVersionedNonceJson, versionedNonceJson } from '../../schemas/versioned.ts';

export const getNonce: RpcMethod = defineParamsMethod({
  name: 'get_nonce',
  summary: 'Returns the nonce that the next transaction of an address must have.',
  params: { address: addressParam },
  // The daemon of the original has the members of the version beside the topoheight; its JavaScript SDK reads them from `version`.
  result: versionedNonceJson.extend({ topoheight: safeInteger, version: versionedNonceJson }),
  async call({ address }, { storage }) {
    const [found] = await storage.readMany([nonceRef(address)]);
    if (found?.value == null) {
      throw new RpcError(RpcErrorCode.OTHER, 'This address is not registered: it has no nonce', {
        reason: 'TOS_NOT_FOUND',
        field: 'address',
        remedy: 'Use 0 as the nonce of its first transaction; the first transfer or reward to it makes the account.',
      });
    }
    const version = toVersionedNonceJson({ ...found, value: found.value });
    return { topoheight: found.topoheight, ...version, version };
  },
});
