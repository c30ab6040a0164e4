// Schnorr signatures on H. Source: docs/protocol.md §3.3.
import { randomBytes } from '@noble/hashes/utils.js';
import { assertBytes, assertObject, assertOneOf } from '@tos/protocol';
import { encodeScalar, H, hashToScalar, L, reduceScalar } from './group.ts';
import { type KeyPair, type KeySecret, keySecret } from './key-pair.ts';
import { SIGNATURE_SIZE } from './sizes.ts';

export interface SignOptions {
  /** `random` (default), as the daemon draws it, or `deterministic`: equal keys and messages then give equal signatures, as in the vectors. */
  readonly nonce?: 'random' | 'deterministic';
}

const DETERMINISTIC_NONCE: Uint8Array = Uint8Array.from('tos-signer/deterministic-nonce/v1', (c) => c.charCodeAt(0));

/**
 * Signs a message.
 * @returns s || e, 64 bytes, with R = k*H, e = challenge(P, message, R) and s = x^-1 * e + k
 * @throws TOS_INVALID_ARGUMENT for a key pair that `createKeyPair` did not make, a message that is not bytes, and an unknown `nonce`
 */
export function sign(keyPair: KeyPair, message: Uint8Array, options: SignOptions = {}): Uint8Array {
  const secret = keySecret(keyPair);
  assertBytes(message, 'message');
  assertObject(options, 'options');
  const { nonce = 'random' } = options;
  assertOneOf(nonce, 'nonce', ['random', 'deterministic']);
  const k = (nonce === 'random' ? reduceScalar(randomBytes(64)) : deterministicNonce(secret, message)) || 1n;
  const e = challenge(secret.publicKey, message, H.multiply(k).toBytes());
  const signature = new Uint8Array(SIGNATURE_SIZE);
  signature.set(encodeScalar((secret.inverse * e + k) % L));
  signature.set(encodeScalar(e), 32);
  return signature;
}

/** The scalar e: the hash of a public key, a message and R (encoded), in this order. */
export function challenge(publicKey: Uint8Array, message: Uint8Array, r: Uint8Array): bigint {
  return hashToScalar(publicKey, message, r);
}

function deterministicNonce({ privateKey, publicKey }: KeySecret, message: Uint8Array): bigint {
  return hashToScalar(DETERMINISTIC_NONCE, encodeScalar(privateKey), publicKey, message);
}
