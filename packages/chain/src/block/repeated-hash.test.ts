import { concatBytes } from '@noble/hashes/utils.js';
import { blake3 } from '@tos/crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeatedHash } from './repeated-hash.ts';

/** Few values of the first bytes and of the last one, so that hashes begin alike, end alike, or are equal. */
const hash = fc.tuple(fc.constantFrom(0, 1, 0xffff_ffff), fc.nat(3), fc.nat(3)).map(([beginning, middle, end]) => {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, beginning);
  bytes[4] = middle;
  bytes[31] = end;
  return bytes;
});

/** The oracle: every hash is compared with every earlier one. */
function slowly(hashes: readonly Uint8Array[]): number | undefined {
  const isEarlier = (one: Uint8Array, i: number) =>
    hashes.slice(0, i).some((other) => Buffer.compare(one, other) === 0);
  const found = hashes.findIndex(isEarlier);
  return found === -1 ? undefined : found;
}

test('it finds what comparing each with each finds, in views too, and changes nothing', () => {
  const random = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(fc.array(fc.oneof(hash, random), { maxLength: 12 }), fc.nat(3), (hashes, shift) => {
      const bytes = new Uint8Array(shift + 32 * hashes.length + 5).fill(7);
      hashes.forEach((one, i) => {
        bytes.set(one, shift + 32 * i);
      });
      const before = bytes.slice();
      expect(repeatedHash(bytes.subarray(shift, shift + 32 * hashes.length))).toBe(slowly(hashes));
      expect(bytes).toEqual(before);
    }),
    { numRuns: 500 },
  );
});

test('wherever the two stand in a long list', () => {
  const list = concatBytes(...Array.from({ length: 2000 }, (_, i) => blake3(Uint8Array.of(i, i >> 8))));
  expect(repeatedHash(list)).toBeUndefined();
  for (const [first, second] of [
    [0, 1],
    [0, 1999],
    [1998, 1999],
    [500, 1500],
  ] as const) {
    const twice = list.slice();
    twice.copyWithin(32 * second, 32 * first, 32 * first + 32);
    expect(repeatedHash(twice), `${first} and ${second}`).toBe(second);
  }
});
