import { assertObject, invalidArgument, TosError } from '@tos/protocol';
import type { DefinedType } from './define-type.ts';
import * as registry from './registry.ts';
import type { TypeCodec } from './type-codec.ts';

type PayloadOf<C> = C extends TypeCodec<infer P> ? P : never;

/** The payload of a transaction: a union of the payloads of all registered types, told apart by `type`. */
export type Payload = PayloadOf<(typeof registry)[keyof typeof registry]>;

const all: readonly DefinedType<Payload>[] = Object.values(registry);

/** The types that decode, by ascending opcode: what documentation is made of. */
export const definedTypes: readonly DefinedType<Payload>[] = all.toSorted((a, b) => a.opcode - b.opcode);
const table = new Array<TypeCodec<Payload> | undefined>(256).fill(undefined);
for (const codec of all) table[codec.opcode] = codec;
const byType = new Map<string, TypeCodec<Payload>>(all.map((codec) => [codec.type, codec]));

/** By opcode. */
export const registeredCodecs: readonly (TypeCodec<Payload> | undefined)[] = table;

/** The error for an opcode that the profile has and the registry has not. */
export function notSupported(opcode: number, index: number): TosError {
  const feature = `transaction type ${opcode}`;
  return new TosError(
    'TOS_NOT_SUPPORTED',
    { feature },
    `Transaction ${index} is of type ${opcode}, which has no codec.`,
  );
}

/** Undefined for a name that is no type's. */
export function codecOfType(type: string): TypeCodec<Payload> | undefined {
  return byType.get(type);
}

/** @throws TOS_INVALID_ARGUMENT for a payload of an unknown type, which only a caller in plain JavaScript can pass */
export function codecOfPayload(payload: Payload): TypeCodec<Payload> {
  assertObject(payload, 'payload');
  const codec = codecOfType(payload.type);
  if (codec === undefined)
    throw invalidArgument('payload.type', `one of ${[...byType.keys()].join(', ')}`, payload.type);
  return codec;
}
