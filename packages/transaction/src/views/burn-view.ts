import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { burnFields } from '../types/burn.ts';

const ASSET = burnFields.offsetOf('asset');
const AMOUNT = burnFields.offsetOf('amount');

/** Offset of the burnt asset (32 bytes) in `batch.bytes`. Transaction i must be a burn. */
export function assetOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + ASSET;
}

/** High half of the burnt amount. */
export function amountHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + AMOUNT);
}

/** Low half of the burnt amount. */
export function amountLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + AMOUNT + 4);
}
