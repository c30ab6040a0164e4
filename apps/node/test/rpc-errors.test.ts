import { readFileSync } from 'node:fs';
import { bytesToHex } from '@tos/crypto';
import { TosError } from '@tos/protocol';
import { createMemoryStorage } from '@tos/state';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { errorDataJson } from '../src/rpc/errors/error-json.ts';
import { RpcErrorCode } from '../src/rpc/errors/rpc-error.ts';
import { defineMethod } from '../src/rpc/method/define-method.ts';
import { openRpcDevnet, type RpcDevnet } from './rpc-devnet.ts';
import { WsClient } from './ws-client.ts';

/** A storage whose disk fails where it looks for the blocks of a height. */
const failingStorage = Object.assign(createMemoryStorage(), {
  blocksAtHeight: () =>
    Promise.reject(new TosError('TOS_STORAGE_FAILURE', { operation: 'read the blocks of a height' })),
});
/** A method with a defect. */
const defective = defineMethod({
  name: 'defective',
  summary: 'Reads a member of nothing.',
  result: z.null(),
  call: () => Reflect.get(JSON.parse('[]')[0], 'x'),
});

let devnet: RpcDevnet;
let client: WsClient;
beforeAll(async () => {
  devnet = await openRpcDevnet(failingStorage, [defective]);
  client = await WsClient.open(devnet.server.url);
});
afterAll(async () => {
  client.close();
  await devnet.close();
});

interface Row {
  readonly what: string;
  /** The body, or a function that makes it from the running devnet. */
  readonly body: string | (() => string);
  readonly code: keyof typeof RpcErrorCode;
  readonly reason: string;
  readonly data?: object;
  /** Where the error comes; over both when absent. */
  readonly only?: 'http' | 'ws';
}

function call(method: string, params: object | null = null): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
}

const ADDRESS = 'tst13jfypdzk48ndcewrw7ssfrt5t722prxm0azvhntmgme5qjy8zy6qqupqq54';
const UNKNOWN = '07'.repeat(32);

