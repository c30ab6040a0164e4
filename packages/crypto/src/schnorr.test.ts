import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyPair, generateKeyPair } from './key-pair.ts';
import { createNobleVerifier } from './noble-verifier.ts';
import { sign } from './schnorr.ts';

const { verify } = createNobleVerifier();
const privateKeys = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => bytes.some((byte) => byte > 0));

describe('sign', () => {
  test.each(['random', 'deterministic', undefined] as const)('a signature verifies (nonce: %s)', (nonce) => {
    fc.assert(
      fc.property(privateKeys, fc.uint8Array({ maxLength: 300 }), (privateKey, message) => {
        const keyPair = createKeyPair(privateKey);
        const signature = sign(keyPair, message, nonce && { nonce });
        expect(signature.length).toBe(64);
        expect(verify(keyPair.publicKey, message, signature)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('random nonces differ, deterministic ones follow key and message', () => {
    const [a, b] = [generateKeyPair(), generateKeyPair()];
    const [m, n] = [Uint8Array.of(1), Uint8Array.of(2)];
    const fixed = { nonce: 'deterministic' } as const;
    expect(sign(a, m)).not.toEqual(sign(a, m));
    expect(sign(a, m, fixed)).toEqual(sign(a, m, fixed));
    expect(sign(a, m, fixed)).not.toEqual(sign(a, n, fixed));
    expect(sign(a, m, fixed)).not.toEqual(sign(b, m, fixed));
  });

  test('signs for its own key, whatever happens to the public copy', () => {
    const keyPair = generateKeyPair();
    const publicKey = keyPair.publicKey.slice();
    keyPair.publicKey.fill(0);
    const message = Uint8Array.of(7);
    expect(verify(publicKey, message, sign(keyPair, message))).toBe(true);
  });
});
