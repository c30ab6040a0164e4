import { U64_MAX } from '@tos/protocol';
import { z } from 'zod';

// The values that results are made of, as they stand on the wire.

/** A hash or an asset: 32 bytes in lower-case hex. */
export const hashText: z.ZodString = z.string().regex(/^[0-9a-f]{64}$/);

/** Bytes in lower-case hex. */
export const hexText: z.ZodString = z.string().regex(/^([0-9a-f]{2})*$/);

/** Bytes as the original writes those that are no hash: a list of numbers from 0 to 255. */
export const byteList: z.ZodArray<z.ZodInt> = z.array(z.int().min(0).max(0xff));

/** A public key, a commitment, a handle or a scalar: 32 bytes as a list of numbers. */
export const byteList32: z.ZodArray<z.ZodInt> = byteList.length(32);

/** An integer of 64 bits: amounts, fees and nonces. */
export const u64Number: z.ZodBigInt = z.bigint().min(0n).max(U64_MAX);

/** A topoheight, a height, a size, a count or a time: an integer that a JavaScript number holds exactly. */
export const safeInteger: z.ZodInt = z.int().min(0);

/** A public address of the node's network in bech32. */
export const addressText: z.ZodString = z.string();
