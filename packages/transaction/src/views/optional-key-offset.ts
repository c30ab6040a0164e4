/** Offset of the 32 bytes behind the presence byte at `offset`, 0 when there are none: no payload begins there. */
export function optionalKeyOffset(bytes: Uint8Array, offset: number): number {
  return bytes[offset] === 1 ? offset + 1 : 0;
}
