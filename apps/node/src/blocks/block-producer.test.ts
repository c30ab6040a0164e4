import type { ProducedBlock as ChainBlock, ChainHead } from '@tos/chain';
import { decodeBatch } from '@tos/transaction';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BlockProducer, type ProducerCollaborators, type ProducerOptions } from './block-producer.ts';

let stop: AbortController;
let waiting: number;
/** The times at which blocks were made, in milliseconds. */
let made: number[];

beforeEach(() => {
  // This clock advances by a millisecond per turn of the event loop.
  vi.useFakeTimers({ now: 0 });
  stop = new AbortController();
  waiting = 0;
  made = [];
});

afterEach(() => {
  vi.useRealTimers();
});

const none = decodeBatch([]);
const hash = new Uint8Array(32);
const head: ChainHead = {
  hash,
  height: 0,
  topoheight: 0,
  timestamp: 0,
  digest: hash,
  supply: { emitted: 0n, burned: 0n },
};
const block: ChainBlock = {
  hash,
  bytes: hash,
  header: {
    version: 0,
    height: 1n,
    timestamp: 0n,
    nonce: 0n,
    extraNonce: hash,
    tips: [],
    transactionHashes: hash,
    miner: hash,
  },
  height: 1,
  topoheight: 1,
  transactions: none,
  digest: hash,
  info: { baseReward: 0n, minerReward: 0n, devReward: 0n, gasFee: 0n },
  report: {
    mode: 'sequential',
    reason: 'few transactions',
    prepareMs: 0,
    verifyMs: 0,
    applyMs: 0,
    collectMs: 0,
    totalMs: 0,
    verified: 0,
    cached: 0,
    evidence: 0,
    effectiveParallelism: 1,
    conflictRate: 0,
    criticalPath: 1,
    hottest: [],
  },
  commitMs: 0,
  leftOut: [],
  leftOutCounts: {},
};

function createProducer(options: Omit<ProducerOptions, 'miner'>, parts: Partial<ProducerCollaborators> = {}) {
  return new BlockProducer(
    { ...options, miner: hash },
    {
      chain: { head, produceBlock: async () => block },
      mempool: {
        get size() {
          return waiting;
        },
        take: () => none,
        afterBlock() {
          waiting = 0;
        },
      },
      onBlock: () => void made.push(performance.now()),
      ...parts,
    },
  );
}

test('a tick makes a block of what has come, and an idle chain one every ten seconds', async () => {
  const run = createProducer({ blockTime: 1000 }).run(stop.signal);
  await vi.advanceTimersByTimeAsync(2500);
  waiting = 2;
  await vi.advanceTimersByTimeAsync(22_000);
  stop.abort();
  await run;
  expect(made).toEqual([3000, 13_000, 23_000]);
});

test('without a block time a transaction is what makes a block', async () => {
  const producer = createProducer({ blockTime: 0 });
  const run = producer.run(stop.signal);
  await vi.advanceTimersByTimeAsync(2500);
  waiting = 1;
  producer.wake();
  await vi.advanceTimersByTimeAsync(11_000);
  stop.abort();
  await run;
  expect(made).toEqual([2500, 12_501]);
});

test('a number of blocks is made, empty or not, then it is over', async () => {
  const run = createProducer({ blockTime: 500, blocks: 3 }).run(stop.signal);
  await vi.advanceTimersByTimeAsync(10_000);
  await run;
  expect(made).toEqual([500, 1000, 1500]);
});

test('a stop ends the waiting at once', async () => {
  const run = createProducer({ blockTime: 3_600_000 }).run(stop.signal);
  await vi.advanceTimersByTimeAsync(5);
  stop.abort();
  await vi.advanceTimersByTimeAsync(0);
  await run;
  expect(performance.now()).toBe(5);
  await createProducer({ blockTime: 3_600_000 }).run(stop.signal);
  expect(made).toEqual([]);
});

test('a block under way when the stop comes is finished, none is begun', async () => {
  const produceBlock = async (): Promise<ChainBlock> => {
    await new Promise((resolve) => setTimeout(resolve, 800));
    return block;
  };
  const run = createProducer({ blockTime: 0, blocks: 9 }, { chain: { head, produceBlock } }).run(stop.signal);
  await vi.advanceTimersByTimeAsync(1000);
  stop.abort();
  await vi.advanceTimersByTimeAsync(1000);
  await run;
  expect(made).toEqual([800, 1601]);
});

test('a stop while transfers are being signed begins no block', async () => {
  const load = {
    async next() {
      await new Promise((resolve) => setTimeout(resolve, 800));
      return { bytes: new Uint8Array(0), count: 0 };
    },
  };
  const run = createProducer({ blockTime: 0 }, { load }).run(stop.signal);
  await vi.advanceTimersByTimeAsync(1000);
  stop.abort();
  await vi.advanceTimersByTimeAsync(1000);
  await run;
  expect(made).toEqual([800]);
});

test('a chain that fails ends the run', async () => {
  const produceBlock = async (): Promise<ChainBlock> => {
    throw new Error('disk full');
  };
  const run = createProducer({ blockTime: 1 }, { chain: { head, produceBlock } }).run(stop.signal);
  const failed = expect(run).rejects.toThrow('disk full');
  waiting = 1;
  await vi.advanceTimersByTimeAsync(10);
  await failed;
});
