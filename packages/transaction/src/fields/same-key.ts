/** True if the 32 bytes at `a` and the 32 bytes at `b` are equal. */
export function isSameKey(bytes: Uint8Array, a: number, b: number): boolean {
  for (let n = 0; n < 32; n++) if (bytes[a + n] !== bytes[b + n]) return false;
  return true;
}
