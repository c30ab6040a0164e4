// Ristretto255 (RFC 9496) and its scalars. Source: docs/protocol.md §3.1.
import { ristretto255 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { sha3_512 } from '@noble/hashes/sha3.js';

export type Point = InstanceType<typeof ristretto255.Point>;

/** Order of the group. */
export const L: bigint = ristretto255.Point.Fn.ORDER;

export const IDENTITY: Point = ristretto255.Point.ZERO;

/**
 * Base of keys and signatures: from_uniform_bytes(SHA3-512(compressed ristretto basepoint)). It is the public key of private key 1.
 *
 * The window of 8 bits costs 60 ms and 4,224 points on first use in a process. Measured interleaved on Node 20, a multiplication in
 * constant order (by a secret) and one in variable time (for verification) take: window 6, 390 and 310 us; window 7, 350 and 270 us;
 * window 8, 320 and 245 us; window 9, 305 and 228 us, for a table of twice the size; without a table, 1,500 and 1,200 us
 * (docs/measurements.md §1).
 */
export const H: Point = ristretto255.Point.fromHex(
  '8c9240b456a9e6dc65c377a1048d745f94a08cdb7f44cbcd7b46f34048871134',
).precompute(8);

/** The point of a canonical encoding of 32 bytes; undefined for any other bytes. 32 zeros are the identity. */
export function decodePoint(bytes: Uint8Array): Point | undefined {
  try {
    return ristretto255.Point.fromBytes(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes of any length as a little-endian number, reduced mod L. */
export function reduceScalar(bytes: Uint8Array): bigint {
  return bytesToNumberLE(bytes) % L;
}

/** Bytes as a little-endian scalar; undefined for a number that is not below L. */
export function decodeScalar(bytes: Uint8Array): bigint | undefined {
  const scalar = bytesToNumberLE(bytes);
  return scalar < L ? scalar : undefined;
}

/** A scalar as 32 bytes, little-endian. */
export function encodeScalar(scalar: bigint): Uint8Array {
  return numberToBytesLE(scalar, 32);
}

/** SHA3-512 of the concatenated parts, as a little-endian number, reduced mod L. */
export function hashToScalar(...parts: Uint8Array[]): bigint {
  const hash = sha3_512.create();
  for (const part of parts) hash.update(part);
  return reduceScalar(hash.digest());
}
