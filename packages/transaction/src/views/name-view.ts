import type { PackedBatch } from '../packed-batch.ts';

/** Offset of the name in `batch.bytes`. Transaction i must register a name. */
export function offset(batch: PackedBatch, i: number): number {
  return batch.payload[i]! + 1;
}

/** Number of bytes of the name, 3 to 64. */
export function length(batch: PackedBatch, i: number): number {
  return batch.bytes[batch.payload[i]!]!;
}
