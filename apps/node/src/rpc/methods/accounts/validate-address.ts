import { splitAddress } from '@tos/crypto';
import { isTosError, type Network } from '@tos/protocol';
import { z } from 'zod';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { optionalIndexParam } from '../../schemas/chain-params.ts';

export const validateAddress: RpcMethod = defineParamsMethod({
  name: 'validate_address',
  summary:
    'Returns whether a text is an address of this network, and whether it is an integrated one, which must be allowed.',
  params: {
    address: z.string(),
    allow_integrated: z.boolean().default(false),
    max_integrated_data_size: optionalIndexParam,
  },
  result: z.strictObject({ is_valid: z.boolean(), is_integrated: z.boolean() }),
  call({ address, allow_integrated, max_integrated_data_size: most = Number.MAX_SAFE_INTEGER }, { chain }) {
    const data = dataOf(address, chain.network);
    if (data === undefined) return { is_valid: false, is_integrated: false };
    if (data === null) return { is_valid: true, is_integrated: false };
    return { is_valid: allow_integrated && data.length <= most, is_integrated: true };
  },
});

/** The data of an integrated address; null for a normal one, undefined for what is no address of the network. */
function dataOf(address: string, network: Network): Uint8Array | null | undefined {
  try {
    return splitAddress(address, network).data;
  } catch (error) {
    if (isTosError(error, 'TOS_INVALID_ADDRESS')) return undefined;
    throw error;
  }
}
