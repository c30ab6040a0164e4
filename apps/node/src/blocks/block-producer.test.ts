import type { ProducedBlock as ChainBlock, ChainHead } from '@tos/chain';
import { decodeBatch } from '@tos/transaction';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BlockProducer, HEARTBEAT_MS, type ProducerCollaborators, type ProducerOptions } from './block-producer.ts';
import type { BlockTime } from './block-time.ts';
import type { ProducedBlock } from './produced-block.ts';

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
    levels: [],
    hottest: [],
    trace: { startedAt: 0, total: 0, threads: 1, phases: [], claims: [], ahead: () => [] },
  },
  commitMs: 0,
  trace: { merge: { start: 0, end: 0 }, commit: { start: 0, end: 0 }, placeOf: (transaction) => transaction },
  leftOut: [],
  leftOutCounts: {},
};

const needed = (ms: number): BlockTime => ({ mode: 'needed', ms });
const every = (ms: number): BlockTime => ({ mode: 'every', ms });
const manual: BlockTime = { mode: 'manual', ms: 0 };

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

/** A transaction comes. */
function submit(producer: BlockProducer): void {
  waiting++;
  producer.wake();
}

test('a transaction makes a block at once, but at most one per block time, and an idle chain one every ten seconds', async () => {
  const producer = createProducer({ blockTime: needed(1000) });
  const run = producer.run(stop.signal);
  await vi.advanceTimersByTimeAsync(2500);
  submit(producer);
  await vi.advanceTimersByTimeAsync(100);
  submit(producer);
  submit(producer);
  await vi.advanceTimersByTimeAsync(22_000);
  stop.abort();
  await run;
  expect(made).toEqual([2500, 3500, 13_500, 23_500]);
});

test('with a block per five seconds, transactions change nothing', async () => {
  const producer = createProducer({ blockTime: every(5000) });
  const run = producer.run(stop.signal);
  await vi.advanceTimersByTimeAsync(7000);
  submit(producer);
  await vi.advanceTimersByTimeAsync(10_000);
  stop.abort();
  await run;
  expect(made).toEqual([5000, 10_000, 15_000]);
});

test('without a block time a transaction is what makes a block', async () => {
  const producer = createProducer({ blockTime: needed(0) });
  const run = producer.run(stop.signal);
  await vi.advanceTimersByTimeAsync(2500);
  submit(producer);
  await vi.advanceTimersByTimeAsync(11_000);
  stop.abort();
  await run;
  expect(made).toEqual([2500, 12_500]);
});

test('a number of blocks is made, empty or not, then it is over', async () => {
  const run = createProducer({ blockTime: needed(500), blocks: 3 }).run(stop.signal);
  await vi.advanceTimersByTimeAsync(10_000);
  await run;
  expect(made).toEqual([500, 1000, 1500]);
});

test('a stop ends the waiting at once', async () => {
  const run = createProducer({ blockTime: needed(3_600_000) }).run(stop.signal);
  await vi.advanceTimersByTimeAsync(5);
  stop.abort();
  await vi.advanceTimersByTimeAsync(0);
  await run;
  expect(performance.now()).toBe(5);
  await createProducer({ blockTime: needed(3_600_000) }).run(stop.signal);
  expect(made).toEqual([]);
});

test('a block under way when the stop comes is finished, none is begun', async () => {
  const produceBlock = async (): Promise<ChainBlock> => {
    await new Promise((resolve) => setTimeout(resolve, 800));
    return block;
  };
  const run = createProducer({ blockTime: needed(0), blocks: 9 }, { chain: { head, produceBlock } }).run(stop.signal);
  await vi.advanceTimersByTimeAsync(1000);
  stop.abort();
  await vi.advanceTimersByTimeAsync(1000);
  await run;
  expect(made).toEqual([800, 1601]);
});

test('the time of a block has that of signing its load, and not that of waiting for it', async () => {
  const load = {
    async next() {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { bytes: new Uint8Array(0), count: 0 };
    },
  };
  const produceBlock = async (): Promise<ChainBlock> => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return block;
  };
  const times: number[] = [];
  const onBlock = ({ elapsedMs }: ProducedBlock): void => void times.push(elapsedMs);
  const parts = { load, chain: { head, produceBlock }, onBlock };
  const run = createProducer({ blockTime: every(2000), blocks: 3 }, parts).run(stop.signal);
  await vi.advanceTimersByTimeAsync(10_000);
  await run;
  expect(times).toEqual([800, 800, 800]);
});

