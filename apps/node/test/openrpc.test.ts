import { readFileSync, writeFileSync } from 'node:fs';
import { parseExactJson, stringifyExactJson } from '@tos/protocol';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rpcMethods } from '../src/rpc/methods/rpc-methods.ts';
import { openRpcDocument } from '../src/rpc/openrpc/openrpc-document.ts';

const FILE = new URL('../../../docs/openrpc.json', import.meta.url);
const COMMAND = 'TOS_WRITE_OPENRPC=1 npx vitest run apps/node/test/openrpc.test.ts';

const document = openRpcDocument([...rpcMethods.values()].filter(({ name }) => name !== 'rpc.discover'));
const text = stringifyExactJson(document);

test('docs/openrpc.json describes the methods as they are', () => {
  // A line per member, so that a difference shows what has changed.
  if (process.env['TOS_WRITE_OPENRPC'] === '1') writeFileSync(FILE, `${indented(text)}\n`);
  const isCurrent = readFileSync(FILE, 'utf8') === `${indented(text)}\n`;
  expect(isCurrent, `docs/openrpc.json is not that of the methods; write it by: ${COMMAND}`).toBe(true);
});

const descriptor = z.strictObject({ name: z.string(), required: z.boolean().optional(), schema: z.looseObject({}) });
const openRpc = z.strictObject({
  openrpc: z.string(),
  info: z.strictObject({ title: z.string(), description: z.string(), version: z.string() }),
  methods: z.array(
    z.strictObject({
      name: z.string(),
      summary: z.string().min(10),
      tags: z.array(z.strictObject({ name: z.literal('devnet'), description: z.string() })).optional(),
      paramStructure: z.literal('by-name'),
      params: z.array(descriptor.required()),
      result: descriptor,
      errors: z.array(z.strictObject({ $ref: z.string() })),
    }),
  ),
  components: z.strictObject({
    schemas: z.record(z.string(), z.looseObject({})),
    errors: z.record(
      z.string(),
      z.strictObject({
        code: z.bigint(),
        message: z.string().min(10),
        data: z.strictObject({ $ref: z.literal('#/components/schemas/ErrorData') }),
      }),
    ),
  }),
});

test('it has every method with its params and result, and every reference leads somewhere', () => {
  const parsed = openRpc.parse(parseExactJson(text));
  expect(parsed.methods.map(({ name }) => name)).toEqual(
    [...rpcMethods.keys()].filter((name) => name !== 'rpc.discover'),
  );
  for (const { name, params } of parsed.methods) {
    expect(
      params.map((param) => param.name),
      name,
    ).toEqual(Object.keys(rpcMethods.get(name)!.params?.shape ?? {}));
  }
  const names = [
    ...Object.keys(parsed.components.schemas).map((name) => `#/components/schemas/${name}`),
    ...Object.keys(parsed.components.errors).map((name) => `#/components/errors/${name}`),
  ];
  const references = new Set([...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference));
  expect([...references].filter((reference) => !names.includes(reference!))).toEqual([]);
});

test('bounds beyond 2^53 keep their digits', () => {
  const balance = openRpc.parse(parseExactJson(text)).methods.find(({ name }) => name === 'get_balance');
  expect(balance?.result.schema).toMatchObject({
    properties: { balance: { type: 'integer', minimum: 0n, maximum: 18_446_744_073_709_551_615n } },
  });
});

/** JSON with a line per member and item, two spaces per level. */
function indented(json: string): string {
  let depth = 0;
  return json.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token, at: number) => {
    const isEmpty = /^(?:\{\}|\[\])/.test(json.slice(at, at + 2)) || /^(?:\{\}|\[\])/.test(json.slice(at - 1, at + 1));
    if (isEmpty && /[{}[\]]/.test(token)) return token;
    if (token === '{' || token === '[') return `${token}\n${'  '.repeat(++depth)}`;
    if (token === '}' || token === ']') return `\n${'  '.repeat(--depth)}${token}`;
    if (token === ',') return `,\n${'  '.repeat(depth)}`;
    return token === ':' ? ': ' : token;
  });
}
