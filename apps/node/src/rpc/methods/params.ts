import { decodeAddress } from '@tos/crypto';
import { isTosError, networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { hexJson } from '@tos/transaction';
import { z } from 'zod';

/** An address of the devnet as the public key (32 bytes) in it. */
export const addressParam: z.ZodType<Uint8Array, string> = z.string().transform((text, context) => {
  try {
    return decodeAddress(text, networks.devnet);
  } catch (error) {
    if (!isTosError(error, 'TOS_INVALID_ADDRESS')) throw error;
    context.addIssue(`not an address of this network: ${error.details.reason}`);
    return z.NEVER;
  }
});

/** An asset id in hex, 32 bytes; TOS, which is all zero, when absent. */
export const assetParam: z.ZodType<Uint8Array> = hexJson(32).default(NATIVE_ASSET);
