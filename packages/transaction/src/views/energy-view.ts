import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { DELEGATION_SIZE, EnergyVariant } from '../types/energy.ts';
import { optionalKeyOffset } from './optional-key-offset.ts';

/** Transaction i must be an energy transaction; the other views must be of its variant. */
export function variant(batch: PackedBatch, i: number): number {
  return batch.bytes[batch.payload[i]!]!;
}

/** High half of the amount of freeze_tos or unfreeze_tos. */
export function amountHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + 1);
}

/** Low half of the amount of freeze_tos or unfreeze_tos. */
export function amountLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + 5);
}

/** Days of freeze_tos or freeze_tos_delegate, 3 to 365. */
export function durationDays(batch: PackedBatch, i: number): number {
  const at = batch.payload[i]! + 9;
  if (variant(batch, i) === EnergyVariant.FREEZE_TOS) return readU32(batch.bytes, at);
  return readU32(batch.bytes, at + readU32(batch.bytes, at - 4) * DELEGATION_SIZE);
}

/** True for unfreeze_tos of coins that were frozen for others. */
export function fromDelegation(batch: PackedBatch, i: number): boolean {
  return batch.bytes[batch.payload[i]! + 9] === 1;
}

/** The record that unfreeze_tos names, u32; -1 when it names none. */
export function recordIndex(batch: PackedBatch, i: number): number {
  const at = batch.payload[i]! + 10;
  return batch.bytes[at] === 1 ? readU32(batch.bytes, at + 1) : -1;
}

/** Offset of the key (32 bytes) that unfreeze_tos names, in `batch.bytes`; 0 when it names none. */
export function delegateeOffset(batch: PackedBatch, i: number): number {
  const at = batch.payload[i]! + 10;
  return optionalKeyOffset(batch.bytes, at + (batch.bytes[at] === 1 ? 5 : 1));
}
