import type { ExactJson } from '@tos/protocol';
import { z } from 'zod';
import type { Conversion, JsonMaker, JsonSchema } from '../fields/field.ts';
import { hexJson, integerJson, textJson, u64Json } from './json-fields.ts';
import { recordJson } from './record-json.ts';
import { valueCellJson } from './value-cell-json.ts';
import { variantsJson } from './variants-json.ts';

/** Makes the schemas of fields with zod. */
export const jsonMaker: JsonMaker = {
  bool: z.boolean(),
  u64: u64Json,
  valueCell: valueCellJson,
  integer: integerJson,
  hex: hexJson,
  text: textJson,
  record: (table) => recordJson(jsonMaker, table),
  variants: (arms, jsonOfAll) => variantsJson(jsonMaker, arms, jsonOfAll),
  converted<A, T, J extends ExactJson>(schema: JsonSchema<A, J>, conversion: Conversion<A, T>): JsonSchema<T, J> {
    return z.codec(schema, z.custom<T>(), conversion);
  },
};
