// Schnorr signatures on H. Source: docs/protocol.md §3.3.
import { randomBytes } from '@noble/hashes/utils.js';
import { assertBytes, assertObject, assertOneOf } from '@tos/protocol';
import { encodeScalar, H, hashToScalar, L, reduceScalar } from './group.ts';
import { type KeyPair, type KeySecret, keySecret } from './key-pair.ts';
import { SIGNATURE_SIZE } from './sizes.ts';

export interface SignOptions {
  /** `random` (default) as the daemon draws it; `deterministic` gives the same signature every time, as in the public vectors. */
  readonly nonce?: 'random' | 'deterministic';
}

const DETERMINISTIC_NONCE: Uint8Array = Uint8Array.from('tos-signer/deterministic-nonce/v1', (c) => c.charCodeAt(0));

/**
 * The signature of a message: s || e, 64 bytes, with R = k*H, e = challenge(P, message, R) and s = x^-1 * e + k.
 * @throws TOS_INVALID_ARGUMENT for another key pair than `createKeyPair` makes, what is no bytes, or a nonce that there is not
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

/** The scalar e of a public key, a message and R (encoded), hashed in this order. */
export function challenge(publicKey: Uint8Array, message: Uint8Array, r: Uint8Array): bigint {
  return hashToScalar(publicKey, message, r);
}

function deterministicNonce({ privateKey, publicKey }: KeySecret, message: Uint8Array): bigint {
  return hashToScalar(DETERMINISTIC_NONCE, encodeScalar(privateKey), publicKey, message);
}
