import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { sha3_512 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePoint, decodeScalar, encodeScalar, H, L, reduceScalar } from './group.ts';

test('H is from_uniform_bytes(SHA3-512(compressed basepoint))', () => {
  const base = ristretto255.Point.BASE.toBytes();
  expect(bytesToHex(base)).toBe('e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76');
  const derived = ristretto255_hasher.deriveToCurve?.(sha3_512(base));
  expect(derived?.toBytes()).toEqual(H.toBytes());
  expect(bytesToHex(H.toBytes())).toBe('8c9240b456a9e6dc65c377a1048d745f94a08cdb7f44cbcd7b46f34048871134');
});

test('scalars: canonical round trip, wide reduction', () => {
  expect(L).toBe(2n ** 252n + 27742317777372353535851937790883648493n);
  const scalar = fc.oneof(fc.bigInt(0n, L - 1n), fc.constantFrom(0n, 1n, L - 1n));
  fc.assert(
    fc.property(scalar, (x) => {
      expect(decodeScalar(encodeScalar(x))).toBe(x);
    }),
  );
  fc.assert(
    fc.property(fc.bigInt(L, 2n ** 256n - 1n), (x) => {
      expect(decodeScalar(encodeScalar(x))).toBeUndefined();
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
      const value = BigInt(`0x${bytesToHex(bytes.slice().reverse())}`);
      expect(reduceScalar(bytes)).toBe(value % L);
    }),
  );
});

test('a point has one encoding; other lengths and bytes are no point', () => {
  expect(decodePoint(new Uint8Array(31))).toBeUndefined();
  expect(decodePoint(new Uint8Array(33))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const point = decodePoint(bytes);
      if (point !== undefined) expect(point.toBytes()).toEqual(bytes);
    }),
  );
});
