import { blake3 as noble } from '@noble/hashes/blake3.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blake3 } from './blake3.ts';

test('parts hash like their concatenation', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (parts) => {
      expect(blake3(...parts)).toEqual(noble(concatBytes(...parts)));
    }),
  );
});

test('of nothing is the digest that the BLAKE3 specification gives', () => {
  expect(bytesToHex(blake3())).toBe('af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262');
});
