import { ristretto255 } from '@noble/curves/ed25519.js';
import { randomBytes } from '@noble/hashes/utils.js';
import { TosError } from '@tos/protocol';
import { H, IDENTITY, reduceScalar } from './group.ts';
import { PRIVATE_KEY_SIZE } from './sizes.ts';

/** What signing reads of a key pair. Never leaves this package. */
export interface KeySecret {
  /** x, reduced. */
  readonly privateKey: bigint;
  /** x^-1, kept so that a signature costs one point multiplication; 0 for x = 0. */
  readonly inverse: bigint;
  /** A copy: a signature made for a public key that the caller has changed would give the private key away. */
  readonly publicKey: Uint8Array;
}

let secretOf: (keyPair: KeyPair) => KeySecret;

/**
 * A public key and, out of reach of JSON, logs and structured clones, the private key. Made by `createKeyPair`.
 * P = x^-1 * H (protocol.md §3.2).
 */
class KeyPair {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly #secret: KeySecret;

  constructor(privateKey: bigint) {
    const inverse = privateKey === 0n ? 0n : ristretto255.Point.Fn.inv(privateKey);
    const point = inverse === 0n ? IDENTITY : H.multiply(inverse);
    this.publicKey = point.toBytes();
    this.#secret = { privateKey, inverse, publicKey: this.publicKey.slice() };
  }

  static {
    secretOf = (keyPair) => {
      if (#secret in keyPair) return keyPair.#secret;
      const expected = 'a key pair made by createKeyPair in this thread';
      throw new TosError('TOS_INVALID_ARGUMENT', { argument: 'keyPair', expected, received: 'another object' });
    };
  }
}

export type { KeyPair };

/**
 * The key pair of a private key: 32 bytes, little-endian, reduced mod L. Zero gives the identity, the all-zero public key,
 * for which anyone can sign.
 * @throws TOS_INVALID_ARGUMENT for another length.
 */
export function createKeyPair(privateKey: Uint8Array): KeyPair {
  if (privateKey.length !== PRIVATE_KEY_SIZE) {
    const expected = `${PRIVATE_KEY_SIZE} bytes`;
    throw new TosError('TOS_INVALID_ARGUMENT', {
      argument: 'privateKey',
      expected,
      received: `${privateKey.length} bytes`,
    });
  }
  return new KeyPair(reduceScalar(privateKey));
}

/** A key pair for one run. To keep a key, draw the 32 bytes yourself and hand them to `createKeyPair`. */
export function generateKeyPair(): KeyPair {
  return createKeyPair(randomBytes(PRIVATE_KEY_SIZE));
}

export function keySecret(keyPair: KeyPair): KeySecret {
  return secretOf(keyPair);
}
