import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMultisig, encodeMultisig } from './multisig.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const corrupt = expect.objectContaining({ code: 'TOS_STORAGE_CORRUPT' });

describe('multisigs', () => {
  test('have threshold, count and keys in their order', () => {
    const keys = [9, 8].map((fill) => new Uint8Array(32).fill(fill));
    expect(encodeMultisig({ threshold: 2, participants: keys })).toEqual(Uint8Array.of(2, 2, ...keys[0]!, ...keys[1]!));
  });

  test('come back, up to 255 participants', () => {
    const multisig = fc.record({ threshold: fc.nat(255), participants: fc.array(key, { maxLength: 5 }) });
    fc.assert(
      fc.property(multisig, (one) => {
        expect(decodeMultisig(encodeMultisig(one))).toEqual(one);
      }),
    );
    const participants = Array.from({ length: 255 }, (_, i) => new Uint8Array(32).fill(i));
    expect(decodeMultisig(encodeMultisig({ threshold: 255, participants })).participants).toEqual(participants);
  });

  test('of 256 participants are refused: their count would be written as 0', () => {
    const participants = Array.from({ length: 256 }, () => new Uint8Array(32));
    expect(() => encodeMultisig({ threshold: 1, participants })).toThrow();
  });

  test('do not share bytes with the record', () => {
    const bytes = encodeMultisig({ threshold: 1, participants: [new Uint8Array(32).fill(5)] });
    const { participants } = decodeMultisig(bytes);
    bytes.fill(0);
    expect(participants).toEqual([new Uint8Array(32).fill(5)]);
  });

  test('of a length that does not fit their count are corrupt', () => {
    for (let count = 0; count < 4; count++) {
      for (let size = 0; size < 140; size++) {
        if (size === 2 + 32 * count) continue;
        const bytes = new Uint8Array(size);
        if (size > 1) bytes[1] = count;
        // One byte, or none, holds no count.
        if (size > 1 || count === 0) {
          expect(() => decodeMultisig(bytes), `${count} keys in ${size} bytes`).toThrow(corrupt);
        }
      }
    }
  });
});
