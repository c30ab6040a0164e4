import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';

/** Offset of the module in `batch.bytes`. Transaction i must be a deployment; the deposits of its call: `DepositCursor`. */
export function moduleOffset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + 4;
}

/** Bytes of the module. */
export function moduleLength(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, batch.payload[i]!);
}

/** True if the deployment calls the constructor. */
export function hasInvoke(batch: PackedBatch, i: number): boolean {
  return batch.bytes[behindModule(batch, i)] === 1;
}

/** High half of the most gas that the constructor may use; only with a call. */
export function maxGasHigh(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, behindModule(batch, i) + 1);
}

/** Low half of the most gas that the constructor may use; only with a call. */
export function maxGasLow(batch: PackedBatch, i: number): number {
  return readU32(batch.bytes, behindModule(batch, i) + 5);
}

function behindModule(batch: PackedBatch, i: number): number {
  return moduleOffset(batch, i) + moduleLength(batch, i);
}
