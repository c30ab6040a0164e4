import { hexToBytes } from '@noble/hashes/utils.js';

// L = 2^252 + 27742317777372353535851937790883648493, the order of ristretto255, little-endian. Source: docs/protocol.md §3.1.
const L = hexToBytes('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');

/** True if the 32 bytes at `offset`, little-endian, are below L: the only encoding of a scalar that decodes. */
export function isCanonicalScalar(bytes: Uint8Array, offset: number): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = bytes[offset + i]! - L[i]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** True if s and e, the halves of the 64-byte signature at `offset`, are both canonical. */
export function isCanonicalSignature(bytes: Uint8Array, offset = 0): boolean {
  return isCanonicalScalar(bytes, offset) && isCanonicalScalar(bytes, offset + 32);
}
