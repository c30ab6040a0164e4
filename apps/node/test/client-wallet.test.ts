import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Client, createClient, waitForTransaction, watchTransactions } from '@tos/client';
import { burn, createWallet, estimateFee, type SentTransaction, send, type Wallet } from '@tos/client/wallet';
import { createKeyPair, encodeAddress } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { devAccounts, privateKeyOf } from '../src/accounts/dev-accounts.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { NodeProcess } from './node-process.ts';

const EXAMPLE = new URL('../../../packages/client/examples/send.js', import.meta.url).pathname;

let url: string;
let proxy: CuttingProxy;
let client: Client;

beforeAll(async () => {
  url = await NodeProcess.inMemory('--block-time', '0').url();
  proxy = await CuttingProxy.to(url);
  client = createClient({ url: proxy.url });
});
afterEach(() => {
  proxy.cutAfter = undefined;
  proxy.lead(url);
});
afterAll(async () => {
  proxy.close();
  await NodeProcess.killAll();
});

function walletOf(index: number, of: Client = client): Wallet {
  return createWallet({ client: of, network: networks.devnet, privateKey: privateKeyOf(devAccounts, index) });
}

let strangers = 100;
/** An address that has nothing. */
function stranger(): string {
  const { publicKey } = createKeyPair(Uint8Array.of(++strangers, ...new Uint8Array(31)));
  return encodeAddress(publicKey, networks.devnet);
}

/** Sends 1, 2, ... atomic units at once, so that the order of the amounts is the order of the calls. */
function burst(wallet: Wallet, to: string, count: number): Promise<SentTransaction[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => send(wallet, { to, amount: BigInt(i + 1) })));
}

/** Waits for the last one, and expects that all arrived: each once, with nonces in the order of the calls. */
async function expectArrived(sent: readonly SentTransaction[], to: string, of: Client = client): Promise<void> {
  await waitForTransaction(of, { hash: sent.at(-1)!.hash });
  const first = sent[0]!.nonce;
  expect(sent.map(({ nonce }) => nonce)).toEqual(sent.map((_, i) => first + BigInt(i)));
  const sum = BigInt((sent.length * (sent.length + 1)) / 2);
  expect(await of.call('get_balance', { address: to })).toMatchObject({ balance: sum });
}

test('send.js, the script of the README', async () => {
  const key = Buffer.from(privateKeyOf(devAccounts, 1)).toString('hex');
  const to = stranger();
  const { stdout } = await promisify(execFile)(process.execPath, [EXAMPLE, new URL(url).origin, key, to]);
  expect(stdout).toMatch(/^[0-9a-f]{64} is in block [0-9a-f]{64}\n$/);
  expect(await client.call('get_balance', { address: to })).toMatchObject({ balance: 150_000_000n });
});

test('a thousand sends at once arrive complete and in order, although a hundred of an account wait at most', async () => {
  const wallet = walletOf(2);
  const to = stranger();
  const from = (await client.call('get_topoheight')) + 1n;
  const sent = await burst(wallet, to, 1000);
  await expectArrived(sent, to);
  const executed: string[] = [];
  for await (const { hash } of watchTransactions(client, { from })) if (executed.push(hash) === 1000) break;
  expect(executed).toEqual(sent.map(({ hash }) => hash));
});

test('a burst over connections that are cut again and again pays each once', async () => {
  const wallet = walletOf(3);
  // A wallet waits for a node that has answered once, and reports one at once that never did.
  await send(wallet, { to: stranger(), amount: 1n });
  // A list of answers has 800 bytes to 16 kB.
  proxy.cutAfter = 700;
  const to = stranger();
  const before = proxy.connections;
  const sent = await burst(wallet, to, 600);
  expect(proxy.connections - before).toBeGreaterThan(5);
  proxy.cutAfter = undefined;
  await expectArrived(sent, to);
});

