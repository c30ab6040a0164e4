import { ristretto255 } from '@noble/curves/ed25519.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { assertBytes, TosError } from '@tos/protocol';
import { H, reduceScalar } from './group.ts';
import { PRIVATE_KEY_SIZE } from './sizes.ts';

/** What signing reads of a key pair. Never leaves this package. */
export interface KeySecret {
  /** x, reduced. */
  readonly privateKey: bigint;
  /** x^-1, kept so that a signature costs one point multiplication. */
  readonly inverse: bigint;
  /** A copy: a signature made for a public key that the caller has changed would give the private key away. */
  readonly publicKey: Uint8Array;
}

let secretOf: (keyPair: KeyPair) => KeySecret;

/**
 * A public key and, out of reach of JSON, logs and structured clones, the private key. Made by `createKeyPair`.
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
      const expected = 'a key pair made by createKeyPair in this thread';
      throw new TosError('TOS_INVALID_ARGUMENT', { argument: 'keyPair', expected, received: 'another object' });
    };
  }
}

export type { KeyPair };

/**
 * The key pair of a private key: 32 bytes, little-endian, reduced mod L, the order of the group, so that any 32 random bytes will do.
 * @throws TOS_INVALID_ARGUMENT for what is no 32 bytes, and for 0 and L: their public key would be the identity, for which anyone can sign
 */
export function createKeyPair(privateKey: Uint8Array): KeyPair {
  assertBytes(privateKey, 'privateKey', PRIVATE_KEY_SIZE);
  const scalar = reduceScalar(privateKey);
  if (scalar !== 0n) return new KeyPair(scalar);
  const details = {
    argument: 'privateKey',
    expected: '32 bytes that nobody can guess',
    received: '0, or a multiple of the order of the group',
  };
  throw new TosError('TOS_INVALID_ARGUMENT', details);
}

/** A key pair for one run. To keep a key, draw the 32 bytes yourself and hand them to `createKeyPair`. */
export function generateKeyPair(): KeyPair {
  return createKeyPair(randomBytes(PRIVATE_KEY_SIZE));
}

export function keySecret(keyPair: KeyPair): KeySecret {
  return secretOf(keyPair);
}
