import { once } from 'node:events';
import { type ExactJson, parseExactJson } from '@tos/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { answerBody } from '../src/rpc/answer/answer-body.ts';
import { BlockSteps } from '../src/rpc/subscriptions/block-steps.ts';
import { Subscriptions } from '../src/rpc/subscriptions/subscriptions.ts';
import { fuzzedFrame, randomNumbers } from './fuzz-frames.ts';
import { openRpcDevnet, type RpcDevnet } from './rpc-devnet.ts';
import { membersOf, WsClient } from './ws-client.ts';

/** `TOS_TEST_FACTOR=50` makes 10,000,000 of them. */
const FRAMES = 200_000 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const SEED = (Date.now() & 0x7fff_ffff) | 1;

async function open(): Promise<RpcDevnet> {
  const devnet = await openRpcDevnet();
  onTestFinished(async () => {
    await devnet.close();
    expect(devnet.internal, `seed ${SEED}`).toEqual([]);
  });
  for (let i = 0; i < 3; i++) await devnet.produce(devnet.sign(BigInt(i)));
  return devnet;
}

/** Every frame of a node is an answer, a list of answers, null, or an event. */
function assertFrame(text: string): void {
  const frame = parseExactJson(text);
  for (const one of Array.isArray(frame) ? frame : [frame]) if (one !== null && !isAnswer(one)) throw new Error(text);
}

function isAnswer(one: ExactJson): boolean {
  const { jsonrpc, id, result, error } = membersOf(one);
  if (jsonrpc !== '2.0' || id === undefined || typeof id === 'boolean') return false;
  if (error === undefined) return result !== undefined;
  const { code, message } = membersOf(error);
  return result === undefined && typeof code === 'bigint' && typeof message === 'string';
}

test('whatever a frame says, it is answered, and subscriptions go on', { timeout: 3_600_000 }, async () => {
  const devnet = await open();
  const random = randomNumbers(SEED);
  const { context } = devnet.dispatcher;
  let frames = 0;
  const subscriptions = new Subscriptions({
    context,
    steps: new BlockSteps(context),
    sink: {
      hasRoom: () => true,
      mayQueue: () => true,
      send(text) {
        frames++;
        if (frames % 100 === 0) assertFrame(text);
      },
      close: (code, reason) => {
        throw new Error(`closed: ${code} ${reason}`);
      },
    },
    onFailure: (error) => devnet.internal.push(error),
  });
  let nonce = 3n;
  for (let i = 0; i < FRAMES; i++) {
    const subscriber = subscriptions.request();
    const text = fuzzedFrame(random);
    const answer = await answerBody(text, { ...devnet.dispatcher, context: { ...context, subscriber } }, 1000);
    subscriber.answered();
    if (!answer.startsWith('{"jsonrpc":"2.0","id":')) assertFrame(answer);
    if (i % 2000 !== 0) continue;
    await devnet.produce(devnet.sign(nonce++));
    subscriptions.wake();
  }
  expect(frames, `seed ${SEED}`).toBeGreaterThan(0);
  subscriptions.close();
});

test('over a socket too, and bytes that are no frames end only their socket', { timeout: 120_000 }, async () => {
  const devnet = await open();
  const random = randomNumbers(SEED);
  const client = await WsClient.open(devnet.server.url);
  onTestFinished(() => client.close());
  let answers = 0;
  client.socket.on('message', (data) => {
    assertFrame(String(data));
    if (!String(data).includes('"event":')) answers++;
  });
  for (let sent = 0; sent < 3000; sent += 50) {
    for (let i = 0; i < 50; i++) client.socket.send(fuzzedFrame(random));
    await devnet.produce();
    await client.when(() => (answers >= sent + 50 ? true : undefined));
  }
  for (let i = 0; i < 100; i++) {
    const broken = await WsClient.open(devnet.server.url);
    // Frames of every opcode, length and mask, and what is none.
    const bytes = Uint8Array.from({ length: 2 + random(60) }, () => random(256));
    const connection: unknown = Reflect.get(broken.socket, '_socket');
    if (typeof connection === 'object' && connection !== null) Reflect.get(connection, 'write').call(connection, bytes);
    broken.socket.terminate();
    if (broken.closed === undefined) await once(broken.socket, 'close');
  }
  const after = await WsClient.open(devnet.server.url);
  onTestFinished(() => after.close());
  expect(await after.call('get_version')).toHaveProperty('result');
  expect(client.closed).toBeUndefined();
});