test('a burst across a restart of the node arrives complete and in order', async () => {
  const datadir = await mkdtemp(join(tmpdir(), 'tos-client-'));
  const args = ['--block-time', 'every-1s'] as const;
  let node = NodeProcess.dev(datadir, ...args);
  try {
    proxy.lead(await node.url());
    const to = stranger();
    const sending = burst(walletOf(2), to, 300);
    while ((await client.call('get_info')).mempool_size === 0n);
    node.kill('SIGTERM');
    await node.exit();
    node = NodeProcess.dev(datadir, ...args);
    proxy.lead(await node.url());
    await expectArrived(await sending, to);
  } finally {
    node.kill('SIGKILL');
    await node.exit();
    await rm(datadir, { recursive: true, force: true });
  }
});

test('two wallets with one key take nonces from each other, and all arrives', async () => {
  const [one, two] = [walletOf(4), walletOf(4)];
  const [here, there] = [stranger(), stranger()];
  const [first, second] = await Promise.all([burst(one, here, 50), burst(two, there, 50)]);
  const nonces = [...first, ...second].map(({ nonce }) => nonce).sort((a, b) => Number(a - b));
  expect(nonces).toEqual(nonces.map((_, i) => BigInt(i)));
  for (const { hash } of [first.at(-1)!, second.at(-1)!]) await waitForTransaction(client, { hash });
  for (const address of [here, there]) {
    expect(await client.call('get_balance', { address })).toMatchObject({ balance: 1275n });
  }
});

test('what the node refuses fails alone, and leaves no gap', async () => {
  const wallet = walletOf(5);
  const to = stranger();
  const outcomes = await Promise.allSettled([
    send(wallet, { to, amount: 1n }),
    send(wallet, { to, amount: 10n ** 18n }),
    wallet.submit({ type: 'transfers', transfers: [] }),
    send(wallet, { to, amount: 2n, fee: 1n }),
    send(wallet, { to, amount: 3n }),
  ]);
  expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.nonce : outcome.reason))).toEqual([
    0n,
    expect.objectContaining({
      code: 'TOS_CALL_REFUSED',
      details: expect.objectContaining({ errorCode: 0x0300, rule: 'INSUFFICIENT_BALANCE' }),
    }),
    expect.objectContaining({ code: 'TOS_INVALID_FORMAT' }),
    expect.objectContaining({ details: expect.objectContaining({ rule: 'INSUFFICIENT_FEE' }) }),
    1n,
  ]);
});

test('a burn, and the fee that was estimated', async () => {
  const wallet = walletOf(6);
  const { balance: before } = await client.call('get_balance', { address: wallet.address });
  const estimated = estimateFee(wallet, { type: 'burn', asset: new Uint8Array(32), amount: 1000n });
  const { hash, fee } = await burn(wallet, { amount: 1000n });
  expect(fee).toBe(estimated);
  expect(await waitForTransaction(client, { hash })).toMatchObject({ fee, data: { burn: { amount: 1000n } } });
  const { balance } = await client.call('get_balance', { address: wallet.address });
  expect(before - balance).toBe(1000n + fee);
});

test('an account that nobody has funded, a node that is not there, and a signal', async () => {
  const poor = createWallet({ client, network: networks.devnet, privateKey: 'ab'.repeat(31).concat('00') });
  await expect(send(poor, { to: stranger(), amount: 1n })).rejects.toThrow('is not registered');
  const nobody = walletOf(7, createClient({ url: 'http://127.0.0.1:1' }));
  await expect(send(nobody, { to: stranger(), amount: 1n })).rejects.toMatchObject({ code: 'TOS_NODE_UNREACHABLE' });
  const wallet = walletOf(7);
  await expect(send(wallet, { to: wallet.address.replace('tst', 'tos'), amount: 1n })).rejects.toMatchObject({
    code: 'TOS_INVALID_ADDRESS',
  });
  const abort = new AbortController();
  const to = stranger();
  const [left, stays] = [send(wallet, { to, amount: 1n, signal: abort.signal }), send(wallet, { to, amount: 2n })];
  abort.abort('enough');
  await expect(left).rejects.toBe('enough');
  await expect(send(wallet, { to, amount: 1n, signal: abort.signal })).rejects.toBe('enough');
  await waitForTransaction(client, { hash: (await stays).hash });
});
