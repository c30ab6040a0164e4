import { bytesToHex } from '@noble/hashes/utils.js';
import { Chain, createDevnetGenesis } from '@tos/chain';
import type { blake3 } from '@tos/crypto';
import { createBlockExecutor } from '@tos/executor';
import { COIN, networks, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { createMemoryStorage, NATIVE_ASSET, type Storage } from '@tos/state';
import { buildTransaction, type decodeBatch, type decodeSequence, encodeTransaction } from '@tos/transaction';
import { pino } from 'pino';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { devAccounts, keyPairOf, loadAccounts, publicKeysOf } from '../src/accounts/dev-accounts.ts';
import type { DevOptions } from '../src/cli/dev-options.ts';
import { startNode } from '../src/node.ts';

// Decoding is counted in the only two functions that decode, which all packages use; hashing in the hash function. What a wallet does to
// build and encode a transaction comes before the counting.

const counts = vi.hoisted(() => ({
  /** Transactions that were decoded. */
  decoded: 0,
  /** How often each run of bytes was hashed by itself, by its hex. */
  hashed: new Map<string, number>(),
}));

function reset(): void {
  counts.decoded = 0;
  counts.hashed.clear();
}

function timesHashed(wires: readonly Uint8Array[]): (number | undefined)[] {
  return wires.map((wire) => counts.hashed.get(bytesToHex(wire)));
}

vi.mock('../../../packages/transaction/src/decode-batch.ts', async (original) => {
  const real = await original<{ decodeBatch: typeof decodeBatch; decodeSequence: typeof decodeSequence }>();
  return {
    decodeBatch: (...args: Parameters<typeof real.decodeBatch>) => {
      counts.decoded += args[0].length;
      return real.decodeBatch(...args);
    },
    decodeSequence: (...args: Parameters<typeof real.decodeSequence>) => {
      counts.decoded += args[2];
      return real.decodeSequence(...args);
    },
  };
});

vi.mock('../../../packages/crypto/src/blake3.ts', async (original) => {
  const real = await original<{ blake3: typeof blake3 }>();
  return {
    blake3: (...parts: Uint8Array[]) => {
      const [only] = parts;
      if (only !== undefined && parts.length === 1) {
        const name = bytesToHex(only);
        counts.hashed.set(name, (counts.hashed.get(name) ?? 0) + 1);
      }
      return real.blake3(...parts);
    },
  };
});

beforeEach(reset);

const genesis = createDevnetGenesis({
  allocations: [
    ...publicKeysOf(devAccounts, devAccounts.count).map((publicKey) => ({ publicKey, amount: devAccounts.funds })),
    ...publicKeysOf(loadAccounts, 4).map((publicKey) => ({ publicKey, amount: loadAccounts.funds })),
  ],
  timestamp: 1,
});

async function openStorage(): Promise<Storage> {
  const storage = createMemoryStorage();
  await storage.open();
  return storage;
}

async function openNode(options: Partial<DevOptions> = {}) {
  const storage = await openStorage();
  const node = await startNode(
    {
      datadir: 'unused',
      executor: 'sequential',
      parallelThreshold: 4,
      verifyParallel: false,
      blockTime: { mode: 'needed', ms: 0 },
      load: 0,
      loadAccounts: 4,
      host: '127.0.0.1',
      rpcPort: 0,
      quiet: false,
      reset: false,
      logLevel: 'silent',
      ...options,
    },
    {
      datadir: { path: 'unused', genesis },
      storage,
      logger: pino({ level: 'silent' }),
      onBlock: () => undefined,
    },
  );
  onTestFinished(() => node.close());
  const call = async (method: string, params: { readonly data: string }) => {
    const body = stringifyExactJson({ jsonrpc: '2.0', id: 1, method, params });
    const response = await fetch(`${node.rpcUrl}/json_rpc`, { method: 'POST', body });
    return parseExactJson(await response.text());
  };
  const head = (await storage.metadata())!.head;
  const wireOf = (sender: number, nonce: number): Uint8Array =>
    encodeTransaction(
      buildTransaction({
        network: networks.devnet,
        keyPair: keyPairOf(devAccounts, sender),
        payload: {
          type: 'transfers',
          transfers: [
            {
              asset: NATIVE_ASSET,
              destination: keyPairOf(devAccounts, (sender + 1) % 10).publicKey,
              amount: COIN,
              extraData: null,
            },
          ],
        },
        nonce: BigInt(nonce),
        reference: { hash: head.hash, topoheight: BigInt(head.topoheight) },
      }),
    );
  const transactions = async (): Promise<number> => {
    let count = 0;
    const { topoheight } = (await storage.metadata())!.head;
    for (let at = 1; at <= topoheight; at++) {
      count += (await storage.getBlock({ topoheight: at }))!.transactionHashes.length;
    }
    return count;
  };
  return { node, storage, call, wireOf, transactions };
}

test('from submit_transaction to the committed block, each transaction is decoded and hashed once', async () => {
  const { node, call, wireOf, transactions } = await openNode();
  // Two per sender: the second is judged behind the first.
  const wires = Array.from({ length: 20 }, (_, i) => wireOf(i % 10, Math.floor(i / 10)));
  reset();
  // All at once, before a block is made: one waits for a verdict while the others arrive.
  const first = await Promise.all(
    wires.slice(0, 10).map((wire) => call('submit_transaction', { data: bytesToHex(wire) })),
  );
  const second = await Promise.all(
    wires.slice(10).map((wire) => call('submit_transaction', { data: bytesToHex(wire) })),
  );
  for (const answer of [...first, ...second]) expect(answer).toMatchObject({ result: true });
  const stop = new AbortController();
  const run = node.run(stop.signal);
  while ((await transactions()) < wires.length) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await run;
  expect(await transactions()).toBe(wires.length);
  expect(counts.decoded).toBe(wires.length);
  expect(timesHashed(wires)).toEqual(wires.map(() => 1));
});

test('a block of the load and of what waits decodes each transaction once', async () => {
  const { node, call, wireOf, transactions } = await openNode({ load: 6, blocks: 1 });
  const wires = [wireOf(0, 0), wireOf(1, 0)];
  reset();
  for (const wire of wires) await call('submit_transaction', { data: bytesToHex(wire) });
  await node.run(new AbortController().signal);
  expect(await transactions()).toBe(wires.length + 6);
  expect(counts.decoded).toBe(wires.length + 6);
  expect(timesHashed(wires)).toEqual([1, 1]);
});

test('a received block is decoded once, and each of its transactions hashed once', async () => {
  const { node, call, wireOf, storage } = await openNode({ blocks: 1 });
  const wires = [0, 1, 2].map((sender) => wireOf(sender, 0));
  for (const wire of wires) await call('submit_transaction', { data: bytesToHex(wire) });
  await node.run(new AbortController().signal);
  const { bytes } = (await storage.getBlock({ topoheight: 1 }))!;
  const executor = createBlockExecutor({ setting: 'sequential' });
  onTestFinished(() => executor.close());
  const chain = await Chain.open({ storage: await openStorage(), executor, network: networks.devnet, genesis });
  reset();
  await chain.importBlock(bytes);
  expect(chain.head.topoheight).toBe(1);
  expect(counts.decoded).toBe(wires.length);
  expect(timesHashed(wires)).toEqual([1, 1, 1]);
});
