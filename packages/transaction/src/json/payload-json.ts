import { assertObject } from '@tos/protocol';
import type { JsonObject, JsonSchema } from '../fields/field.ts';
import type { TypeCodec, TypedPayload } from '../types/type-codec.ts';
import { jsonMaker } from './json-maker.ts';

/**
 * The schema of a type's own members of the JSON form (`payload`, mostly), with the object form on the other side.
 * @throws TOS_INVALID_ARGUMENT unless `codec` is what `defineType` returns
 */
export function payloadJson<P extends TypedPayload>(codec: TypeCodec<P>): JsonSchema<P, JsonObject> {
  assertObject(codec, 'codec', ['json']);
  return codec.json(jsonMaker);
}
