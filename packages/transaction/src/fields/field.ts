import type { ExactJson } from '@tos/protocol';
import type { z } from 'zod';
import type { ValueCell } from '../types/value-cell.ts';
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
  /** The schema of the field's JSON. `@tos/transaction/json` calls it, and gives it the maker of schemas. */
  json(make: JsonMaker): JsonSchema<T>;
  /** Name in JSON; the name in the object, in snake case, when absent. */
  readonly jsonName?: string;
  /** The value of a member that is absent in JSON; where this is undefined, the member must be there. */
  readonly absent?: T;
  /** @param name of the field, in words */
  rows(name: string): readonly LayoutRow[];
}

/** A table: the fields of an object by name, in their order on the wire. */
export type FieldTable<T> = { readonly [Name in keyof T]: Field<T[Name]> };

/** JSON on one side, the value in an object on the other. Numbers are bigints in JSON, as `parseExactJson` makes them. */
export type JsonSchema<T, J extends ExactJson = ExactJson> = z.ZodType<T, J>;

export type JsonObject = { readonly [member: string]: ExactJson };

/** One variant: what `variant` says, and the members beside it. */
export interface VariantArm<V extends string, T> {
  readonly name: V;
  readonly table: FieldTable<T>;
}

/** Between what a schema gives and another form of it. */
export interface Conversion<A, T> {
  decode(value: A): T;
  encode(value: T): A;
}

/** Members that the JSON of every variant has, with their values in variants that have no such field. They may be absent there. */
export type JsonOfAll = { readonly [member: string]: null | readonly never[] };

/**
 * Makes the schemas of fields. A field gets the maker as an argument and imports no zod, so that a program without the JSON of transactions
 * does not carry zod, which is more than three times as large as all that signs a transfer.
 */
export interface JsonMaker {
  readonly bool: JsonSchema<boolean>;
  readonly u64: JsonSchema<bigint>;
  readonly valueCell: JsonSchema<ValueCell>;
  /** An integer from `min` to `max`, a number in objects. */
  integer(min: number, max: number): JsonSchema<number>;
  /** Hex of `min` to `max` bytes; of exactly `min` when `max` is absent. */
  hex(min: number, max?: number): JsonSchema<Uint8Array>;
  /** A string of `min` to `max` bytes of UTF-8. */
  text(min: number, max: number): JsonSchema<string>;
  /** An object with the members of the table, and no others. */
  record<T extends object>(table: FieldTable<T>): JsonSchema<T, JsonObject>;
  /** One of several records, told apart by `variant`. */
  variants<V extends string, T extends object>(
    arms: readonly VariantArm<V, T>[],
    jsonOfAll: JsonOfAll,
  ): JsonSchema<T & { readonly variant: V }, JsonObject>;
  /** A schema whose values have another form in objects than the schema gives them. */
  converted<A, T, J extends ExactJson>(schema: JsonSchema<A, J>, conversion: Conversion<A, T>): JsonSchema<T, J>;
}

/** The field under another name in JSON than its own in snake case. */
export function jsonNamed<F extends Field<unknown>>(field: F, jsonName: string): F & { readonly jsonName: string } {
  return { ...field, jsonName };
}
