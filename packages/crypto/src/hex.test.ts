import { isTosError } from '@tos/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToHex, hexToBytes } from './hex.ts';

test('there and back, of either case', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const hex = bytesToHex(bytes);
      expect(hex).toBe(Buffer.from(bytes).toString('hex'));
      expect(hexToBytes(hex)).toEqual(bytes);
      expect(hexToBytes(hex.toUpperCase())).toEqual(bytes);
    }),
  );
});

test.each(['a', '0x12', 'zz', '12 34', ' 12', '１２', 'aK'])('refuses %j without repeating it', (text) => {
  let caught: unknown;
  try {
    hexToBytes(text);
  } catch (error) {
    caught = error;
  }
  expect(isTosError(caught, 'TOS_INVALID_FORMAT'), String(caught)).toBe(true);
});
