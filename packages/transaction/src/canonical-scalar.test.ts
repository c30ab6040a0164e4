import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCanonicalScalar } from './canonical-scalar.ts';

const L = 2n ** 252n + 27742317777372353535851937790883648493n;

test('below L, and nothing else', () => {
  const near = fc.bigInt(L - 300n, L + 300n);
  const sameTop = fc.bigInt(2n ** 252n, 2n ** 252n + 2n ** 130n);
  fc.assert(
    fc.property(fc.oneof(near, sameTop, fc.bigInt(0n, 2n ** 256n - 1n)), fc.nat(5), (value, offset) => {
      const bytes = new Uint8Array(offset + 32);
      for (let i = 0; i < 32; i++) bytes[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
      expect(isCanonicalScalar(bytes, offset)).toBe(value < L);
    }),
    {
      examples: [
        [L, 0],
        [L - 1n, 0],
        [0n, 1],
      ],
    },
  );
});
