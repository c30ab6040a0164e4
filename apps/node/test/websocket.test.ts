import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { stringifyExactJson } from '@tos/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { openFilesLimit } from '../src/rpc/http/open-files-limit.ts';
import { defineMethod } from '../src/rpc/method/define-method.ts';
import { openRpcDevnet, type RpcDevnet } from './rpc-devnet.ts';
import { WsClient } from './ws-client.ts';

let devnet: RpcDevnet;
const clients: { close(): void }[] = [];

beforeEach(async () => {
  // Only the beat of the sockets: everything else needs the real clock.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  larges = 0;
  devnet = await openRpcDevnet(undefined, [large]);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await devnet.close();
  vi.useRealTimers();
  expect(devnet.internal).toEqual([]);
});

async function open(): Promise<WsClient> {
  const client = await WsClient.open(devnet.server.url);
  clients.push(client);
  return client;
}

/** A WebSocket by hand, so that a test decides whether it reads and answers pings. */
async function openByHand(): Promise<Socket> {
  const { port } = new URL(devnet.server.url);
  const socket = connect(Number(port), '127.0.0.1');
  clients.push({ close: () => socket.destroy() });
  socket.on('error', () => undefined);
  socket.write(
    `GET /json_rpc HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  );
  const [head] = await once(socket, 'data');
  expect(String(head)).toMatch(/^HTTP\/1\.1 101 /);
  return socket;
}

/** A text frame of a client, with a mask of zeros. */
function textFrame(text: string): Uint8Array {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126
      ? Buffer.of(0x81, 0x80 | payload.length)
      : payload.length < 65_536
        ? Buffer.of(0x81, 0xfe, payload.length >> 8, payload.length & 0xff)
        : Buffer.of(0x81, 0xff, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (payload.length >> shift) & 0xff));
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

function subscribe(notify: string): string {
  return stringifyExactJson({ jsonrpc: '2.0', id: 1, method: 'subscribe', params: { notify } });
}

/** Characters of an answer of the method `large`, and how often it was called. */
const LARGE = 1_000_000;
let larges = 0;
const large = defineMethod({
  name: 'large',
  summary: 'Answers with much.',
  result: z.string(),
  call() {
    larges++;
    return 'x'.repeat(LARGE);
  },
});

test('calls are answered as over HTTP', async () => {
  const client = await open();
  const bodies = [
    '{"jsonrpc":"2.0","id":1,"method":"get_height"}',
    '{"jsonrpc":"2.0","id":"a","method":"no_such_method"}',
    '[{"jsonrpc":"2.0","id":1,"method":"get_height"},{"jsonrpc":"2.0","method":"get_height"},7]',
    '{"jsonrpc":"2.0","method":"get_version"}',
    '[]',
    'not JSON',
  ];
  const received: string[] = [];
  client.socket.on('message', (data) => received.push(String(data)));
  for (const [i, body] of bodies.entries()) {
    client.socket.send(body);
    await client.when(() => (received.length > i ? true : undefined));
    const response = await fetch(`${devnet.server.url}/json_rpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(received[i]).toBe(await response.text());
  }
});

test('a list may be longer than over HTTP', async () => {
  const client = await open();
  const list = Array.from({ length: 1000 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'get_topoheight' }));
  const answer = once(client.socket, 'message');
  client.socket.send(stringifyExactJson(list));
  const answers: { id: number; result: number }[] = JSON.parse(String((await answer)[0]));
  expect(answers.map(({ id }) => id)).toEqual(list.map(({ id }) => id));
});

test.each(['/', '/json_rpcs', '/getwork', '/json_rpc/', '/%6ason_rpc'])('there is no WebSocket at %s', async (path) => {
  const socket = new WebSocket(devnet.server.url.replace('http', 'ws') + path);
  const [error] = await once(socket, 'error');
  expect(String(error)).toContain('404');
});

