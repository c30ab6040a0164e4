import { networks } from '@tos/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClient } from '../client/create-client.ts';
import { createWallet } from './create-wallet.ts';
import { send } from './send.ts';
import type { SentTransaction, Wallet } from './wallet.ts';

interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly data?: string; readonly tx_hashes?: readonly string[] };
}

/** The bytes of the largest body that a node takes: 2 MiB and 64 KiB. */
const BODY_LIMIT = 2_162_688;
const absent = { code: -32_004, message: 'absent', data: { code: 'TOS_NOT_FOUND' } };
const full = { code: -32_004, message: 'All connections are at work', data: { code: 'TOS_CAPACITY' } };
const tooLarge = { code: -32_600, message: 'The body is too large', data: { code: 'TOS_INVALID_FORMAT' } };

/** Lists of transactions that the node was given. */
let lists: number[];
/** Called for each list before it is answered. */
let onList: (lists: number) => void;
/** Answers that are to be refused for want of connections. */
let refusals: number;
let wallet: Wallet;

function resultOf({ method, params }: Asked): object {
  switch (method) {
    case 'get_info':
      return { result: { top_block_hash: '00'.repeat(32), topoheight: 7 } };
    case 'get_nonce':
      return { result: { nonce: 0 } };
    case 'submit_transaction':
      return { result: true };
    case 'get_transactions':
      return { result: params.tx_hashes?.map(() => null) };
    default:
      return { error: absent };
  }
}

function answer(body: string): object {
  if (refusals-- > 0) return { id: null, error: full };
  if (body.length > BODY_LIMIT) return { id: null, error: tooLarge };
  const asked: Asked | readonly Asked[] = JSON.parse(body);
  if (!('length' in asked)) return { id: asked.id, ...resultOf(asked) };
  if (asked[0]?.method === 'submit_transaction') onList(lists.push(asked.length));
  return asked.map((one) => ({ id: one.id, ...resultOf(one) }));
}

beforeEach(() => {
  lists = [];
  refusals = 0;
  onList = () => undefined;
  vi.stubGlobal('fetch', async (_url: unknown, { body }: { readonly body: string }) =>
    Promise.resolve(new Response(JSON.stringify(answer(body)))),
  );
  const client = createClient({ url: 'http://127.0.0.1:1' });
  wallet = createWallet({ client, network: networks.devnet, privateKey: '0b'.repeat(32) });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function burst(count: number): Promise<SentTransaction>[] {
  return Array.from({ length: count }, () => send(wallet, { to: wallet.address, amount: 1n }));
}

async function expectNonces(sent: readonly Promise<SentTransaction>[]): Promise<void> {
  const nonces = (await Promise.all(sent)).map(({ nonce }) => nonce);
  expect(nonces).toEqual(sent.map((_, i) => BigInt(i)));
}

test('a queue that gets as many as it sends waits for nothing', async () => {
  vi.stubGlobal('setTimeout', () => {
    throw new Error('the queue waits for a time');
  });
  const sent = burst(20);
  onList = (count) => {
    if (count <= 5) sent.push(...burst(20));
  };
  for (let i = 0; i < 120; i++) await sent[i];
  expect(lists).toEqual(new Array(6).fill(20));
  await expectNonces(sent);
});

test.each([
  ['small', 1000, [6]],
  ['large, so that two fit into a body', 400_000, new Array(3).fill(2)],
  ['as large as a transaction may be', 1_000_000, new Array(6).fill(1)],
])('transactions that are %s arrive in bodies that the node takes', async (_size, bytes, expected) => {
  const module = new Uint8Array(bytes);
  module.set([0x7f, 0x45, 0x4c, 0x46]);
  const sent = Array.from({ length: 6 }, () => wallet.submit({ type: 'deploy_contract', module, invoke: null }));
  await expectNonces(sent);
  expect(lists).toEqual(expected);
});

test.each([1, 2, 3, 4])('a node that has no room for %i calls is asked again', async (count) => {
  refusals = count;
  await expectNonces(burst(3));
});
