import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { limitConnections } from './limit-connections.ts';

const REFUSAL = 'HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 4\r\n\r\nbusy';

let server: Server;
let port: number;
let full: number;
/** Answers that a test holds back. */
let held: ServerResponse[] | undefined;
const sockets: Client[] = [];

/** A connection that records what it received. */
interface Client {
  readonly socket: Socket;
  text: string;
  isClosed: boolean;
}

beforeEach(async () => {
  full = 0;
  held = undefined;
  server = createServer((_request, response) => {
    if (held === undefined) response.end('fine');
    else held.push(response);
  });
  limitConnections(server, { most: 4, refusal: REFUSAL, onFull: () => full++ });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterEach(async () => {
  for (const { socket } of sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function open(): Promise<Client> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  const client: Client = { socket, text: '', isClosed: false };
  sockets.push(client);
  socket.on('data', (text) => {
    client.text += text;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    client.isClosed = true;
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  return client;
}

function ask({ socket }: Client): void {
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
}

async function served(): Promise<Client> {
  const client = await open();
  ask(client);
  await expect.poll(() => client.text).toContain('fine');
  return client;
}

test('whoever comes gets a place, at the cost of who was served longest ago', async () => {
  const clients: Client[] = [];
  for (let i = 0; i < 4; i++) clients.push(await served());
  // The first connection is used again, so that the second one is now the oldest.
  clients[0]!.text = '';
  ask(clients[0]!);
  await expect.poll(() => clients[0]!.text).toContain('fine');
  expect(full).toBe(0);
  await served();
  await expect.poll(() => clients.map(({ isClosed }) => isClosed)).toEqual([false, true, false, false]);
  for (let i = 0; i < 20; i++) await served();
  expect(full).toBe(1);
  expect(clients.every(({ isClosed }) => isClosed)).toBe(true);
});

test('connections that never send anything keep nobody out', async () => {
  const silent = await Promise.all(Array.from({ length: 4 }, open));
  // Connections younger than a second may be callers that are just arriving: then the new one is refused.
  await expect
    .poll(async () => {
      const client = await open();
      ask(client);
      await expect.poll(() => client.text).not.toBe('');
      return client.text;
    })
    .toContain('fine');
  expect(silent.some(({ isClosed }) => isClosed)).toBe(true);
});

test('no call under way is broken off: a new caller is told that all are at work', async () => {
  held = [];
  const busy = await Promise.all(Array.from({ length: 4 }, open));
  busy.forEach(ask);
  await expect.poll(() => held?.length).toBe(4);
  const late = await open();
  await expect.poll(() => late.isClosed).toBe(true);
  expect(late.text).toBe(REFUSAL);
  for (const response of held) response.end('fine');
  await expect.poll(() => busy.every(({ text }) => text.includes('fine'))).toBe(true);
  held = undefined;
  await served();
});
