import { type AddressParts, decodeAddress, splitAddress } from '@tos/crypto';
import { isTosError, type Network, networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { hexJson } from '@tos/transaction/json';
import { z } from 'zod';

/** An address of the devnet, read as the public key in it (32 bytes). */
export const addressParam: z.ZodType<Uint8Array, string> = addressReadBy(decodeAddress);

/** An address of the devnet, normal or integrated, read as its parts. */
export const anyAddressParam: z.ZodType<AddressParts, string> = addressReadBy(splitAddress);

function addressReadBy<T>(read: (text: string, network: Network) => T): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    try {
      return read(text, networks.devnet);
    } catch (error) {
      if (!isTosError(error, 'TOS_INVALID_ADDRESS')) throw error;
      context.addIssue(`not an address of this network: ${error.details.reason}`);
      return z.NEVER;
    }
  });
}

/** The id of an asset: 32 bytes in hex. When absent the asset is TOS, whose id is all zero. */
export const assetParam: z.ZodType<Uint8Array> = hexJson(32).default(NATIVE_ASSET);

/** An integer from `min` to `max`, which a JavaScript number holds exactly. */
export function integerParam(min: number, max: number): z.ZodType<number, bigint> {
  return z.bigint().min(BigInt(min)).max(BigInt(max)).transform(Number);
}
