import { U64_MAX } from '@tos/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeU64Record, encodeU64Halves, encodeU64Record } from './u64-record.ts';

const u64 = fc.oneof(
  fc.constantFrom(0n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n, U64_MAX),
  fc.bigInt(0n, U64_MAX),
);
const corrupt = expect.objectContaining({ code: 'TOS_STORAGE_CORRUPT' });

describe('u64 records', () => {
  test('are 8 big-endian bytes and come back', () => {
    expect(encodeU64Record(0x0102030405060708n)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(encodeU64Halves(0x01020304, 0xfffefdfc)).toEqual(Uint8Array.of(1, 2, 3, 4, 0xff, 0xfe, 0xfd, 0xfc));
    fc.assert(
      fc.property(u64, (value) => {
        expect(decodeU64Record(encodeU64Record(value))).toBe(value);
      }),
    );
  });

  test('of a value that is no u64 are refused, never wrapped', () => {
    for (const value of [-1n, U64_MAX + 1n]) {
      expect(() => encodeU64Record(value), String(value)).toThrow(expect.objectContaining({ code: 'TOS_U64_RANGE' }));
    }
  });

  test('of another length are corrupt', () => {
    for (let size = 0; size < 20; size++) {
      if (size !== 8) expect(() => decodeU64Record(new Uint8Array(size)), `${size} bytes`).toThrow(corrupt);
    }
  });
});
