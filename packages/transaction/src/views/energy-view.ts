import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import {
  delegateeField,
  delegateesField,
  EnergyVariant,
  freezeTosDelegateFields,
  freezeTosFields,
  recordIndexField,
  unfreezeTosFields,
} from '../types/energy.ts';

// The first byte is the variant. The amount is the first field of both variants that have one.
const AMOUNT = 1 + freezeTosFields.offsetOf('amount');
const DURATION_DAYS = 1 + freezeTosFields.offsetOf('durationDays');
const DELEGATEES = 1 + freezeTosDelegateFields.offsetOf('delegatees');
const FROM_DELEGATION = 1 + unfreezeTosFields.offsetOf('fromDelegation');
const RECORD_INDEX = 1 + unfreezeTosFields.offsetOf('recordIndex');

/** Transaction i must be an energy transaction; the other views must be of its variant. */
export function variant(batch: PackedBatch, i: number): number {
  return batch.bytes[batch.payload[i]!]!;
}

/** High half of the amount of freeze_tos or unfreeze_tos. */
export function amountHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + AMOUNT);
}

/** Low half of the amount of freeze_tos or unfreeze_tos. */
export function amountLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + AMOUNT + 4);
}

/** Days of freeze_tos or freeze_tos_delegate, 3 to 365. */
export function durationDays(batch: PackedBatch, i: number): number {
  const payload = batch.payload[i]!;
  if (variant(batch, i) === EnergyVariant.FREEZE_TOS) return readU32(batch.bytes, payload + DURATION_DAYS);
  return readU32(batch.bytes, delegateesField.endAt(batch.bytes, payload + DELEGATEES));
}

/** unfreeze_tos: true for coins that were frozen for others. */
export function fromDelegation(batch: PackedBatch, i: number): boolean {
  return batch.bytes[batch.payload[i]! + FROM_DELEGATION] === 1;
}

/** unfreeze_tos: index of the freeze or delegation, u32; -1 when the payload has none. */
export function recordIndex(batch: PackedBatch, i: number): number {
  const at = recordIndexField.valueAt(batch.bytes, batch.payload[i]! + RECORD_INDEX);
  return at === 0 ? -1 : readU32(batch.bytes, at);
}

/** unfreeze_tos: offset of the delegatee's key (32 bytes) in `batch.bytes`; 0 when the payload has none. */
export function delegateeOffset(batch: PackedBatch, i: number): number {
  const behindIndex = recordIndexField.endAt(batch.bytes, batch.payload[i]! + RECORD_INDEX);
  return delegateeField.valueAt(batch.bytes, behindIndex);
}
