import type { ExactJson } from '@tos/protocol';
import { z } from 'zod';
import type { Field, FieldTable, JsonMaker, JsonObject, JsonSchema } from '../fields/field.ts';
import { whole } from '../fields/record.ts';

export type Members = { readonly [name: string]: unknown };
export type Schemas = { readonly [name: string]: z.ZodType<unknown, ExactJson> };

/** An object with the members of the table, and no others. */
export function recordJson<T extends object>(make: JsonMaker, table: FieldTable<T>): JsonSchema<T, JsonObject> {
  return z.codec(z.strictObject(memberSchemas(make, table)), z.custom<T>(), {
    decode: (json) => fromMembers(table, json),
    encode: (value) => toMembers(table, value),
  });
}

/** The schemas of the members by their names in JSON. */
export function memberSchemas<T extends object>(make: JsonMaker, table: FieldTable<T>): Schemas {
  const schemas: { [name: string]: z.ZodType<unknown, ExactJson> } = {};
  for (const name in table) {
    const field = table[name];
    const schema = field.json(make);
    schemas[jsonNameOf(name, field)] = field.absent === undefined ? schema : schema.exactOptional();
  }
  return schemas;
}

/** The object whose members `memberSchemas` have accepted. */
export function fromMembers<T extends object>(table: FieldTable<T>, json: Members): T {
  const value: { [name: string]: unknown } = {};
  for (const name in table) {
    const jsonName = jsonNameOf(name, table[name]);
    value[name] = Object.hasOwn(json, jsonName) ? json[jsonName] : table[name].absent;
  }
  return whole(value, table);
}

/** The members by their names in JSON. */
export function toMembers<T extends object>(table: FieldTable<T>, value: T): Members {
  const json: { [name: string]: unknown } = {};
  for (const name in table) json[jsonNameOf(name, table[name])] = value[name];
  return json;
}

function jsonNameOf(name: string, field: Field<unknown>): string {
  return field.jsonName ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