const rows: readonly Row[] = [
  { what: 'no JSON', body: '{', code: 'PARSE', reason: 'TOS_INVALID_FORMAT' },
  {
    what: 'a number that is not exact',
    body: call('get_block_at_topoheight').replace('null', '[0.5]'),
    code: 'PARSE',
    reason: 'TOS_INVALID_FORMAT',
  },
  {
    what: 'a method that is no name',
    body: '{"jsonrpc":"2.0","id":1,"method":7}',
    code: 'PARSE',
    reason: 'TOS_INVALID_FORMAT',
    data: { field: 'method' },
  },
  {
    what: 'an id that is none',
    body: '{"jsonrpc":"2.0","id":-1,"method":"get_height"}',
    code: 'PARSE',
    reason: 'TOS_INVALID_FORMAT',
    data: { field: 'id' },
  },
  {
    what: 'no version',
    body: '{"id":1,"method":"get_height"}',
    code: 'INVALID_REQUEST',
    reason: 'TOS_INVALID_FORMAT',
    data: { field: 'jsonrpc' },
  },
  { what: 'no request', body: '7', code: 'INVALID_REQUEST', reason: 'TOS_INVALID_FORMAT' },
  { what: 'an empty list', body: '[]', code: 'INVALID_REQUEST', reason: 'TOS_INVALID_FORMAT' },
  {
    what: 'a long list',
    body: `[${new Array(21).fill(call('get_height')).join(',')}]`,
    code: 'INVALID_REQUEST',
    reason: 'TOS_INVALID_FORMAT',
    only: 'http',
  },
  {
    what: 'a long id',
    body: `{"jsonrpc":"2.0","id":"${'x'.repeat(129)}","method":"get_height"}`,
    code: 'INVALID_REQUEST',
    reason: 'TOS_INVALID_FORMAT',
    data: { field: 'id' },
  },
  {
    what: 'an unknown method',
    body: call('get_hieght'),
    code: 'METHOD_NOT_FOUND',
    reason: 'TOS_NOT_SUPPORTED',
    data: { field: 'method', remedy: expect.stringContaining('get_height') },
  },
  {
    what: 'a subscription over HTTP',
    body: call('subscribe', { notify: 'new_block' }),
    code: 'METHOD_NOT_FOUND',
    reason: 'TOS_NOT_SUPPORTED',
    only: 'http',
  },
  {
    what: 'params where there are none',
    body: call('get_height', { x: 1 }),
    code: 'INVALID_PARAMS',
    reason: 'TOS_INVALID_ARGUMENT',
  },
  {
    what: 'a param of another form',
    body: call('get_balance', { address: 'x', asset: UNKNOWN }),
    code: 'INVALID_PARAMS',
    reason: 'TOS_INVALID_ARGUMENT',
    data: { field: 'address' },
  },
  {
    what: 'an unknown param',
    body: call('get_nonce', { address: ADDRESS, nonce: 1 }),
    code: 'INVALID_PARAMS',
    reason: 'TOS_INVALID_ARGUMENT',
  },
  {
    what: 'a place that cannot be resumed',
    body: call('subscribe', { notify: 'transaction_added_in_mempool', from_topoheight: 0 }),
    code: 'INVALID_PARAMS',
    reason: 'TOS_INVALID_ARGUMENT',
    data: { field: 'from_topoheight' },
    only: 'ws',
  },
  { what: 'a defect', body: call('defective'), code: 'INTERNAL', reason: 'TOS_INTERNAL', data: { details: {} } },
  {
    what: 'a disk that fails',
    body: call('get_blocks_at_height', { height: 0 }),
    code: 'INTERNAL',
    reason: 'TOS_STORAGE_FAILURE',
    data: { details: { operation: 'read the blocks of a height' } },
  },
  {
    what: 'bytes that are no transaction',
    body: call('submit_transaction', { data: 'ff00' }),
    code: 'DESERIALISATION',
    reason: 'TOS_INVALID_FORMAT',
  },
  {
    what: 'bytes that are no block',
    body: call('submit_block', { block_template: 'ff00' }),
    code: 'INVALID_PARAMS',
    reason: 'TOS_INVALID_ARGUMENT',
    data: { field: 'block_template' },
  },
  {
    what: 'a transaction that breaks a rule',
    body: () => call('submit_transaction', { data: bytesToHex(devnet.sign(1_000_000n)) }),
    code: 'OTHER',
    reason: 'TOS_RULE_VIOLATION',
    data: { error_code: 0x0111, rule: '0x0111', details: { name: 'NONCE_TOO_HIGH', given: '1000000' } },
  },
  {
    what: 'a hash that nothing has',
    body: call('get_transaction', { hash: UNKNOWN }),
    code: 'OTHER',
    reason: 'TOS_NOT_FOUND',
    data: { field: 'hash' },
  },
  {
    what: 'a topoheight above the head',
    body: call('get_block_at_topoheight', { topoheight: 9 }),
    code: 'OTHER',
    reason: 'TOS_NOT_FOUND',
    data: { field: 'topoheight' },
  },
  {
    what: 'more than an answer has',
    body: call('get_mempool', { maximum: 21 }),
    code: 'OTHER',
    reason: 'TOS_INVALID_ARGUMENT',
    data: { field: 'maximum' },
  },
  {
    what: 'what the node does not have',
    body: call('get_contract_module', { contract: UNKNOWN }),
    code: 'OTHER',
    reason: 'TOS_NOT_SUPPORTED',
  },
  {
    what: 'a place in the chain that there is not',
    body: call('subscribe', { notify: 'new_block', from_topoheight: 9 }),
    code: 'OTHER',
    reason: 'TOS_NOT_FOUND',
    data: { field: 'from_topoheight' },
    only: 'ws',
  },
  {
    what: 'an event that was not subscribed to',
    body: call('unsubscribe', { notify: 'new_block' }),
    code: 'NOT_SUBSCRIBED',
    reason: 'TOS_INVALID_ARGUMENT',
    only: 'ws',
  },
  {
    what: 'a second subscription',
    body: `[${call('subscribe', { notify: 'block_ordered' })},${call('subscribe', { notify: 'block_ordered' })}]`,
    code: 'ALREADY_SUBSCRIBED',
    reason: 'TOS_INVALID_ARGUMENT',
    only: 'ws',
  },
];

