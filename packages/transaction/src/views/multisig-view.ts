import type { PackedBatch } from '../packed-batch.ts';

/** Co-signatures that the sender's transactions will need; 0 for a deletion. Transaction i must be a multisig setup. */
export function threshold(batch: PackedBatch, i: number): number {
  return batch.bytes[batch.payload[i]!]!;
}

/** 0 for a deletion. */
export function participantCount(batch: PackedBatch, i: number): number {
  return threshold(batch, i) === 0 ? 0 : batch.bytes[batch.payload[i]! + 1]!;
}

/** Offset of the first participant's key in `batch.bytes`; the others follow, 32 bytes each. */
export function participantsOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + 2;
}
