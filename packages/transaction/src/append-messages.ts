import type { PackedBatch } from './packed-batch.ts';
import { REFERENCE_SIZE } from './walk-envelope.ts';

/**
 * Makes the signing bytes of every transaction contiguous: where an extension stands between nonce and reference, the bytes before and
 * behind the extension are copied behind the wire bytes, as one piece.
 * @returns the batch itself if no transaction has an extension
 */
export function appendMessages(batch: PackedBatch): PackedBatch {
  let size = 0;
  for (let i = 0; i < batch.count; i++) size += isContiguous(batch, i) ? 0 : batch.messageLength[i]!;
  if (size === 0) return batch;

  let at = batch.bytes.length;
  const bytes = new Uint8Array(at + size);
  bytes.set(batch.bytes);
  for (let i = 0; i < batch.count; i++) {
    if (isContiguous(batch, i)) continue;
    const end = at + batch.messageLength[i]!;
    bytes.copyWithin(at, batch.offset[i]!, signedHeadEnd(batch, i));
    bytes.copyWithin(end - REFERENCE_SIZE, batch.reference[i]!, batch.reference[i]! + REFERENCE_SIZE);
    batch.messageOffset[i] = at;
    at = end;
  }
  return { ...batch, bytes };
}

/** Offset behind fields 1-7, where fields 8-9 begin in types that have these. */
export function signedHeadEnd(batch: PackedBatch, i: number): number {
  return batch.offset[i]! + batch.messageLength[i]! - REFERENCE_SIZE;
}

function isContiguous(batch: PackedBatch, i: number): boolean {
  return signedHeadEnd(batch, i) === batch.reference[i];
}
