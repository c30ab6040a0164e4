import { HASH_SIZE } from '@tos/protocol';

/**
 * The index of the first hash that occurs earlier in the list; undefined when none does.
 *
 * Nearly always four bytes of each hash, sorted, show that all differ: 0.05 ms for 1,000 hashes, where a set of them takes 0.8 ms. Whoever makes
 * hashes that begin alike makes it compare them whole, in a set, which is linear too.
 * @param hashes 32 bytes each, back to back
 */
export function repeatedHash(hashes: Uint8Array): number | undefined {
  const count = hashes.length / HASH_SIZE;
  const view = new DataView(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  const beginnings = new Uint32Array(count);
  for (let i = 0; i < count; i++) beginnings[i] = view.getUint32(i * HASH_SIZE);
  beginnings.sort();
  for (let i = 1; i < count; i++) if (beginnings[i] === beginnings[i - 1]) return repeatedAmongWhole(hashes, count);
  return undefined;
}

function repeatedAmongWhole(hashes: Uint8Array, count: number): number | undefined {
  const seen = new Set<string>();
  for (let i = 0; i < count; i++) {
    seen.add(String.fromCharCode(...hashes.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE)));
    if (seen.size <= i) return i;
  }
  return undefined;
}
