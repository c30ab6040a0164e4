/**
 * Writes an unsigned integer with seven bits per byte, the lowest ones first (LEB128): 8 bytes at most for a safe integer.
 * @returns the offset behind it
 */
export function writeVarint(bytes: Uint8Array, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest >= 128) {
    bytes[at++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}
