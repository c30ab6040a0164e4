import { encodeAddress } from '@tos/crypto';
import { decodeMultisig, multisigRef } from '@tos/state';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam } from '../../schemas/params.ts';
import { addressText, safeInteger } from '../../schemas/result-values.ts';

export const getMultisig: RpcMethod = defineParamsMethod({
  name: 'get_multisig',
  summary:
    'Returns who must sign beside an address, or that this was deleted, and the topoheight of the block that set it so.',
  params: { address: addressParam },
  result: z.strictObject({
    state: z.union([
      z.literal('deleted'),
      z.strictObject({
        active: z.strictObject({ participants: z.array(addressText), threshold: safeInteger }),
      }),
    ]),
    topoheight: safeInteger,
  }),
  async call({ address }, { chain, storage }) {
    const [version] = await storage.readMany([multisigRef(address)]);
    if (version === undefined) {
      throw new RpcError(RpcErrorCode.OTHER, 'This address never had a multisig', {
        reason: 'TOS_NOT_FOUND',
        field: 'address',
        remedy: 'Use has_multisig to ask whether it has one.',
      });
    }
    const { topoheight, value } = version;
    if (value === null) return { state: 'deleted' as const, topoheight };
    const { participants, threshold } = decodeMultisig(value);
    const addresses = participants.map((key) => encodeAddress(key, chain.network));
    return { state: { active: { participants: addresses, threshold } }, topoheight };
  },
});

export const hasMultisig: RpcMethod = defineParamsMethod({
  name: 'has_multisig',
  summary: 'Returns whether others must sign beside an address.',
  params: { address: addressParam },
  result: z.boolean(),
  async call({ address }, { storage }) {
    const [version] = await storage.readMany([multisigRef(address)]);
    return version?.value != null;
  },
});