test('what breaks the protocol of WebSockets gets its close code', async () => {
  const binary = await open();
  binary.socket.send(Uint8Array.of(1, 2, 3));
  expect(await binary.whenClosed()).toEqual({ code: 1003, reason: 'Frames are JSON texts; send text frames' });
  const large = await open();
  large.socket.send('x'.repeat(5 * 1024 * 1024));
  expect((await large.whenClosed()).code).toBe(1009);
  const [compressed] = await Promise.all([open()]);
  expect(compressed.socket.extensions).toBe('');
  for (const [bytes, code] of [
    [Buffer.of(0x81, 0x01, 0x31), 1002], // not masked
    [Buffer.of(0xf1, 0x80, 0, 0, 0, 0), 1002], // reserved bits
    [Buffer.of(0x81, 0x82, 0, 0, 0, 0, 0xff, 0xff), 1007], // not UTF-8
    [Buffer.of(0x80, 0x81, 0, 0, 0, 0, 0x31), 1002], // a continuation of nothing
  ] as const) {
    const socket = await openByHand();
    const answer = once(socket, 'data');
    socket.write(bytes);
    const [frame] = await answer;
    expect([frame[0], frame.readUInt16BE(2)]).toEqual([0x88, code]);
  }
  // The node answers as before.
  expect(await (await open()).call('get_topoheight')).toMatchObject({ result: 0n });
});

test('a socket whose other end is gone is closed at the second beat; one that answers pings stays', async () => {
  const living = await open();
  const dead = await openByHand();
  // It takes bytes, and never answers a ping.
  dead.on('data', () => undefined);
  const closed = once(dead, 'close');
  // Pings of the first beats are answered before the next ones come.
  for (let beat = 0; beat < 4; beat++) {
    const ping = once(living.socket, 'ping');
    await vi.advanceTimersByTimeAsync(30_000);
    await ping;
    await living.call('get_topoheight');
  }
  await closed;
  expect(living.closed).toBeUndefined();
});

test('a request that never becomes whole is closed like a socket that is gone', async () => {
  const socket = await openByHand();
  socket.write(textFrame('x'.repeat(1000)).subarray(0, 500));
  const closed = once(socket, 'close');
  socket.on('data', () => undefined);
  await expect
    .poll(async () => {
      await vi.advanceTimersByTimeAsync(30_000);
      return socket.closed;
    })
    .toBe(true);
  await closed;
});

test('a caller who does not read is not read either, and gets every answer once it reads', async () => {
  const socket = await openByHand();
  const frame = textFrame('{"jsonrpc":"2.0","id":1,"method":"large"}');
  // Far more than the buffers of the system hold.
  const requests = 150;
  let bytes = 0;
  socket.pause();
  for (let i = 0; i < requests; i++) socket.write(frame);
  const other = await open();
  let before = -1;
  await expect
    .poll(
      async () => {
        expect(await other.call('get_topoheight')).toMatchObject({ result: 0n });
        const isStill = larges === before;
        before = larges;
        return isStill;
      },
      { interval: 300, timeout: 60_000 },
    )
    .toBe(true);
  expect(larges).toBeLessThan(requests);
  socket.on('data', (piece: Uint8Array) => {
    bytes += piece.length;
  });
  socket.resume();
  await expect.poll(() => bytes, { timeout: 60_000 }).toBeGreaterThan(requests * LARGE);
  expect(larges).toBe(requests);
});

test('the answers to one list are bounded', async () => {
  const client = await open();
  const list = Array.from({ length: 40 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'large' }));
  const answer = once(client.socket, 'message');
  client.socket.send(stringifyExactJson(list));
  const answers: { id: number; error?: { code: number; message: string } }[] = JSON.parse(String((await answer)[0]));
  expect(answers.map(({ id }) => id)).toEqual(list.map(({ id }) => id));
  expect(larges).toBeLessThan(20);
  expect(answers.filter(({ error }) => error === undefined)).toHaveLength(larges);
  expect(answers.at(-1)).toMatchObject({ error: { code: -32004, message: expect.stringContaining('shorter list') } });
});

