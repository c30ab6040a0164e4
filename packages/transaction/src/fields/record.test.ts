import { isTosError } from '@tos/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonMaker } from '../json/json-maker.ts';
import { WireReader } from '../wire-reader.ts';
import { WireWriter } from '../wire-writer.ts';
import { bytes, sizedBytes } from './bytes.ts';
import type { Field } from './field.ts';
import { bool, u8, u16, u32, u32Between, u64 } from './integers.ts';
import { list } from './list.ts';
import { option } from './option.ts';
import { record } from './record.ts';
import { text } from './text.ts';

// Tables of any fields, against what each field does alone: the types of transactions use few of the combinations that a table may have.

interface Member {
  readonly field: Field<unknown>;
  readonly value: unknown;
}

const NAMES = ['one', 'twoThree', 'four', 'fiveSixSeven', 'eight', 'nineTen'];
const JSON_NAMES = ['one', 'two_three', 'four', 'five_six_seven', 'eight', 'nine_ten'];

const memberOf = <T>(field: Field<T>, value: fc.Arbitrary<T>): fc.Arbitrary<Member> =>
  value.map((drawn) => ({ field, value: drawn }));

const leaf: fc.Arbitrary<Member> = fc.oneof(
  memberOf(u8, fc.nat(0xff)),
  memberOf(u16, fc.nat(0xffff)),
  memberOf(u32, fc.nat(0xffff_ffff)),
  memberOf(u32Between(3, 365, 'days'), fc.integer({ min: 3, max: 365 })),
  memberOf(u64, fc.bigInt(0n, 2n ** 64n - 1n)),
  memberOf(bool, fc.boolean()),
  memberOf(bytes(5), fc.uint8Array({ minLength: 5, maxLength: 5 })),
  ...([1, 2, 4] as const).map((length) =>
    memberOf(sizedBytes({ length, min: 1, max: 9, what: 'a memo' }), fc.uint8Array({ minLength: 1, maxLength: 9 })),
  ),
  memberOf(text({ min: 0, max: 40, what: 'a text' }), fc.string({ unit: 'grapheme-ascii', maxLength: 40 })),
);
const plain = fc.oneof(
  leaf,
  leaf.map(({ field }) => ({ field: option(field), value: null })),
);
const wrapped: fc.Arbitrary<Member> = fc.oneof(
  leaf.map(({ field, value }) => ({ field: option(field), value })),
  fc.tuple(plain, fc.constantFrom(1, 2, 8), fc.nat(3)).map(([{ field, value }, count, length]) => ({
    field: list(field, { count, max: 3, what: 'items' }),
    value: Array.from({ length }, () => value),
  })),
);
const members = fc.array(fc.oneof(plain, wrapped), { maxLength: NAMES.length });
const nested: fc.Arbitrary<Member> = members.map((inner) => ({ field: recordOf(inner), value: objectOf(inner) }));
const table = fc.array(fc.oneof({ weight: 4, arbitrary: plain }, { weight: 2, arbitrary: wrapped }, nested), {
  maxLength: NAMES.length,
});

function recordOf(list: readonly Member[]) {
  return record<Record<string, unknown>>(Object.fromEntries(list.map(({ field }, n) => [NAMES[n]!, field])));
}

function objectOf(list: readonly Member[]): Record<string, unknown> {
  return Object.fromEntries(list.map(({ value }, n) => [NAMES[n]!, value]));
}

function wireOf({ field, value }: Member): Uint8Array {
  const writer = new WireWriter();
  field.write(writer, value, 'field');
  return writer.finish();
}

function isRefused(field: Field<unknown>, wire: Uint8Array): boolean {
  try {
    field.walk(new WireReader(wire, 'record'));
    return false;
  } catch (error) {
    return isTosError(error, 'TOS_INVALID_FORMAT');
  }
}

test('the wire of a record is that of its fields, one behind the other, walked to its end and not further', () => {
  fc.assert(
    fc.property(table, fc.uint8Array({ maxLength: 3 }), (list, behind) => {
      const field = recordOf(list);
      const value = objectOf(list);
      const wire = wireOf({ field, value });
      expect(wire).toEqual(Uint8Array.from(list.flatMap((member) => [...wireOf(member)])));
      const reader = new WireReader(Uint8Array.of(...wire, ...behind), 'record');
      field.walk(reader);
      expect(reader.remaining).toBe(behind.length);
      expect(field.read(new WireReader(wire, 'record'))).toEqual(value);
      expect(field.size ?? wire.length).toBe(wire.length);
      expect(field.least).toBeLessThanOrEqual(wire.length);
      for (let length = 0; length < wire.length; length++) {
        expect(isRefused(field, wire.slice(0, length)), `${length} bytes`).toBe(true);
      }
    }),
  );
});

test('JSON has the members in snake case, and is read back; those that may be absent are read without', () => {
  fc.assert(
    fc.property(table, (list) => {
      const field = recordOf(list);
      const value = objectOf(list);
      const schema = field.json(jsonMaker);
      const json = schema.encode(value);
      expect(Object.keys(Object(json))).toEqual(JSON_NAMES.slice(0, list.length));
      expect(schema.decode(json)).toEqual(value);
      const isNeeded = (n: number) => list[n]!.field.absent === undefined || list[n]!.value !== list[n]!.field.absent;
      const present = Object.entries(Object(json)).filter((_, n) => isNeeded(n));
      expect(schema.decode(Object.fromEntries(present) as typeof json)).toEqual(value);
      const surplus = { ...Object(json), other: null };
      expect(schema.safeDecode(surplus).success).toBe(false);
    }),
  );
});

test('offsets count from the start of the record, or from the end of the last field before whose size depends on its value', () => {
  fc.assert(
    fc.property(table, (list) => {
      const field = recordOf(list);
      let offset = 0;
      for (const [n, member] of list.entries()) {
        expect(field.offsetOf(NAMES[n]!), NAMES[n]).toBe(offset);
        offset = member.field.size === undefined ? 0 : offset + wireOf(member).length;
      }
    }),
  );
});

test('the documented bytes of fixed fields are all bytes of a record that has no others', () => {
  fc.assert(
    fc.property(fc.array(leaf, { maxLength: NAMES.length }), (list) => {
      const fixed = list.filter(({ field }) => field.size !== undefined);
      const rows = recordOf(fixed).rows('');
      const wire = wireOf({ field: recordOf(fixed), value: objectOf(fixed) });
      expect(rows.reduce((sum, row) => sum + Number(row.bytes), 0)).toBe(wire.length);
    }),
  );
});
