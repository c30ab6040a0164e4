import type { ExactJson } from '@tos/protocol';
import type { z } from 'zod';
import type { WireReader } from '../wire-reader.ts';
import type { WireWriter } from '../wire-writer.ts';
import type { LayoutRow } from './layout.ts';

/**
 * One kind of field of a payload: its bytes on the wire, its value in an object, its JSON, and what documentation says of it. A payload is
 * a table of fields (`record`, `variants`), from which its codec follows.
 */
export interface Field<T> {
  /** Bytes on the wire; undefined where they depend on the value. */
  readonly size: number | undefined;
  /** The fewest bytes on the wire. */
  readonly least: number;
  /** True if any bytes of `size` are a value, so that a walker can skip several such fields at once. */
  readonly isPlain: boolean;
  /** Moves the reader behind the field. This is the strict decoder: it refuses with `reader.fail`, and allocates nothing. */
  walk(reader: WireReader): void;
  /** The value of a field that `walk` has accepted. */
  read(reader: WireReader): T;
  /** @param name of the field, for the path in an error; empty for an item of a list */
  write(writer: WireWriter, value: T, name: string): void;
  readonly json: z.ZodType<T, ExactJson>;
  /** Name in JSON; the name in the object, in snake case, when absent. */
  readonly jsonName?: string;
  /** The value of a member that is absent in JSON; where this is undefined, the member must be there. */
  readonly absent?: T;
  /** @param name of the field, in words */
  rows(name: string): readonly LayoutRow[];
}

/** The field under another name in JSON than its own in snake case. */
export function jsonNamed<F extends Field<unknown>>(field: F, jsonName: string): F & { readonly jsonName: string } {
  return { ...field, jsonName };
}
