import { KEY_SIZE } from '@tos/state';

/** True when the 32 bytes at one offset are those at the other. */
export function isSameKey(bytes: Uint8Array, a: number, b: number): boolean {
  for (let k = 0; k < KEY_SIZE; k++) if (bytes[a + k] !== bytes[b + k]) return false;
  return true;
}

/** True when the 32 bytes at the offset are all 0, which names nobody. */
export function isZeroKey(bytes: Uint8Array, offset: number): boolean {
  for (let k = 0; k < KEY_SIZE; k++) if (bytes[offset + k] !== 0) return false;
  return true;
}

/** A copy of the 32 bytes at the offset. */
export function keyAt(bytes: Uint8Array, offset: number): Uint8Array {
  return bytes.slice(offset, offset + KEY_SIZE);
}
