import type { ExactJsonInput } from '@tos/protocol';
import { z } from 'zod';
import { namedSchemas } from './named-schemas.ts';

type JsonObject = { readonly [key: string]: ExactJsonInput | undefined };

/** A JSON Schema, and the schemas that it refers to by `#/components/schemas/NAME`. */
export interface DescribedSchema {
  readonly schema: JsonObject;
  readonly components: { readonly [name: string]: ExactJsonInput };
}

/**
 * The JSON Schema of a zod schema: of what goes in, or of what comes out. Integers keep their exact bounds, also beyond 2^53. A schema that
 * contains itself must have a name in `namedSchemas`.
 */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): DescribedSchema {
  const described = z.toJSONSchema(schema, {
    io,
    metadata: namedSchemas,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // JSON has integers of any size; zod describes none for a bigint.
      if (!(zodSchema instanceof z.ZodBigInt)) return;
      jsonSchema.type = 'integer';
      Object.assign(jsonSchema, bounds(zodSchema));
    },
  });
  const { $schema: _, $defs = {}, ...own } = described;
  const components = Object.entries($defs).map(([key, definition]) => [key, copyOf(definition)]);
  return { schema: membersOf(own), components: Object.fromEntries(components) };
}

/** As texts: zod copies a schema by JSON.stringify, which takes no bigint. `membersOf` makes integers of them again. */
function bounds({ minValue, maxValue }: z.ZodBigInt): { readonly [key: string]: string } {
  return {
    ...(minValue === null ? {} : { minimum: String(minValue) }),
    ...(maxValue === null ? {} : { maximum: String(maxValue) }),
  };
}

/** A copy as JSON, in which references lead to the components of the document. */
function copyOf(value: unknown): ExactJsonInput {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
  }
  if (typeof value !== 'object' || value === null) return null;
  return Array.isArray(value) ? value.map((item) => copyOf(item)) : membersOf(value);
}

function membersOf(value: object): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      if (member === undefined) return [];
      if (typeof member === 'string' && (key === 'minimum' || key === 'maximum')) return [[key, BigInt(member)]];
      const isReference = key === '$ref' && typeof member === 'string';
      return [[key, isReference ? referenceOf(member) : copyOf(member)]];
    }),
  );
}

function referenceOf(reference: string): string {
  return reference.replace(/^#\/\$defs\//, '#/components/schemas/');
}
