import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteSlab } from './byte-slab.ts';

test('arrays of any size are zeroed, and share no byte', () => {
  const size = fc.oneof(fc.nat(70), fc.constantFrom(0, 65_535, 65_536, 65_537, 200_000));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 300 }), (sizes) => {
      const { take } = new ByteSlab();
      const taken = sizes.map((size, i) => {
        const bytes = take(size);
        expect(bytes.length).toBe(size);
        expect(
          bytes.every((byte) => byte === 0),
          `array ${i}`,
        ).toBe(true);
        return bytes.fill(1 + (i % 255));
      });
      taken.forEach((bytes, i) => {
        expect(
          bytes.every((byte) => byte === 1 + (i % 255)),
          `array ${i}`,
        ).toBe(true);
      });
    }),
    { numRuns: 30 },
  );
});
