import { ristretto255 } from '@noble/curves/ed25519.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { argumentError, assertBytes } from '@tos/protocol';
import { H, reduceScalar } from './group.ts';
import { PRIVATE_KEY_SIZE } from './sizes.ts';

/** The members of a key pair that signing reads. They never leave this package. */
export interface KeySecret {
  /** x, reduced. */
  readonly privateKey: bigint;
  /** x^-1, kept so that a signature costs one point multiplication. */
  readonly inverse: bigint;
  /** A copy, because a signature for a public key that the caller has changed would reveal the private key. */
  readonly publicKey: Uint8Array;
}

let secretOf: (keyPair: KeyPair) => KeySecret;

/**
 * A public key and its private key, which JSON, logs and structured clones cannot read. `createKeyPair` makes key pairs.
 * P = x^-1 * H (docs/protocol.md §3.2).
 */
class KeyPair {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly #secret: KeySecret;

  constructor(privateKey: bigint) {
    const inverse = ristretto255.Point.Fn.inv(privateKey);
    this.publicKey = H.multiply(inverse).toBytes();
    this.#secret = { privateKey, inverse, publicKey: this.publicKey.slice() };
  }

  static {
    secretOf = (keyPair) => {
      if (typeof keyPair === 'object' && keyPair !== null && #secret in keyPair) return keyPair.#secret;
      throw argumentError('keyPair', 'a key pair made by createKeyPair in this thread', 'another object');
    };
  }
}

export type { KeyPair };

/**
 * The key pair of a private key.
 * @param privateKey 32 bytes, little-endian. They are reduced mod L, the order of the group, so that any 32 random bytes are a private key.
 * @throws TOS_INVALID_ARGUMENT unless the private key is 32 bytes, and for 0 and multiples of L: their public key would be the identity, for
 * which anyone can sign
 */
export function createKeyPair(privateKey: Uint8Array): KeyPair {
  assertBytes(privateKey, 'privateKey', PRIVATE_KEY_SIZE);
  const scalar = reduceScalar(privateKey);
  if (scalar !== 0n) return new KeyPair(scalar);
  throw argumentError('privateKey', '32 bytes that nobody can guess', '0, or a multiple of the order of the group');
}

/** A key pair of a random private key, for one run. To keep a key, draw the 32 bytes yourself and pass them to `createKeyPair`. */
export function generateKeyPair(): KeyPair {
  return createKeyPair(randomBytes(PRIVATE_KEY_SIZE));
}

export function keySecret(keyPair: KeyPair): KeySecret {
  return secretOf(keyPair);
}
