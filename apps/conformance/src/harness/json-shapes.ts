import { type ExactJson, TosError } from '@tos/protocol';
import { u64Json } from '@tos/transaction/json';
import { z } from 'zod';

// The leaves of the suite's JSON. Its writers leave out an empty member, or write null.

/** A u64; a missing one is 0. */
export const optionalU64: z.ZodType<bigint> = u64Json.nullish().transform((value) => value ?? 0n);

/** A list of at most `max` items; a missing one is empty. */
export function optionalList<T>(item: z.ZodType<T>, max: number = Number.MAX_SAFE_INTEGER): z.ZodType<readonly T[]> {
  return z
    .array(item)
    .max(max)
    .nullish()
    .transform((list) => list ?? []);
}

/** The value that a schema makes of JSON. @throws TOS_INVALID_FORMAT, whose message names the path of the wrong value */
export function readJson<T>(schema: z.ZodType<T>, json: ExactJson, what: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw new TosError('TOS_INVALID_FORMAT', { what, reason: `${path}${issue?.message ?? 'invalid'}` });
}