/** The last answer of a body, which is an error with all that errors have. */
function assertError(text: string, { code, reason, data }: Row): void {
  const parsed: unknown = JSON.parse(text);
  const answer: unknown = Array.isArray(parsed) ? parsed.at(-1) : parsed;
  expect(answer).toEqual({
    jsonrpc: '2.0',
    id: expect.toSatisfy((id) => id === null || id === 1),
    error: {
      code: RpcErrorCode[code],
      message: expect.stringMatching(/^.+\. .+$/),
      data: expect.objectContaining({
        code: reason,
        details: expect.any(Object),
        remedy: expect.stringMatching(/.{8}/),
      }),
    },
  });
  if (data !== undefined) expect(answer).toMatchObject({ error: { data } });
  const { error } = z.object({ error: z.object({ message: z.string(), data: errorDataJson }) }).parse(answer);
  expect(error.message.endsWith(error.data.remedy)).toBe(true);
}

test.each(rows.filter(({ only }) => only !== 'ws'))('over HTTP: $what ($code)', async (row) => {
  const body = typeof row.body === 'string' ? row.body : row.body();
  const response = await fetch(`${devnet.server.url}/json_rpc`, { method: 'POST', body });
  expect(response.status).toBe(200);
  assertError(await response.text(), row);
});

test.each(rows.filter(({ only }) => only !== 'http'))('over a WebSocket: $what ($code)', async (row) => {
  const answer = new Promise<string>((resolve) => client.socket.once('message', (data) => resolve(String(data))));
  client.socket.send(typeof row.body === 'string' ? row.body : row.body());
  assertError(await answer, row);
});

test.each([
  ['GET', '/json_rpc', {}, 405],
  ['POST', '/elsewhere', {}, 404],
  ['POST', '/json_rpc', { origin: 'https://evil.example' }, 403],
  ['POST', '/json_rpc', { 'content-type': 'json' }, 415],
  ['POST', '/json_rpc', {}, 413],
] as const)('%s %s with %j: status %i has an error of the same form', async (method, path, headers, status) => {
  const body = method === 'GET' ? null : status === 413 ? ' '.repeat(2_200_000) : '{}';
  const response = await fetch(devnet.server.url + path, { method, headers, body });
  expect(response.status).toBe(status);
  assertError(await response.text(), { what: '', body: '', code: 'INVALID_REQUEST', reason: 'TOS_INVALID_FORMAT' });
});

test('every code has a row: those of the protocol, and those of the node', () => {
  const provoked = new Set(rows.map(({ code }) => RpcErrorCode[code]));
  const [, section = ''] = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8').split(
    /^### 7\.2 .*$/m,
  );
  const listed = [...(section.split(/^## /m)[0] ?? '').matchAll(/(?<=[\s(])-\d+\b/g)].map(([code]) => Number(code));
  expect(listed).toEqual(expect.arrayContaining([-32700, -32603, -32004, -1, -2]));
  const known: readonly number[] = Object.values(RpcErrorCode);
  expect([...provoked].sort()).toEqual([...known].sort());
  expect(listed.filter((code) => !known.includes(code))).toEqual([]);
});

test('what failed inside the node was reported to it, and nothing else', () => {
  const reported = devnet.internal.map((error) => (error instanceof Error ? error.constructor.name : ''));
  expect(new Set(reported)).toEqual(new Set(['TypeError', 'TosError']));
});
