import { bytesToHex } from '@tos/crypto';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { answerBody, MAX_BATCH } from '../src/rpc/answer/answer-body.ts';
import { errorDataJson } from '../src/rpc/errors/error-json.ts';
import { RpcErrorCode } from '../src/rpc/errors/rpc-error.ts';
import { fuzzedFrame, type RandomNumber, randomNumbers } from './fuzz-frames.ts';
import { openRpcDevnet, type RpcDevnet } from './rpc-devnet.ts';

/** `TOS_TEST_FACTOR=50` makes 10,000,000 of them. */
const BODIES = 200_000 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
/** How many are under way at once, as those of several clients. */
const TOGETHER = 20;
/** How many go through a socket: each costs a hundred times as much there. */
const SENT = 1000;
const SEED = (Date.now() & 0x7fff_ffff) | 1;

/** A devnet with three blocks and a transaction that waits, which must be as it was when the test ends. */
async function open(): Promise<RpcDevnet> {
  const devnet = await openRpcDevnet();
  for (let i = 0; i < 3; i++) await devnet.produce(devnet.sign(BigInt(i)));
  await devnet.submit(devnet.sign(3n));
  const before = await contentOf(devnet);
  onTestFinished(async () => {
    expect(await contentOf(devnet), `seed ${SEED}`).toEqual(before);
    expect(devnet.internal, `seed ${SEED}`).toEqual([]);
    await devnet.close();
  });
  return devnet;
}

/** What garbage must not change: the chain, and what waits. */
async function contentOf({ chain, mempool, storage }: RpcDevnet): Promise<object> {
  return { head: chain.head, stored: await storage.metadata(), waiting: [...mempool.entries()] };
}

const codes: readonly number[] = Object.values(RpcErrorCode);
const shared = { jsonrpc: z.literal('2.0'), id: z.union([z.null(), z.string(), z.number()]) };
const error = z
  .strictObject({ code: z.int(), message: z.string(), data: errorDataJson })
  .refine(({ code, message, data }) => codes.includes(code) && message.endsWith(data.remedy));
const result = z.custom((value) => value !== undefined);
const answer = z.union([z.strictObject({ ...shared, error }), z.strictObject({ ...shared, result })]);
/** The answer of a call that has no id, and does not fail, is null. */
const answers = z.union([answer.nullable(), z.array(answer.nullable()).min(1).max(MAX_BATCH)]);

/** A body that means something, is nearly JSON, or is nothing; `wire` is a transaction, of which garbage is made. */
function fuzzedBody(random: RandomNumber, wire: Uint8Array): string {
  // One in 48 is a transaction: checking a signature takes longer than all else.
  switch (random(48) === 0 ? 0 : 1 + random(7)) {
    case 1:
      return new TextDecoder().decode(Uint8Array.from({ length: random(80) }, () => random(256)));
    case 2:
      return ['[', '{"a":', '"\\ud800', '-', '1e999', '[1,'][random(6)]!.repeat(1 + random(200));
    case 0: {
      const garbage = new Uint8Array(wire);
      // No change undoes another one: the signature covers every byte.
      for (let i = random(3); i >= 0; i--) garbage[i * 50 + random(50)]! ^= 1 + random(255);
      const data = bytesToHex(garbage.subarray(0, random(4) === 0 ? random(garbage.length) : garbage.length));
      const method = random(8) === 0 ? 'submit_block' : 'submit_transaction';
      const params = random(8) === 0 ? { block_template: data } : { data };
      return JSON.stringify({ jsonrpc: '2.0', id: random(9), method, params });
    }
    default:
      return fuzzedFrame(random);
  }
}

test('whatever a body says, the answer is one, and garbage changes nothing', { timeout: 3_600_000 }, async () => {
  const devnet = await open();
  const random = randomNumbers(SEED);
  const wire = devnet.sign(4n);
  let refused = 0;
  for (let made = 0; made < BODIES; made += TOGETHER) {
    const bodies = Array.from({ length: TOGETHER }, () => fuzzedBody(random, wire));
    const texts = await Promise.all(bodies.map((body) => answerBody(body, devnet.dispatcher)));
    for (const [i, text] of texts.entries()) {
      const parsed = answers.safeParse(JSON.parse(text));
      if (!parsed.success) throw new Error(`seed ${SEED}: ${JSON.stringify(bodies[i])} was answered ${text}`);
      if (text.includes('"error":')) refused++;
    }
  }
  // The generator makes calls that succeed as well.
  expect(refused).toBeGreaterThan(BODIES / 10);
  expect(refused).toBeLessThan(BODIES);
});

test('over HTTP too, as text and as bytes that are none', { timeout: 120_000 }, async () => {
  const devnet = await open();
  const random = randomNumbers(SEED);
  const wire = devnet.sign(4n);
  const types = ['application/json', 'text/plain', 'application/octet-stream', 'multipart/form-data; boundary=x'];
  for (let i = 0; i < SENT; i++) {
    const body =
      random(4) === 0
        ? Uint8Array.from({ length: random(300) }, () => random(256))
        : new TextEncoder().encode(fuzzedBody(random, wire));
    const response = await fetch(`${devnet.server.url}/json_rpc`, {
      method: 'POST',
      headers: { 'content-type': types[random(types.length)]! },
      body,
    });
    const text = await response.text();
    expect(response.status, `seed ${SEED}: ${text}`).toBe(200);
    expect(answers.safeParse(JSON.parse(text)).success, `seed ${SEED}: ${text}`).toBe(true);
  }
});
