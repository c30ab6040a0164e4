import { type IncomingHttpHeaders, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type RpcServer, startRpcServer } from '../src/rpc/http/rpc-server.ts';
import { openRpcDevnet, type RpcDevnet } from './rpc-devnet.ts';

const CALL = '{"jsonrpc":"2.0","id":1,"method":"get_height"}';
const PAGE = 'http://localhost:3000';
let devnet: RpcDevnet;

beforeAll(async () => {
  devnet = await openRpcDevnet();
});
afterAll(() => devnet.close());

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Unlike `fetch` this lets a test write every header. */
async function send(
  method: string,
  headers: { readonly [name: string]: string },
  { path = '/json_rpc', server = devnet.server }: { readonly path?: string; readonly server?: RpcServer } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(`${server.url}${path}`, { method, headers }, async (response) => {
      const body = (await response.setEncoding('utf8').toArray()).join('');
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? CALL : undefined);
  });
}

test('curl and programs get in, with whatever content type they send', async () => {
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
    const { status, headers, body } = await send('POST', { 'content-type': type });
    expect([status, JSON.parse(body)]).toEqual([200, { jsonrpc: '2.0', id: 1, result: 0 }]);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('a page of this machine asks, is allowed, and reads the answer', async () => {
  const asked = await send('OPTIONS', {
    origin: PAGE,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  });
  expect([asked.status, asked.body]).toEqual([204, '']);
  expect(asked.headers).toMatchObject({
    'access-control-allow-origin': PAGE,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '7200',
    vary: 'Origin',
  });
  const called = await send('POST', { origin: PAGE, 'content-type': 'application/json' });
  expect([called.status, called.headers['access-control-allow-origin']]).toEqual([200, PAGE]);
});

test.each(['OPTIONS', 'POST', 'GET', 'HEAD'])(
  '%s of a foreign page is refused, also a form and plain text',
  async (method) => {
    const origins = ['https://evil.example', 'null', 'chrome-extension://abc', 'http://localhost.evil.example'];
    for (const origin of origins) {
      for (const type of [
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain',
        'multipart/form-data',
      ]) {
        const { status, headers, body } = await send(method, { origin, 'content-type': type });
        expect([status, headers['access-control-allow-origin']]).toEqual([403, undefined]);
        if (method !== 'HEAD') expect(JSON.parse(body)).toMatchObject({ id: null, error: { code: -32600 } });
      }
    }
  },
);

test.each(['/json_rpc', '/health/live', '/health/ready', '/nowhere'])(
  'a foreign name in the host leads nowhere: %s',
  async (path) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const { status, body } = await send(method, { host: 'evil.example:8080' }, { path });
      expect(status).toBe(403);
      expect(JSON.parse(body).error.message).toContain('Call it by its IP address or as localhost');
    }
  },
);

/** The status of an upgrade to a WebSocket. */
async function upgradeStatus(server: RpcServer, headers: { readonly [name: string]: string }): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/json_rpc`, { headers });
    socket.on('error', () => undefined);
    socket.on('upgrade', () => {
      resolve(101);
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
  });
}

test('a WebSocket has the same guard', async () => {
  const statusOf = (headers: { readonly [name: string]: string }): Promise<number> =>
    upgradeStatus(devnet.server, headers);
  expect(await statusOf({})).toBe(101);
  expect(await statusOf({ origin: PAGE })).toBe(101);
  for (const origin of ['https://evil.example', 'null', 'chrome-extension://abc'])
    expect(await statusOf({ origin })).toBe(403);
  expect(await statusOf({ host: 'evil.example' })).toBe(403);
});

test('what is listed gets in, over HTTP and as a WebSocket, and a refusal names the setting', async () => {
  const listed = await startRpcServer(
    { port: 0, origins: ['https://wallet.example', 'chrome-extension://abc'], hosts: ['tos-node'] },
    devnet.dispatcher,
    devnet.events,
  );
  try {
    const rows: readonly (readonly [{ readonly [name: string]: string }, number, RegExp])[] = [
      [{ host: 'tos-node:8080' }, 200, /"result"/],
      [{ host: 'TOS-NODE' }, 200, /"result"/],
      [{ origin: 'https://wallet.example' }, 200, /"result"/],
      [{ origin: 'chrome-extension://abc', host: 'tos-node' }, 200, /"result"/],
      [{ origin: PAGE }, 200, /"result"/],
      [{ host: 'tos-node.evil.example' }, 403, /--allow-host/],
      [{ origin: 'https://evil.example' }, 403, /--allow-origin/],
      [{ origin: 'https://evil.example', host: 'tos-node' }, 403, /--allow-origin/],
    ];
    for (const [headers, status, text] of rows) {
      const reply = await send('POST', headers, { server: listed });
      expect(reply.body, JSON.stringify(headers)).toMatch(text);
      const allowed = status === 200 ? headers['origin'] : undefined;
      expect([reply.status, reply.headers['access-control-allow-origin']]).toEqual([status, allowed]);
      const upgraded = await upgradeStatus(listed, headers);
      expect(upgraded, JSON.stringify(headers)).toBe(status === 200 ? 101 : status);
    }
  } finally {
    await listed.close();
  }
});

test('another method than POST is answered with how to call, and other paths with where', async () => {
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const { status, headers, body } = await send(method, {});
    expect([status, headers.allow]).toEqual([405, 'POST, OPTIONS']);
    expect(JSON.parse(body).error.message).toContain('Send POST /json_rpc with a body like {"jsonrpc":"2.0"');
  }
  expect(await send('HEAD', {})).toMatchObject({ status: 405, body: '' });
  expect(await send('OPTIONS', {})).toMatchObject({ status: 204, headers: { allow: 'POST, OPTIONS' } });
  for (const method of ['GET', 'POST']) {
    const { status, body } = await send(method, {}, { path: '/nowhere' });
    expect([status, JSON.parse(body).error.message]).toEqual([
      404,
      expect.stringContaining('Calls go to POST /json_rpc'),
    ]);
  }
});
