import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';

/** Offset of the burnt asset (32 bytes) in `batch.bytes`. Transaction i must be a burn. */
export function assetOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]!;
}

/** High half of the burnt amount. */
export function amountHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + 32);
}

/** Low half of the burnt amount. */
export function amountLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]! + 36);
}
