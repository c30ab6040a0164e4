import { decodeBalance, decodeU64Record, type StoredVersion, type Topoheight } from '@tos/state';
import { z } from 'zod';
import { safeInteger, u64Number } from './result-values.ts';

/** A version that was not deleted. */
export type LiveVersion = StoredVersion & { readonly value: Uint8Array };

/** The balance after a block that changed it. */
export type VersionedBalanceJson = {
  /** Topoheight of the change before; null for the first one, and where the change before was pruned. */
  previous_topoheight: Topoheight | null;
  /** Whether the block credited the account, debited it, or both. */
  balance_type: 'input' | 'output' | 'both';
  final_balance: bigint;
  /** The balance right after the last debit; null where the block did not both credit and debit. */
  output_balance: bigint | null;
};

export const versionedBalanceJson: z.ZodType<VersionedBalanceJson, VersionedBalanceJson> = z.strictObject({
  previous_topoheight: safeInteger.nullable(),
  balance_type: z.enum(['input', 'output', 'both']),
  final_balance: u64Number,
  output_balance: u64Number.nullable(),
});

export function toVersionedBalanceJson({ previous, value }: LiveVersion): VersionedBalanceJson {
  const { type, final, output } = decodeBalance(value);
  return { previous_topoheight: previous, balance_type: type, final_balance: final, output_balance: output };
}

/** The nonce after a block that changed it. */
export type VersionedNonceJson = { previous_topoheight: Topoheight | null; nonce: bigint };

export const versionedNonceJson: z.ZodObject<{
  previous_topoheight: z.ZodNullable<typeof safeInteger>;
  nonce: typeof u64Number;
}> = z.strictObject({ previous_topoheight: safeInteger.nullable(), nonce: u64Number });

export function toVersionedNonceJson({ previous, value }: LiveVersion): VersionedNonceJson {
  return { previous_topoheight: previous, nonce: decodeU64Record(value) };
}
