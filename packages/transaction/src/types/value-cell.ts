import type { ExactJson } from '@tos/protocol';
import { z } from 'zod';
import type { Field } from '../fields/field.ts';
import { hexJson } from '../json-fields.ts';
import { readUtf8, utf8Length, walkUtf8 } from '../utf8.ts';
import type { WireReader } from '../wire-reader.ts';
import type { WireWriter } from '../wire-writer.ts';

// Parameters of contract calls. Source: docs/protocol.md §1.

/** An integer of a contract, with as many bits as its type says. */
export interface IntegerPrimitive {
  readonly type: IntegerType;
  readonly value: bigint;
}

/** A value without parts. */
export type Primitive =
  | null
  | IntegerPrimitive
  | { readonly type: 'bool'; readonly value: boolean }
  /** Up to 65,535 bytes of UTF-8. */
  | { readonly type: 'string'; readonly value: string }
  /** Two integers of the same type; the first may be the larger. */
  | { readonly type: 'range'; readonly value: readonly [IntegerPrimitive, IntegerPrimitive] };

/** A parameter of a contract call. Containers that are not empty nest up to 64 deep. */
export type ValueCell =
  | { readonly kind: 'default'; readonly value: Primitive }
  /** Up to 1,000,000 bytes. */
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  /** Up to 10,000 cells. */
  | { readonly kind: 'object'; readonly value: readonly ValueCell[] }
  /** Up to 10,000 pairs, in their order on the wire. A key may occur twice: the contract decides what that means. */
  | { readonly kind: 'map'; readonly value: readonly (readonly [ValueCell, ValueCell])[] };

export type IntegerType = (typeof INTEGER_TYPES)[number];

// The type with index n has the tag n + 1 and 2^n bytes.
const INTEGER_TYPES = ['u8', 'u16', 'u32', 'u64', 'u128', 'u256'] as const;
const TAG = { NULL: 0, LAST_INTEGER: 6, BOOL: 7, STRING: 8, RANGE: 9 } as const;
const KIND = { DEFAULT: 0, BYTES: 1, OBJECT: 2, MAP: 3 } as const;

export const MAX_CELL_BYTES = 1_000_000;
/** Cells of an object, or pairs of a map. */
export const MAX_CELL_ITEMS = 10_000;
/** Containers around a cell. An empty container holds no cell, so that it may stand one level deeper. */
export const MAX_CELL_DEPTH = 64;
const MAX_STRING_SIZE = 0xffff;

/** Moves the reader behind one cell. The format's limit of depth bounds the recursion. */
export function walkValueCell(reader: WireReader, depth = 0): void {
  const kind = reader.u8();
  switch (kind) {
    case KIND.DEFAULT:
      walkPrimitive(reader);
      break;
    case KIND.BYTES: {
      const length = reader.u32();
      if (length > MAX_CELL_BYTES) reader.fail(`at most ${MAX_CELL_BYTES} bytes, not ${length}`, -4);
      reader.skip(length);
      break;
    }
    case KIND.OBJECT:
    case KIND.MAP: {
      const count = reader.u32();
      if (count > MAX_CELL_ITEMS) reader.fail(`at most ${MAX_CELL_ITEMS} items, not ${count}`, -4);
      if (count > 0 && depth === MAX_CELL_DEPTH)
        reader.fail(`more than ${MAX_CELL_DEPTH} containers in each other`, -5);
      for (let left = kind === KIND.MAP ? 2 * count : count; left > 0; left--) walkValueCell(reader, depth + 1);
      break;
    }
    default:
      reader.fail(`value cells of kind ${kind} do not exist`, -1);
  }
}

export function readValueCell(reader: WireReader): ValueCell {
  switch (reader.u8()) {
    case KIND.DEFAULT:
      return { kind: 'default', value: readPrimitive(reader) };
    case KIND.BYTES:
      return { kind: 'bytes', value: reader.bytes(reader.u32()) };
    case KIND.OBJECT:
      return { kind: 'object', value: Array.from({ length: reader.u32() }, () => readValueCell(reader)) };
    default: {
      const pair = (): [ValueCell, ValueCell] => [readValueCell(reader), readValueCell(reader)];
      return { kind: 'map', value: Array.from({ length: reader.u32() }, pair) };
    }
  }
}

