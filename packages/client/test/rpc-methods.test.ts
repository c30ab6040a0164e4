import { readFileSync, writeFileSync } from 'node:fs';
import { parseExactJson } from '@tos/protocol';
import { expect, test } from 'vitest';
import { rpcMethodsSource } from './rpc-methods-source.ts';

const DOCUMENT = new URL('../../../docs/openrpc.json', import.meta.url);
const FILE = new URL('../src/rpc/rpc-methods.ts', import.meta.url);
const COMMAND = 'TOS_WRITE_RPC_METHODS=1 npx vitest run packages/client/test/rpc-methods.test.ts';

test('the types of the methods are those of docs/openrpc.json, which are the schemas of the node', () => {
  const source = rpcMethodsSource(parseExactJson(readFileSync(DOCUMENT, 'utf8')));
  if (process.env['TOS_WRITE_RPC_METHODS'] === '1') writeFileSync(FILE, source);
  const isCurrent = readFileSync(FILE, 'utf8') === source;
  expect(isCurrent, `src/rpc/rpc-methods.ts is not that of docs/openrpc.json; write it by: ${COMMAND}`).toBe(true);
});
