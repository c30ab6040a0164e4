import { bytesToHex } from '@noble/hashes/utils.js';

export interface RoomItem {
  readonly source: Uint8Array;
  /** Bytes that it takes up. */
  readonly size: number;
}

/**
 * Indices of the items that fit, first come first served. One that does not fit takes the later ones of its sender with it:
 * without it their nonces leave a gap.
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
