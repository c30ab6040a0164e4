import type { IntegerPrimitive, Primitive, ValueCell } from '@tos/transaction';
import { z } from 'zod';
import { byteList } from '../result-values.ts';

/** Up to 128 bits a number; 256 bits are decimal text. */
type IntegerJson = { type: 'u8' | 'u16' | 'u32' | 'u64' | 'u128'; value: bigint } | { type: 'u256'; value: string };

type PrimitiveJson =
  | { type: 'null' }
  | IntegerJson
  | { type: 'boolean'; value: boolean }
  | { type: 'string'; value: string }
  | { type: 'range'; value: [IntegerJson, IntegerJson] };

/** A parameter of a contract call, in the original's form: every level is tagged with its type. */
export type ValueCellJson =
  | { type: 'default'; value: PrimitiveJson }
  | { type: 'bytes'; value: number[] }
  | { type: 'object'; value: ValueCellJson[] }
  | { type: 'map'; value: [ValueCellJson, ValueCellJson][] };

const integerJson = z.union([
  z.strictObject({ type: z.enum(['u8', 'u16', 'u32', 'u64', 'u128']), value: z.bigint().min(0n) }),
  z.strictObject({ type: z.literal('u256'), value: z.string().regex(/^\d+$/) }),
]);

const primitiveJson = z.union([
  z.strictObject({ type: z.literal('null') }),
  integerJson,
  z.strictObject({ type: z.literal('boolean'), value: z.boolean() }),
  z.strictObject({ type: z.literal('string'), value: z.string() }),
  z.strictObject({ type: z.literal('range'), value: z.tuple([integerJson, integerJson]) }),
]);

export const valueCellJson: z.ZodType<ValueCellJson, ValueCellJson> = z.lazy(() =>
  z.union([
    z.strictObject({ type: z.literal('default'), value: primitiveJson }),
    z.strictObject({ type: z.literal('bytes'), value: byteList }),
    z.strictObject({ type: z.literal('object'), value: z.array(valueCellJson) }),
    z.strictObject({ type: z.literal('map'), value: z.array(z.tuple([valueCellJson, valueCellJson])) }),
  ]),
);

/** The format limits how deep cells nest, and with that the depth of the recursion. */
export function toValueCellJson(cell: ValueCell): ValueCellJson {
  switch (cell.kind) {
    case 'default':
      return { type: 'default', value: toPrimitiveJson(cell.value) };
    case 'bytes':
      return { type: 'bytes', value: Array.from(cell.value) };
    case 'object':
      return { type: 'object', value: cell.value.map(toValueCellJson) };
    case 'map':
      return { type: 'map', value: cell.value.map(([key, value]) => [toValueCellJson(key), toValueCellJson(value)]) };
  }
}

function toPrimitiveJson(primitive: Primitive): PrimitiveJson {
  if (primitive === null) return { type: 'null' };
  switch (primitive.type) {
    case 'bool':
      return { type: 'boolean', value: primitive.value };
    case 'string':
      return { type: 'string', value: primitive.value };
    case 'range':
      return { type: 'range', value: [toIntegerJson(primitive.value[0]), toIntegerJson(primitive.value[1])] };
    default:
      return toIntegerJson(primitive);
  }
}

function toIntegerJson({ type, value }: IntegerPrimitive): IntegerJson {
  return type === 'u256' ? { type, value: String(value) } : { type, value };
}
