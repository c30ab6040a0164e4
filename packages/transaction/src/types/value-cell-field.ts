import type { Field } from '../fields/field.ts';
import { readUtf8, walkUtf8 } from '../utf8.ts';
import type { WireReader } from '../wire-reader.ts';
import type { WireWriter } from '../wire-writer.ts';
import {
  INTEGER_TYPES,
  type IntegerPrimitive,
  MAX_CELL_BYTES,
  MAX_CELL_DEPTH,
  MAX_CELL_ITEMS,
  type Primitive,
  type ValueCell,
} from './value-cell.ts';

// Wire bytes of parameters of contract calls. Source: docs/protocol.md §1.

// The integer type with index n in INTEGER_TYPES has the tag n + 1 and 2^n bytes.
const TAG = { NULL: 0, LAST_INTEGER: 6, BOOL: 7, STRING: 8, RANGE: 9 } as const;
const KIND = { DEFAULT: 0, BYTES: 1, OBJECT: 2, MAP: 3 } as const;

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

export const valueCell: Field<ValueCell> = {
  size: undefined,
  // Its kind, and the tag of the primitive null.
  least: 2,
  isPlain: false,
  walk: (reader) => walkValueCell(reader),
  read: readValueCell,
  write: (writer, cell) => writeValueCell(writer, cell),
  json: (make) => make.valueCell,
  rows: (name) => [{ name: name === '' ? 'value cell' : name, bytes: 'n', limits: 'see below' }],
};
