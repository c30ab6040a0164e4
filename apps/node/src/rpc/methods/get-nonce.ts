import { decodeU64Record, nonceRef } from '@tos/state';
import { z } from 'zod';
import { methodWithParams, type RpcMethod } from './method.ts';
import { addressParam } from './params.ts';
import { RpcError, RpcErrorCode } from './rpc-error.ts';

export const getNonce: RpcMethod = methodWithParams(
  z.strictObject({ address: addressParam }),
  async ({ address }, { storage }) => {
    const [version] = await storage.readMany([nonceRef(address)]);
    if (version?.value == null)
      throw new RpcError(RpcErrorCode.OTHER, 'This address is not registered: it has no nonce');
    const { topoheight, previous, value } = version;
    return { topoheight, nonce: decodeU64Record(value), previous_topoheight: previous };
  },
);
