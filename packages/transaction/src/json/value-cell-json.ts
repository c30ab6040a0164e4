import type { ExactJson } from '@tos/protocol';
import { z } from 'zod';
import {
  MAX_CELL_BYTES,
  MAX_CELL_DEPTH,
  MAX_CELL_ITEMS,
  MAX_CELL_STRING,
  type ValueCell,
} from '../types/value-cell.ts';
import { hexJson, textJson } from './json-fields.ts';

// The JSON of value cells is their object form, with hex for bytes and for u256 (32 bytes).

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
const primitiveJson = z
  .discriminatedUnion('type', [
    integerJson,
    z.strictObject({ type: z.literal('bool'), value: z.boolean() }),
    z.strictObject({ type: z.literal('string'), value: textJson(0, MAX_CELL_STRING) }),
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
export const valueCellJson: z.ZodType<ValueCell, ExactJson> = z.codec(anyJson, z.custom<ValueCell>(), {
  decode: (input, context) => valid(context, input, () => cellFromJson(input, 0)),
  encode: (cell, context) => valid(context, cell, () => cellToJson(cell, 0)),
});

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
