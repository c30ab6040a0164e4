import { TosError } from '@tos/protocol';
import { z } from 'zod';
import type { JsonMaker, JsonObject, JsonOfAll, JsonSchema, VariantArm } from '../fields/field.ts';
import { fromMembers, memberSchemas, type Schemas, toMembers } from './record-json.ts';

/** One of several records, told apart by `variant`. */
export function variantsJson<V extends string, T extends object>(
  make: JsonMaker,
  arms: readonly VariantArm<V, T>[],
  jsonOfAll: JsonOfAll,
): JsonSchema<T & { readonly variant: V }, JsonObject> {
  const ofAll = schemasOfAll(jsonOfAll);
  const [first, ...others] = arms.map(({ name: variant, table }) =>
    z.codec(
      z.strictObject({ variant: z.literal(variant), ...ofAll, ...memberSchemas(make, table) }),
      z.custom<T & { readonly variant: V }>(),
      {
        decode: (json) => ({ variant, ...fromMembers(table, json) }),
        encode: (value) => ({ variant, ...jsonOfAll, ...toMembers(table, value) }),
      },
    ),
  );
  if (first === undefined) throw new TosError('TOS_INTERNAL', { reason: 'a type without variants' });
  return z.discriminatedUnion('variant', [first, ...others]);
}

function schemasOfAll(jsonOfAll: JsonOfAll): Schemas {
  const isNull = z.null().exactOptional();
  const isEmpty = z.array(z.never()).max(0).exactOptional();
  return Object.fromEntries(
    Object.entries(jsonOfAll).map(([name, value]) => [name, value === null ? isNull : isEmpty]),
  );
}
