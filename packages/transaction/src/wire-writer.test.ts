import fc from 'fast-check';
import { expect, test } from 'vitest';
import { u64 } from '../test/arbitrary-transaction.ts';
import { outcome } from '../test/outcome.ts';
import { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

test('the reader reads what the writer wrote, however often the writer grows', () => {
  const field = fc.oneof(
    fc.record({ kind: fc.constantFrom('u8' as const), value: fc.nat(0xff) }),
    fc.record({ kind: fc.constantFrom('u16' as const), value: fc.nat(0xffff) }),
    fc.record({ kind: fc.constantFrom('u32' as const), value: fc.nat(0xffff_ffff) }),
    fc.record({ kind: fc.constant('u64' as const), value: u64 }),
    fc.record({ kind: fc.constant('bool' as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ size: 'large' }) }),
  );
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      const writer = new WireWriter();
      for (const { kind, value } of fields) {
        if (kind === 'u64') writer.u64(value);
        else if (kind === 'bool') writer.bool(value);
        else if (kind === 'bytes') writer.bytes(value);
        else writer[kind](value);
      }
      const reader = new WireReader(writer.finish(), 'fields');
      for (const { kind, value } of fields) {
        expect(kind === 'bytes' ? reader.bytes(value.length) : reader[kind](), kind).toEqual(value);
      }
      expect(reader.remaining).toBe(0);
    }),
  );
});

test('big-endian', () => {
  const writer = new WireWriter();
  writer.u16(0x0102);
  writer.u32(0x8304_0506);
  writer.u64(0x8708_090a_0b0c_0d0en);
  expect(writer.finish()).toEqual(Uint8Array.of(1, 2, 0x83, 4, 5, 6, 0x87, 8, 9, 10, 11, 12, 13, 14));
});

test('refuses what a field cannot hold', () => {
  const writer = new WireWriter();
  for (const value of [-1, 1.5, Number.NaN, 256]) {
    expect(
      outcome(() => writer.u8(value)),
      String(value),
    ).toBe('TOS_INVALID_ARGUMENT');
  }
  expect(outcome(() => writer.u16(0x1_0000))).toBe('TOS_INVALID_ARGUMENT');
  expect(outcome(() => writer.u32(2 ** 32))).toBe('TOS_INVALID_ARGUMENT');
  expect(outcome(() => writer.u64(2n ** 64n))).toBe('TOS_U64_RANGE');
  expect(outcome(() => writer.fixed(new Uint8Array(3), 4, 'four'))).toBe('TOS_INVALID_ARGUMENT');
  expect(writer.finish()).toEqual(new Uint8Array(0));
});
