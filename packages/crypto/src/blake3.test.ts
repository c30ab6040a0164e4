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

test('of every length to 4096 and some beyond is what noble gives, in one part and in many', () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 197 + (i >> 8) * 31) & 255);
  const lengths = Array.from({ length: 4097 }, (_, i) => i);
  for (const length of [...lengths, 65_535, 65_536, 65_537, 131_072, 131_073, 200_000, 299_999]) {
    const message = bytes.subarray(0, length);
    const expected = noble(message);
    expect(blake3(message), `${length} bytes`).toEqual(expected);
    if (length % 7 !== 0) continue;
    const cut = (length * 5) % (length + 1);
    expect(blake3(message.subarray(0, cut), message.subarray(cut)), `${length} bytes cut at ${cut}`).toEqual(expected);
  }
});

test('of random parts, large ones too', () => {
  const part = fc.uint8Array({ maxLength: 3000 });
  const large = fc.nat({ max: 150_000 }).map((length) => new Uint8Array(length).fill(length & 255));
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 5, arbitrary: part }, { weight: 1, arbitrary: large })), (parts) => {
      expect(blake3(...parts)).toEqual(noble(concatBytes(...parts)));
    }),
  );
});