/** @throws TOS_INVALID_ARGUMENT for cells that nest deeper than the format allows, such as an object that contains itself */
export function writeValueCell(writer: WireWriter, cell: ValueCell, depth = 0): void {
  if (depth > MAX_CELL_DEPTH) {
    throw writer.refuse('', `inside at most ${MAX_CELL_DEPTH} containers`, cell);
  }
  const inner = (item: ValueCell) => writeValueCell(writer, item, depth + 1);
  writer.object(cell, '', ({ kind }) => {
    switch (cell.kind) {
      case 'default':
        writer.u8(KIND.DEFAULT);
        writePrimitive(writer, cell.value);
        break;
      case 'bytes':
        writer.u8(KIND.BYTES);
        writer.sized(cell.value, 4, 'value');
        break;
      case 'object':
        writer.u8(KIND.OBJECT);
        writer.list(cell.value, 4, 'value', inner);
        break;
      case 'map':
        writer.u8(KIND.MAP);
        writer.list(cell.value, 4, 'value', (pair) => writer.pair(pair, '', inner));
        break;
      default:
        throw writer.refuse('kind', 'default, bytes, object or map', kind);
    }
  });
}

function walkPrimitive(reader: WireReader): void {
  const tag = reader.u8();
  if (tag === TAG.NULL) return;
  if (tag <= TAG.LAST_INTEGER) {
    reader.skip(integerSize(tag));
    return;
  }
  switch (tag) {
    case TAG.BOOL:
      reader.bool();
      break;
    case TAG.STRING:
      walkUtf8(reader, reader.u16());
      break;
    case TAG.RANGE: {
      const integer = reader.u8();
      if (integer === TAG.NULL || integer > TAG.LAST_INTEGER) reader.fail('a range is of integers', -1);
      reader.skip(integerSize(integer));
      if (reader.u8() !== integer) reader.fail('the ends of a range have the same type', -1);
      reader.skip(integerSize(integer));
      break;
    }
    default:
      reader.fail(`primitives of type ${tag} do not exist`, -1);
  }
}

function readPrimitive(reader: WireReader): Primitive {
  const tag = reader.u8();
  switch (tag) {
    case TAG.NULL:
      return null;
    case TAG.BOOL:
      return { type: 'bool', value: reader.bool() };
    case TAG.STRING:
      return { type: 'string', value: readUtf8(reader, reader.u16()) };
    case TAG.RANGE:
      return { type: 'range', value: [readInteger(reader, reader.u8()), readInteger(reader, reader.u8())] };
    default:
      return readInteger(reader, tag);
  }
}

function writePrimitive(writer: WireWriter, primitive: Primitive): void {
  if (primitive === null) {
    writer.u8(TAG.NULL);
    return;
  }
  writer.object(primitive, 'value', () => {
    switch (primitive.type) {
      case 'bool':
        writer.u8(TAG.BOOL);
        writer.bool(primitive.value, 'value');
        break;
      case 'string':
        writer.u8(TAG.STRING);
        writer.text(primitive.value, 2, 'value');
        break;
      case 'range':
        writer.u8(TAG.RANGE);
        writer.pair(primitive.value, 'value', (end) => {
          writer.object(end, '', (integer) => writeInteger(writer, integer));
        });
        break;
      default:
        writeInteger(writer, primitive);
    }
  });
}

function integerSize(tag: number): number {
  return 1 << (tag - 1);
}

function readInteger(reader: WireReader, tag: number): IntegerPrimitive {
  let value = 0n;
  for (let left = integerSize(tag); left > 0; left--) value = (value << 8n) | BigInt(reader.u8());
  return { type: INTEGER_TYPES[tag - 1]!, value };
}

function writeInteger(writer: WireWriter, { type, value }: IntegerPrimitive): void {
  const tag = INTEGER_TYPES.indexOf(type) + 1;
  if (tag === 0) throw writer.refuse('type', INTEGER_TYPES.join(' or '), type);
  const bits = BigInt(8 * integerSize(tag));
  if (typeof value !== 'bigint' || value < 0n || value >> bits > 0n) throw writer.refuse('value', `a ${type}`, value);
  writer.u8(tag);
  for (let shift = bits - 8n; shift >= 0n; shift -= 8n) writer.u8(Number((value >> shift) & 0xffn));
}

// JSON: the object form, with hex for bytes and for u256 (32 bytes).

const integerBounds = (bits: bigint) =>
  z
    .bigint()
    .min(0n)
    .max((1n << bits) - 1n);
