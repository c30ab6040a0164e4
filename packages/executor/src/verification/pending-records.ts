import type { VerificationRecords } from '@tos/crypto';
import type { PackedBatch } from '@tos/transaction';
import type { VerdictCache } from './verdict-cache.ts';

/** The signatures of owners for which no verdict is known. Record `slot` belongs to transaction `index[slot]`. */
export interface PendingRecords extends VerificationRecords {
  readonly index: Uint32Array;
  /** The transactions whose signatures are known to be good, and the numbers of the claims in which they were verified. */
  readonly known: readonly number[];
  readonly knownClaim: readonly number[];
}

/**
 * Collects the signatures of owners for which no verdict is known.
 * @param until of the transactions before this one
 * @param ownerSigns whether only the key of its source can have signed a transaction; others are left out
 */
export function pendingRecords(
  batch: PackedBatch,
  cache: VerdictCache,
  until: number = batch.count,
  ownerSigns: (i: number) => boolean = () => true,
): PendingRecords {
  const index = new Uint32Array(until);
  let count = 0;
  const known: number[] = [];
  const knownClaim: number[] = [];
  for (let i = 0; i < until; i++) {
    if (!ownerSigns(i)) continue;
    const claim = cache.claimOf(batch, i);
    if (claim === undefined) {
      index[count++] = i;
    } else {
      known.push(i);
      knownClaim.push(claim);
    }
  }
  const column = (from: Uint32Array): Uint32Array => index.subarray(0, count).map((i) => from[i]!);
  return {
    index: index.subarray(0, count),
    count,
    known,
    knownClaim,
    bytes: batch.bytes,
    key: column(batch.source),
    messageOffset: column(batch.messageOffset),
    messageLength: column(batch.messageLength),
    signature: column(batch.signature),
  };
}

/** Counts the records that `pendingRecords` would collect, up to `most`. */
export function countPending(
  batch: PackedBatch,
  cache: VerdictCache,
  most: number,
  ownerSigns: (i: number) => boolean,
): number {
  let count = 0;
  for (let i = 0; i < batch.count && count < most; i++) if (ownerSigns(i) && !cache.has(batch, i)) count++;
  return count;
}
