import type { ExactJson } from '@tos/protocol';

type Members = { readonly [name: string]: ExactJson };
/** Where a value goes: `in` is what a caller passes, `out` what the node answers. */
type Way = 'in' | 'out';

/** The source of `src/rpc/rpc-methods.ts`: the types of all methods of an OpenRPC document. */
export function rpcMethodsSource(document: ExactJson): string {
  const { methods, components } = membersOf(document);
  const schemas = Object.entries(membersOf(membersOf(components)['schemas']));
  const types = [
    ...schemas.flatMap(([name, schema]) => [`export type ${name} = ${typeOf(schema, 'out', '')};`, '']),
    '/** The methods of a node: what each takes, and what it returns. Integers are bigints in results, and bigints or safe integers in params. */',
    'export interface RpcMethods {',
    ...itemsOf(methods).flatMap((method) => methodLines(membersOf(method))),
    '}',
    '',
  ].join('\n');
  return [
    '// Generated from docs/openrpc.json; npm run format leaves it alone. CONTRIBUTING.md has the command that writes it again.',
    ...(/\bExactJson\b/.test(types) ? [`import type { ExactJson } from '@tos/protocol';`] : []),
    '',
    types,
  ].join('\n');
}

function methodLines({ name, summary, params, result }: Members): string[] {
  const taken = itemsOf(params).map((param) => {
    const { name, required, schema } = membersOf(param);
    return member(String(name), schema!, required === true, 'in', '      ');
  });
  return [
    `  /** ${String(summary)} */`,
    `  ${nameOf(String(name))}: {`,
    taken.length === 0 ? '    readonly params: undefined;' : `    readonly params: {\n${taken.join('\n')}\n    };`,
    `    readonly result: ${typeOf(membersOf(result)['schema']!, 'out', '    ')};`,
    '  };',
  ];
}

function member(name: string, schema: ExactJson, isRequired: boolean, way: Way, indent: string): string {
  return `${indent}readonly ${nameOf(name)}${isRequired ? '' : '?'}: ${typeOf(schema, way, indent)};`;
}

function nameOf(name: string): string {
  return /^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name);
}

/** @throws for a schema with a keyword that has no type here */
function typeOf(schema: ExactJson, way: Way, indent: string): string {
  const { $ref, anyOf, enum: values, const: value, type, not, ...rest } = membersOf(schema);
  if ($ref !== undefined) return String($ref).replace('#/components/schemas/', '');
  if (anyOf !== undefined) return union(itemsOf(anyOf).map((one) => typeOf(one, way, indent)));
  if (values !== undefined) return union(itemsOf(values).map(literal));
  if (value !== undefined) return literal(value);
  if (not !== undefined) return 'never';
  if (Array.isArray(type)) return union(type.map((one) => typeOf({ ...rest, type: one }, way, indent)));
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
      return way === 'in' ? 'bigint | number' : 'bigint';
    case 'array':
      return arrayOf(rest, way, indent);
    case 'object':
      return objectOf(rest, way, indent);
    case undefined:
      if (Object.keys(rest).length === 0) return 'ExactJson';
  }
  throw new Error(`This schema has no type: ${JSON.stringify(Object.keys(membersOf(schema)))}, type ${String(type)}`);
}

function arrayOf({ items, prefixItems }: Members, way: Way, indent: string): string {
  if (prefixItems !== undefined) {
    return `readonly [${itemsOf(prefixItems)
      .map((item) => typeOf(item, way, indent))
      .join(', ')}]`;
  }
  const item = typeOf(items!, way, indent);
  return /^(?:\{[^|]*\}|\w+)$/.test(item) ? `readonly ${item}[]` : `readonly (${item})[]`;
}

function objectOf({ properties, required, additionalProperties }: Members, way: Way, indent: string): string {
  const inner = `${indent}  `;
  if (properties === undefined) {
    return `{ readonly [name: string]: ${typeOf(additionalProperties ?? {}, way, indent)} }`;
  }
  const names = required === undefined ? [] : itemsOf(required);
  const lines = Object.entries(membersOf(properties)).map(([name, schema]) =>
    member(name, schema, names.includes(name), way, inner),
  );
  return lines.length === 0 ? 'Record<string, never>' : `{\n${lines.join('\n')}\n${indent}}`;
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

function literal(value: ExactJson): string {
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

function membersOf(json: ExactJson | undefined): Members {
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return Object.fromEntries(Object.entries(json));
  throw new Error('An object is expected');
}

function itemsOf(json: ExactJson | undefined): readonly ExactJson[] {
  if (Array.isArray(json)) return json;
  throw new Error('A list is expected');
}
