import type { JsonMaker, JsonObject, JsonSchema } from '../fields/field.ts';
import type { WireReader } from '../wire-reader.ts';
import type { WireWriter } from '../wire-writer.ts';

/** The member that every payload has. */
export interface TypedPayload {
  readonly type: string;
}

/**
 * One type of transaction: what stands between the opcode and the fee, in its three forms (wire, object, JSON).
 * A new type is a file beside this one and a line in `registry.ts`. Source of the layouts: docs/protocol.md §2.2.
 */
export interface TypeCodec<P extends TypedPayload = TypedPayload> {
  readonly opcode: number;
  /** The payload's discriminant; also `tx_type` in JSON. */
  readonly type: P['type'];
  /**
   * Moves the reader behind the payload. This is the strict decoder: `reader.fail` refuses whatever docs/protocol.md §1 refuses. It
   * runs on every transaction of every block, and allocates nothing.
   */
  walk(reader: WireReader): void;
  /** The object form of a payload that `walk` has accepted. @param extension a second reader, at fields 8-9 if the type has them */
  read(reader: WireReader, extension: WireReader): P;
  write(writer: WireWriter, payload: P): void;
  /** The type's own members of the JSON form (`payload`, mostly) on one side, the object form on the other. */
  json(make: JsonMaker): JsonSchema<P, JsonObject>;
  /** Fields 8-9, between nonce and reference, which the signing bytes leave out. Only uno, shield and unshield have them. */
  readonly extension?: {
    walk(reader: WireReader): void;
    write(writer: WireWriter, payload: P): void;
  };
}