test('a reader who stands still gets every block when it reads again', async () => {
  const socket = await openByHand();
  const received: Uint8Array[] = [];
  socket.write(textFrame(subscribe('new_block')));
  await once(socket, 'data');
  socket.pause();
  const fast = await open();
  const id = await fast.subscribe('new_block');
  for (let i = 0; i < 50; i++) await devnet.produce();
  await fast.whenEvents(id, 50);
  await devnet.rollbackTo(45);
  for (let i = 0; i < 5; i++) await devnet.produce();
  await fast.whenEvents(id, 55);
  socket.on('data', (piece: Uint8Array) => received.push(piece));
  socket.resume();
  await expect
    .poll(() =>
      [
        ...Buffer.concat(received)
          .toString('latin1')
          .matchAll(/"topoheight":(\d+)/g),
      ].map(([, t]) => Number(t)),
    )
    .toContain(50);
});

test('events that cannot wait end the socket of a reader who is too slow, with what to do', {
  timeout: 120_000,
}, async () => {
  const slow = await openByHand();
  // The longest id makes the largest frames.
  slow.write(textFrame(subscribe('transaction_added_in_mempool').replace('"id":1', `"id":"${'x'.repeat(128)}"`)));
  await once(slow, 'data');
  slow.pause();
  const fast = await openByHand();
  fast.write(textFrame(subscribe('transaction_added_in_mempool')));
  await once(fast, 'data');
  let taken = 0;
  fast.on('data', (piece: Uint8Array) => {
    taken += piece.length;
  });
  await devnet.submit(devnet.sign(0n));
  const [entry] = [...devnet.mempool.entries()];
  await expect.poll(() => taken).toBeGreaterThan(0);
  const frame = taken;
  // The system's buffers fill first, up to 10 MB by Linux's defaults, then those of the node.
  let sent = 1;
  while (sent < 40_000) {
    for (let i = 0; i < 500; i++) devnet.events.emit('transactionAdded', entry!);
    sent += 500;
    while (taken < sent * frame) await once(fast, 'data');
  }
  const received: Uint8Array[] = [];
  slow.on('data', (piece: Uint8Array) => received.push(piece));
  slow.resume();
  await once(slow, 'close');
  expect(Buffer.concat(received).subarray(-80).toString('latin1')).toContain(
    'reconnect, call get_mempool, and read faster',
  );
  expect(taken).toBe(sent * frame);
});

test('two thousand sockets are served, the next ones are refused, and HTTP still has room', {
  timeout: 120_000,
}, async () => {
  // As many as the node takes: fewer where the process may open few files. Here both ends are in one process.
  const most = Math.floor(Math.min(4096, Math.floor(openFilesLimit() / 2)) / 2);
  const sockets: WsClient[] = [];
  for (let i = 0; i < most; i += 64) {
    sockets.push(...(await Promise.all(Array.from({ length: Math.min(64, most - i) }, open))));
  }
  const ids = await Promise.all(sockets.map((client) => client.subscribe('new_block')));
  await devnet.produce();
  await Promise.all(sockets.map((client, i) => client.whenEvents(ids[i]!, 1)));
  const refused = new WebSocket(`${devnet.server.url.replace('http', 'ws')}/json_rpc`);
  expect(String((await once(refused, 'error'))[0])).toContain('503');
  const response = await fetch(`${devnet.server.url}/json_rpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"jsonrpc":"2.0","id":1,"method":"get_topoheight"}',
  });
  expect(await response.json()).toMatchObject({ result: 1 });
  // A place that becomes free is taken again.
  sockets[0]!.close();
  await sockets[0]!.whenClosed();
  await expect
    .poll(() =>
      open().then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
});

test('the node stops although a socket neither reads nor answers', async () => {
  const silent = await openByHand();
  silent.pause();
  const waiting = await open();
  await devnet.server.close();
  expect(await waiting.whenClosed()).toEqual({ code: 1001, reason: 'The node stops; reconnect later' });
});
