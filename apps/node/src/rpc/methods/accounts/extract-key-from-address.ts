import { bytesToHex } from '@tos/crypto';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { anyAddressParam } from '../../schemas/params.ts';
import { byteList32, hashText } from '../../schemas/result-values.ts';

export const extractKeyFromAddress: RpcMethod = defineParamsMethod({
  name: 'extract_key_from_address',
  summary: 'Returns the public key in an address, normal or integrated, as hex or as a list of 32 bytes.',
  params: { address: anyAddressParam, as_hex: z.boolean().default(false) },
  result: z.union([z.strictObject({ hex: hashText }), z.strictObject({ bytes: byteList32 })]),
  call: ({ address: { publicKey }, as_hex }) =>
    as_hex ? { hex: bytesToHex(publicKey) } : { bytes: Array.from(publicKey) },
});
