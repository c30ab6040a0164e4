import type { PackedBatch } from '../packed-batch.ts';
import { multisigFields, participantsField } from '../types/multisig.ts';

const THRESHOLD = multisigFields.offsetOf('threshold');
const PARTICIPANTS = multisigFields.offsetOf('participants');

/** Number of co-signatures that the sender's transactions will need; 0 for a deletion. Transaction i must be of type multisig. */
export function threshold(batch: PackedBatch, i: number): number {
  return batch.bytes[batch.payload[i]! + THRESHOLD]!;
}

/** Number of participants; 0 for a deletion. */
export function participantCount(batch: PackedBatch, i: number): number {
  if (threshold(batch, i) === 0) return 0;
  return participantsField.countAt(batch.bytes, batch.payload[i]! + PARTICIPANTS);
}

/** Offset of the first participant's key in `batch.bytes`; the others follow, 32 bytes each. */
export function participantsOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + PARTICIPANTS + participantsField.countSize;
}
