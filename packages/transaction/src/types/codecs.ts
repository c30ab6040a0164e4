import { Opcode, TosError } from '@tos/protocol';
import * as registry from './registry.ts';
import type { TypeCodec } from './type-codec.ts';

type PayloadOf<C> = C extends TypeCodec<infer P> ? P : never;

/** What a transaction does, one member for each registered type, told apart by `type`. */
export type Payload = PayloadOf<(typeof registry)[keyof typeof registry]>;

const all: readonly TypeCodec<Payload>[] = Object.values(registry);
const table = new Array<TypeCodec<Payload> | undefined>(256).fill(undefined);
for (const codec of all) table[codec.opcode] = codec;
const names = new Map(Object.entries(Opcode).map(([name, opcode]): [number, string] => [opcode, name.toLowerCase()]));
const byType = new Map<string, TypeCodec<Payload>>(all.map((codec) => [codec.type, codec]));

/** By opcode. */
export const registeredCodecs: readonly (TypeCodec<Payload> | undefined)[] = table;

/** The error for an opcode that the profile has and the registry has not. */
export function notSupported(type: string | number, index?: number): TosError {
  const name = typeof type === 'number' ? (names.get(type) ?? `opcode ${type}`) : type;
  const which = index === undefined ? 'The transaction' : `Transaction ${index}`;
  const feature = `transaction type ${name}`;
  return new TosError('TOS_NOT_SUPPORTED', { feature }, `${which} is of type ${name}, which has no codec yet.`);
}

/** Undefined for what is no type at all. @throws TOS_NOT_SUPPORTED for a type of the protocol without a codec. */
export function codecOfType(type: string): TypeCodec<Payload> | undefined {
  const codec = byType.get(type);
  if (codec === undefined && [...names.values()].includes(type)) throw notSupported(type);
  return codec;
}

/** @throws TOS_INVALID_ARGUMENT, TOS_NOT_SUPPORTED: only for a caller without types. */
export function codecOfPayload({ type }: Payload): TypeCodec<Payload> {
  const codec = codecOfType(type);
  if (codec !== undefined) return codec;
  const expected = [...byType.keys()].join(', ');
  throw new TosError('TOS_INVALID_ARGUMENT', { argument: 'payload.type', expected, received: String(type) });
}
