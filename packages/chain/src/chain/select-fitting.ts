import { bytesToHex } from '@noble/hashes/utils.js';

/** A transaction that wants room in a block. */
export interface RoomItem {
  /** Public key of the sender. */
  readonly source: Uint8Array;
  /** Bytes that the transaction takes up. */
  readonly size: number;
}

/**
 * Indices of the items that fit, first come, first served. When an item does not fit, the later ones of its sender are left out too: their
 * nonces would leave a gap.
 */
export function selectFitting(items: Iterable<RoomItem>, maxBytes: number, maxCount: number): number[] {
  const fitting: number[] = [];
  const blocked = new Set<string>();
  let bytes = 0;
  let index = 0;
  for (const { source, size } of items) {
    if (fitting.length === maxCount) break;
    const isBlocked = blocked.size > 0 && blocked.has(bytesToHex(source));
    if (!isBlocked && bytes + size <= maxBytes) {
      fitting.push(index);
      bytes += size;
    } else if (!isBlocked) {
      blocked.add(bytesToHex(source));
    }
    index++;
  }
  return fitting;
}
