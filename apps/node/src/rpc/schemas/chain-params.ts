import { hexJson } from '@tos/transaction/json';
import { z } from 'zod';

const EXPECTED = 'expected an integer from 0 to 2^53-1';

/**
 * A topoheight, a height or a count. Its decimal text is taken too: the original's JavaScript SDK makes text of integers that it cannot hold
 * as numbers, and an application hands that back.
 */
export const indexParam: z.ZodType<number, bigint | string> = z
  .union(
    [
      z.bigint(),
      z
        .string()
        .regex(/^\d{1,20}$/)
        .transform(BigInt),
    ],
    EXPECTED,
  )
  .refine((index) => index >= 0n && index <= BigInt(Number.MAX_SAFE_INTEGER), EXPECTED)
  .transform(Number);

/** As `indexParam`; the caller may leave it out, or pass null. */
export const optionalIndexParam: z.ZodType<number | undefined, bigint | string | null | undefined> = indexParam
  .nullish()
  .transform((index) => index ?? undefined);

/** The hash of a block or a transaction: 32 bytes in hex. */
export const hashParam: z.ZodType<Uint8Array, string> = hexJson(32);

/** Whether a block comes with its transactions; they stay out when absent. */
export const includeTransactionsParam: z.ZodType<boolean, boolean | undefined> = z.boolean().default(false);
