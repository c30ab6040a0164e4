import { decodeU64Record, nonceRef } from '@tos/state';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam } from '../../schemas/params.ts';
import { safeInteger, u64Number } from '../../schemas/result-values.ts';

export const getNonce: RpcMethod = defineParamsMethod({
  name: 'get_nonce',
  summary: 'Returns the nonce that the next transaction of an address must have.',
  params: { address: addressParam },
  result: z.strictObject({ topoheight: safeInteger, nonce: u64Number, previous_topoheight: safeInteger.nullable() }),
  async call({ address }, { storage }) {
    const [version] = await storage.readMany([nonceRef(address)]);
    if (version?.value == null)
      throw new RpcError(RpcErrorCode.OTHER, 'This address is not registered: it has no nonce');
    const { topoheight, previous, value } = version;
    return { topoheight, nonce: decodeU64Record(value), previous_topoheight: previous };
  },
});
