import { encodeAddress } from '@tos/crypto';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { dataElementJson, decodeDataElement } from '../../schemas/data-element.ts';
import { anyAddressParam } from '../../schemas/params.ts';
import { addressText, safeInteger } from '../../schemas/result-values.ts';

export const splitAddress: RpcMethod = defineParamsMethod({
  name: 'split_address',
  summary: 'Returns the normal address in an integrated one, the data that it carries, and their size in bytes.',
  params: { address: anyAddressParam },
  result: z.strictObject({ address: addressText, integrated_data: dataElementJson, size: safeInteger }),
  call({ address: { publicKey, data } }, { chain }) {
    if (data === null) {
      throw new RpcError(RpcErrorCode.INVALID_PARAMS, 'Invalid params: address: it is a normal address, without data', {
        field: 'address',
        remedy: 'Give an integrated address; validate_address says which one is.',
      });
    }
    return {
      address: encodeAddress(publicKey, chain.network),
      integrated_data: decodeDataElement(data),
      size: data.length,
    };
  },
});
