import { balanceRef, decodeBalance } from '@tos/state';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam, assetParam } from '../../schemas/params.ts';
import { safeInteger, u64Number } from '../../schemas/result-values.ts';

export const getBalance: RpcMethod = defineParamsMethod({
  name: 'get_balance',
  summary: 'Returns the newest balance of an address, and the topoheight of the block that changed it.',
  params: { address: addressParam, asset: assetParam },
  result: z.strictObject({ balance: u64Number, topoheight: safeInteger }),
  async call({ address, asset }, { storage }) {
    const [version] = await storage.readMany([balanceRef(address, asset)]);
    if (version?.value == null) {
      throw new RpcError(RpcErrorCode.OTHER, 'This address has no balance of this asset', {
        reason: 'TOS_NOT_FOUND',
        field: 'address',
        remedy: 'Take it for 0; has_balance and get_account_assets answer without an error.',
      });
    }
    return { balance: decodeBalance(version.value).final, topoheight: version.topoheight };
  },
});
