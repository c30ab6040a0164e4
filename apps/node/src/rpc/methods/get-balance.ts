import { balanceRef, decodeBalance } from '@tos/state';
import { z } from 'zod';
import { methodWithParams, type RpcMethod } from './method.ts';
import { addressParam, assetParam } from './params.ts';
import { RpcError, RpcErrorCode } from './rpc-error.ts';

export const getBalance: RpcMethod = methodWithParams(
  z.strictObject({ address: addressParam, asset: assetParam }),
  async ({ address, asset }, { storage }) => {
    const [version] = await storage.readMany([balanceRef(address, asset)]);
    if (version?.value == null) throw new RpcError(RpcErrorCode.OTHER, 'This address has no balance of this asset');
    return { balance: decodeBalance(version.value).final, topoheight: version.topoheight };
  },
);
