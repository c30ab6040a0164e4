import type { ExactJsonInput } from '@tos/protocol';
import { z } from 'zod';

/** The member `data` of every error. What does not apply is absent. */
export interface ErrorDataJson {
  readonly [member: string]: ExactJsonInput | undefined;
  /** The stable code, one of the project's table. */
  readonly code: string;
  /** The numeric code of the broken rule, and the same in hex: `0x0300`. */
  readonly error_code?: number | undefined;
  readonly rule?: string | undefined;
  /** The param at fault, with its path: `tx_hashes.1`. */
  readonly field?: string | undefined;
  /** What the caller can do, one sentence. */
  readonly remedy: string;
  /** Numbers and names that belong to the code. */
  readonly details: { readonly [name: string]: ExactJsonInput | undefined };
}

export const errorDataJson: z.ZodType<ErrorDataJson, ErrorDataJson> = z.strictObject({
  code: z
    .string()
    .regex(/^TOS_[A-Z0-9_]+$/)
    .describe('The stable code'),
  error_code: z.int().min(0).max(0xffff).optional().describe('The numeric code of the broken rule'),
  rule: z
    .string()
    .regex(/^0x[0-9a-f]{4}$/)
    .optional()
    .describe('The numeric code of the broken rule in hex'),
  field: z.string().optional().describe('The param at fault, with its path'),
  remedy: z.string().describe('What the caller can do, one sentence'),
  details: z
    .record(z.string(), z.custom<ExactJsonInput | undefined>())
    .describe('Numbers and names that belong to the code'),
});

/** The error object of an answer. */
export interface ErrorJson {
  readonly [member: string]: ExactJsonInput | undefined;
  readonly code: number;
  /** Begins with what was wrong, and ends with the remedy. */
  readonly message: string;
  readonly data: ErrorDataJson;
}