const u256Json = z.codec(hexJson(32), integerBounds(256n), {
  decode: (bytes) => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n),
  encode: (value) => Uint8Array.from({ length: 32 }, (_, n) => Number((value >> BigInt(8 * (31 - n))) & 0xffn)),
});
const integerJson = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('u8'), value: integerBounds(8n) }),
  z.strictObject({ type: z.literal('u16'), value: integerBounds(16n) }),
  z.strictObject({ type: z.literal('u32'), value: integerBounds(32n) }),
  z.strictObject({ type: z.literal('u64'), value: integerBounds(64n) }),
  z.strictObject({ type: z.literal('u128'), value: integerBounds(128n) }),
  z.strictObject({ type: z.literal('u256'), value: u256Json }),
]);
const stringJson = z.string().refine((text) => {
  const size = utf8Length(text);
  return size >= 0 && size <= MAX_STRING_SIZE;
}, `expected at most ${MAX_STRING_SIZE} bytes of UTF-8`);
const primitiveJson = z
  .discriminatedUnion('type', [
    integerJson,
    z.strictObject({ type: z.literal('bool'), value: z.boolean() }),
    z.strictObject({ type: z.literal('string'), value: stringJson }),
    z.strictObject({
      type: z.literal('range'),
      value: z
        .tuple([integerJson, integerJson])
        .refine(([start, end]) => start.type === end.type, 'expected the same type')
        .readonly(),
    }),
  ])
  .nullable();

const anyJson = z.custom<ExactJson>();
/** The schema of one level: the items of a container are JSON on both sides. */
const levelJson = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('default'), value: primitiveJson }),
  z.strictObject({ kind: z.literal('bytes'), value: hexJson(0, MAX_CELL_BYTES) }),
  z.strictObject({ kind: z.literal('object'), value: z.array(anyJson).max(MAX_CELL_ITEMS) }),
  z.strictObject({ kind: z.literal('map'), value: z.array(z.tuple([anyJson, anyJson])).max(MAX_CELL_ITEMS) }),
]);

/** Converts one level at a time, with a limit of depth, so that no JSON and no object overflows the stack. */
const valueCellJson: z.ZodType<ValueCell, ExactJson> = z.codec(anyJson, z.custom<ValueCell>(), {
  decode: (input, context) => valid(context, input, () => cellFromJson(input, 0)),
  encode: (cell, context) => valid(context, cell, () => cellToJson(cell, 0)),
});

export const valueCell: Field<ValueCell> = {
  size: undefined,
  // Its kind, and the tag of the primitive null.
  least: 2,
  isPlain: false,
  walk: (reader) => walkValueCell(reader),
  read: readValueCell,
  write: (writer, cell) => writeValueCell(writer, cell),
  json: valueCellJson,
  rows: (name) => [{ name: name === '' ? 'value cell' : name, bytes: 'n', limits: 'see below' }],
};

class CellError extends Error {}

function valid<T>(context: z.core.ParsePayload, input: unknown, convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    context.issues.push({ code: 'custom', input, message: error.message });
    return z.NEVER;
  }
}

function cellFromJson(json: ExactJson, depth: number): ValueCell {
  const level = unwrap(levelJson.safeParse(json));
  if (level.kind !== 'object' && level.kind !== 'map') return level;
  assertDepth(level.value, depth);
  const inner = (item: ExactJson) => cellFromJson(item, depth + 1);
  if (level.kind === 'object') return { kind: 'object', value: level.value.map(inner) };
  return { kind: 'map', value: level.value.map(([key, value]) => [inner(key), inner(value)] as const) };
}

function cellToJson(cell: ValueCell, depth: number): ExactJson {
  const inner = (item: ValueCell) => cellToJson(item, depth + 1);
  if (cell.kind === 'object' || cell.kind === 'map') assertDepth(cell.value, depth);
  if (cell.kind === 'object') return unwrap(levelJson.safeEncode({ kind: 'object', value: cell.value.map(inner) }));
  if (cell.kind === 'map') {
    const pairs = cell.value.map(([key, value]): [ExactJson, ExactJson] => [inner(key), inner(value)]);
    return unwrap(levelJson.safeEncode({ kind: 'map', value: pairs }));
  }
  return unwrap(levelJson.safeEncode(cell));
}

function assertDepth(items: readonly unknown[], depth: number): void {
  if (items.length > 0 && depth === MAX_CELL_DEPTH) {
    throw new CellError(`expected at most ${MAX_CELL_DEPTH} containers in each other`);
  }
}

function unwrap<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  throw new CellError(result.error.issues[0]?.message ?? 'invalid');
}
