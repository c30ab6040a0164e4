/**
 * A check of bytes from an offset on: what a disk or a memory changed by accident does not go unnoticed. Each step maps different sums to
 * different sums, so that one wrong word always changes the result (FNV-1a, four bytes at a time).
 * @param seed the check of what belongs before the bytes, such as the key of a row
 * @returns a u32
 */
export function checkOf(bytes: Uint8Array, offset: number, seed: number = 0x811c9dc5): number {
  let sum = seed ^ (bytes.length - offset);
  let i = offset;
  for (; i + 4 <= bytes.length; i += 4) {
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    sum = Math.imul(sum ^ word, 0x01000193);
    sum ^= sum >>> 15;
  }
  for (; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i]!, 0x01000193);
  return sum >>> 0;
}
