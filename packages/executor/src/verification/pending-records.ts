import type { VerificationRecords } from '@tos/crypto';
import type { PackedBatch } from '@tos/transaction';
import type { VerdictCache } from '../verdict-cache.ts';

/** The signatures of a batch that no verdict is known for: record `slot` belongs to transaction `index[slot]`. */
export interface PendingRecords extends VerificationRecords {
  readonly index: Uint32Array;
}

/** @param until of the transactions before this one */
export function pendingRecords(batch: PackedBatch, cache: VerdictCache, until: number = batch.count): PendingRecords {
  const index = new Uint32Array(until);
  let count = 0;
  for (let i = 0; i < until; i++) if (!cache.has(batch, i)) index[count++] = i;
  const column = (from: Uint32Array): Uint32Array => index.subarray(0, count).map((i) => from[i]!);
  return {
    index: index.subarray(0, count),
    count,
    bytes: batch.bytes,
    key: column(batch.source),
    messageOffset: column(batch.messageOffset),
    messageLength: column(batch.messageLength),
    signature: column(batch.signature),
  };
}

/** How many they are, counted up to `most`. */
export function countPending(batch: PackedBatch, cache: VerdictCache, most: number): number {
  let count = 0;
  for (let i = 0; i < batch.count && count < most; i++) if (!cache.has(batch, i)) count++;
  return count;
}
