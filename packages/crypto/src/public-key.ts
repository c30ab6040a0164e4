import { ristretto255_hasher } from '@noble/curves/ed25519.js';
import { sha3_512 } from '@noble/hashes/sha3.js';
import { assertBytes, TosError } from '@tos/protocol';
import { decodePoint } from './group.ts';

const { deriveToCurve } = ristretto255_hasher;

/**
 * True for 32 bytes that encode a point; under other bytes no signature is good. 32 zeros encode the identity. It returns false for bytes of
 * another size.
 * @throws TOS_INVALID_ARGUMENT for a value that is not bytes
 */
export function isPublicKey(bytes: Uint8Array): boolean {
  assertBytes(bytes, 'bytes');
  return decodePoint(bytes) !== undefined;
}

/**
 * The public key of an account that has a hash instead of a key, such as a contract. Nobody knows its private key.
 * @param hash 32 bytes
 * @returns the point from_uniform_bytes(SHA3-512(hash)), encoded in 32 bytes
 * @throws TOS_INVALID_ARGUMENT for a hash of another size
 */
export function publicKeyOfHash(hash: Uint8Array): Uint8Array {
  assertBytes(hash, 'hash', 32);
  if (deriveToCurve === undefined)
    throw new TosError('TOS_INTERNAL', { reason: 'no point can be derived from a hash' });
  return deriveToCurve(sha3_512(hash)).toBytes();
}