test('a stop while transfers are being signed begins no block', async () => {
  const load = {
    async next() {
      await new Promise((resolve) => setTimeout(resolve, 800));
      return { bytes: new Uint8Array(0), count: 0 };
    },
  };
  const run = createProducer({ blockTime: needed(0) }, { load }).run(stop.signal);
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
  const producer = createProducer({ blockTime: needed(1) }, { chain: { head, produceBlock } });
  const run = producer.run(stop.signal);
  const failed = expect(run).rejects.toThrow('disk full');
  submit(producer);
  await vi.advanceTimersByTimeAsync(10);
  await failed;
});

describe('blocks that are asked for', () => {
  test('are made at once in mode manual, and no others', async () => {
    const producer = createProducer({ blockTime: manual });
    const before = producer.mine(1);
    const run = producer.run(stop.signal);
    await vi.advanceTimersByTimeAsync(10);
    expect(await before).toEqual([block]);
    submit(producer);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(made).toHaveLength(1);
    const mining = producer.mine(3);
    await vi.advanceTimersByTimeAsync(10);
    expect(await mining).toEqual([block, block, block]);
    await vi.advanceTimersByTimeAsync(100_000);
    stop.abort();
    await run;
    expect(made).toHaveLength(4);
  });

  test('are made while production is paused; resumed, it goes on', async () => {
    const producer = createProducer({ blockTime: needed(1000) });
    const run = producer.run(stop.signal);
    producer.pause();
    submit(producer);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(made).toEqual([]);
    const mining = producer.mine(1);
    await vi.advanceTimersByTimeAsync(10);
    await mining;
    submit(producer);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(made).toHaveLength(1);
    producer.resume();
    await vi.advanceTimersByTimeAsync(10);
    expect(made).toHaveLength(2);
    stop.abort();
    await run;
  });

  test('count among the blocks of a run', async () => {
    const producer = createProducer({ blockTime: manual, blocks: 3 });
    const run = producer.run(stop.signal);
    const mining = producer.mine(5);
    const refused = expect(mining).rejects.toMatchObject({ code: 'TOS_INTERRUPTED' });
    await vi.advanceTimersByTimeAsync(100);
    await run;
    await refused;
    await expect(mining).rejects.toThrow('3 of 5 blocks were made');
    expect(made).toHaveLength(3);
  });

  test('end with the block under way when the stop comes; what waits behind them is refused', async () => {
    const produceBlock = async (): Promise<ChainBlock> => {
      await new Promise((resolve) => setTimeout(resolve, 800));
      return block;
    };
    const producer = createProducer({ blockTime: manual }, { chain: { head, produceBlock } });
    const run = producer.run(stop.signal);
    const answers = Promise.allSettled([producer.mine(5), producer.mine(1), producer.between(async () => 1)]);
    await vi.advanceTimersByTimeAsync(1000);
    stop.abort();
    await vi.advanceTimersByTimeAsync(1000);
    await run;
    const reasons = (await answers).map((answer) =>
      answer.status === 'rejected' ? String(answer.reason.message) : '',
    );
    expect(reasons).toEqual([
      expect.stringContaining('2 of 5 blocks were made'),
      expect.stringContaining('nothing was done'),
      expect.stringContaining('nothing was done'),
    ]);
    expect(made).toHaveLength(2);
    await expect(producer.mine(1)).rejects.toMatchObject({ code: 'TOS_INTERRUPTED' });
  });

  test('fail with the chain, which ends the run', async () => {
    const produceBlock = async (): Promise<ChainBlock> => {
      throw new Error('disk full');
    };
    const producer = createProducer({ blockTime: manual }, { chain: { head, produceBlock } });
    const failed = expect(producer.run(stop.signal)).rejects.toThrow('disk full');
    const mining = expect(producer.mine(2)).rejects.toThrow('disk full');
    await vi.advanceTimersByTimeAsync(10);
    await Promise.all([failed, mining]);
  });

  test('work between blocks that fails ends no run', async () => {
    const producer = createProducer({ blockTime: needed(1000) });
    const run = producer.run(stop.signal);
    const refused = expect(producer.between(() => Promise.reject(new Error('no such snapshot')))).rejects.toThrow(
      'no such snapshot',
    );
    await vi.advanceTimersByTimeAsync(10_100);
    await refused;
    stop.abort();
    await run;
    expect(made).toHaveLength(1);
  });
});

