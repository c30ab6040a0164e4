import { inspect } from 'node:util';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { isTosError } from '@tos/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeScalar, H, L, reduceScalar } from './group.ts';
import { createKeyPair, generateKeyPair, keySecret } from './key-pair.ts';
import { sign } from './schnorr.ts';

const seed = (n: number) => Uint8Array.of(n, ...new Uint8Array(31));

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('key pair', () => {
  test('x times P is H', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((all) => all.some((byte) => byte > 0));
    fc.assert(
      fc.property(bytes, (privateKey) => {
        const x = reduceScalar(privateKey);
        const { publicKey, inverse } = keySecret(createKeyPair(privateKey));
        expect((x * inverse) % L).toBe(1n);
        expect(publicKey).toEqual(H.multiplyUnsafe(inverse).toBytes());
      }),
      { numRuns: 30 },
    );
  });

  test('reduces mod L; 1 gives H', () => {
    expect(createKeyPair(seed(1)).publicKey).toEqual(H.toBytes());
    expect(createKeyPair(encodeScalar(L + 1n)).publicKey).toEqual(H.toBytes());
  });

  test.each([0n, L, 2n * L, 15n * L])('refuses %d, whose key anyone could sign for', (scalar) => {
    const error = thrownBy(() => createKeyPair(encodeScalar(scalar)));
    expect(isTosError(error, 'TOS_INVALID_ARGUMENT'), String(error)).toBe(true);
    expect(String(error)).toContain('privateKey is 0');
  });

  test('generated keys differ', () => {
    expect(generateKeyPair().publicKey).not.toEqual(generateKeyPair().publicKey);
  });

  test.each([0, 31, 33, 64])('refuses a private key of %i bytes without quoting it', (length) => {
    const error = thrownBy(() => createKeyPair(new Uint8Array(length).fill(0xab)));
    expect(isTosError(error, 'TOS_INVALID_ARGUMENT')).toBe(true);
    expect(inspect(error)).not.toMatch(/abab|171/);
  });

  test('shows the public key only', () => {
    const privateKey = hexToBytes('0123456789abcdef'.repeat(4));
    const keyPair = createKeyPair(privateKey);
    const { inverse, privateKey: x } = keySecret(keyPair);
    const shown = [
      JSON.stringify(keyPair),
      String(keyPair),
      inspect(keyPair, { showHidden: true, depth: 9, getters: true }),
      JSON.stringify(structuredClone(keyPair)),
      JSON.stringify(Object.getOwnPropertyDescriptors(keyPair)),
    ].join('\n');
    for (const secret of [x, inverse]) {
      const bytes = encodeScalar(secret);
      for (const text of [String(secret), secret.toString(16), bytesToHex(bytes), bytes.slice(0, 6).join(',')]) {
        expect(shown.includes(text), text).toBe(false);
      }
    }
    expect(Reflect.ownKeys(keyPair)).toEqual(['publicKey']);
  });

  test('a structured clone cannot sign, and says so', () => {
    const error = thrownBy(() => sign(structuredClone(generateKeyPair()), new Uint8Array()));
    expect(isTosError(error, 'TOS_INVALID_ARGUMENT')).toBe(true);
  });
});
