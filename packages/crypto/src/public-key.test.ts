import { ristretto255 } from '@noble/curves/ed25519.js';
import { describe, expect, test } from 'vitest';
import { H } from './group.ts';
import { createKeyPair } from './key-pair.ts';
import { isPublicKey, publicKeyOfHash } from './public-key.ts';

describe('isPublicKey', () => {
  const key = createKeyPair(new Uint8Array(32).fill(7)).publicKey;

  test.each<[string, Uint8Array, boolean]>([
    ['a key', key, true],
    ['zeros, the identity', new Uint8Array(32), true],
    ['a negative field element', Uint8Array.of(1, ...new Uint8Array(31)), false],
    ['what is no field element', new Uint8Array(32).fill(0xff), false],
    ['31 bytes', key.subarray(1), false],
    ['33 bytes', Uint8Array.of(...key, 0), false],
    ['nothing', new Uint8Array(0), false],
  ])('%s', (_, bytes, isOne) => {
    expect(isPublicKey(bytes)).toBe(isOne);
  });
});

describe('publicKeyOfHash', () => {
  test('of the basepoint it is the base of keys', () => {
    expect(publicKeyOfHash(ristretto255.Point.BASE.toBytes())).toEqual(H.toBytes());
  });

  test('every hash has its own key', () => {
    const keys = Array.from({ length: 20 }, (_, i) => publicKeyOfHash(new Uint8Array(32).fill(i)));
    expect(new Set(keys.map(String)).size).toBe(20);
    expect(keys.every(isPublicKey)).toBe(true);
  });
});