test('a new block time holds from the next block on', async () => {
  const producer = createProducer({ blockTime: every(3_600_000) });
  const run = producer.run(stop.signal);
  await vi.advanceTimersByTimeAsync(2000);
  producer.setBlockTime(every(5000));
  await vi.advanceTimersByTimeAsync(4000);
  producer.setBlockTime(manual);
  await vi.advanceTimersByTimeAsync(100_000);
  producer.setBlockTime(needed(0));
  submit(producer);
  await vi.advanceTimersByTimeAsync(100);
  stop.abort();
  await run;
  expect(made.map((time) => Math.floor(time / 10) * 10)).toEqual([5000, 106_000]);
});

test('whatever is switched when, the laws of production hold', async () => {
  const blockTime = fc.oneof(
    fc.nat(3000).map(needed),
    fc.integer({ min: 200, max: 3000 }).map(every),
    fc.constant(manual),
  );
  const step = fc.oneof(
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat(15_000) }),
    fc.record({ do: fc.constant('set' as const), blockTime }),
    fc.record({ do: fc.constant('mine' as const), count: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ do: fc.constantFrom('submit', 'pause', 'resume') }),
  );
  await fc.assert(
    fc.asyncProperty(blockTime, fc.array(step, { maxLength: 30 }), fc.nat(500), async (first, steps, duration) => {
      vi.useFakeTimers({ now: 0 });
      waiting = 0;
      let isUnderWay = false;
      let asked = 0;
      const begun: { at: number; least: number }[] = [];
      const produceBlock = async (): Promise<ChainBlock> => {
        expect(isUnderWay, 'one block at a time').toBe(false);
        isUnderWay = true;
        const { mode, ms } = producer.blockTime;
        if (asked > 0) {
          asked--;
          begun.push({ at: performance.now(), least: 0 });
        } else {
          expect(producer.isPaused || mode === 'manual', 'a block that nobody asked for').toBe(false);
          begun.push({ at: performance.now(), least: ms });
        }
        await new Promise((resolve) => setTimeout(resolve, duration));
        isUnderWay = false;
        return block;
      };
      const producer = createProducer({ blockTime: first }, { chain: { head, produceBlock } });
      const ended = new AbortController();
      const run = producer.run(ended.signal);
      let failure: unknown;
      run.catch((error: unknown) => {
        failure = error;
      });
      for (const each of steps) {
        if (each.do === 'wait') await vi.advanceTimersByTimeAsync(each.ms);
        else if (each.do === 'set') producer.setBlockTime(each.blockTime);
        else if (each.do === 'submit') submit(producer);
        else if (each.do === 'mine') {
          // Blocks that are under way end first, so that those that are asked for can be told from others.
          await vi.advanceTimersByTimeAsync(duration + 5);
          while (isUnderWay && failure === undefined) await vi.advanceTimersByTimeAsync(1);
          asked += each.count;
          const mining = producer.mine(each.count);
          await vi.advanceTimersByTimeAsync(each.count * (duration + 5) + duration);
          expect(await mining).toHaveLength(each.count);
        } else producer[each.do]();
      }
      producer.resume();
      producer.setBlockTime(needed(100));
      submit(producer);
      await vi.advanceTimersByTimeAsync(2 * duration + 110);
      expect(waiting, 'what waits gets into a block').toBe(0);
      const count = begun.length;
      await vi.advanceTimersByTimeAsync(HEARTBEAT_MS + duration + 100);
      expect(begun.length, 'an idle chain has a heartbeat').toBeGreaterThan(count);
      ended.abort();
      await vi.advanceTimersByTimeAsync(duration + 5);
      await run;
      begun.slice(1).forEach(({ at, least }, i) => {
        // A timer that fires late does not delay the blocks after it, and a clock of whole milliseconds may show one less.
        expect(at - begun[i]!.at, `block ${i + 1}`).toBeGreaterThanOrEqual(least - 2);
      });
    }),
    { numRuns: 100 * Number(process.env['TOS_TEST_FACTOR'] ?? 1) },
  );
});
