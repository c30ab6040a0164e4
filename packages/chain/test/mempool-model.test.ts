import { FeeType, isTosError } from '@tos/protocol';
import { decodeU64Record, NATIVE_ASSET, nonceRef, type Storage } from '@tos/state';
import { Random } from '@tos/storage-testkit';
import { decodeBatch, encodeTransaction, type Payload } from '@tos/transaction';
import { expect, test } from 'vitest';
import { type Chain, type LeaveReason, Mempool, type MempoolEntry, type MempoolLimits } from '../src/index.ts';
import { network } from './devnet.ts';
import { accounts, openInjectedDevnet } from './injected-devnet.ts';

// Random arrivals, several at once and beside blocks, replacements, blocks from elsewhere and rollbacks. After each step everything that must
// hold of a mempool is checked from outside: by executing what waits of each sender on the head, and by what the listener heard.

const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const RUNS = 12 * FACTOR;
const STEPS = 30;
const FUNDED = 5;
const LEAST_FEE = 10_000n;

interface World {
  readonly chain: Chain;
  readonly storage: Storage;
  readonly mempool: Mempool;
  readonly random: Random;
  readonly limits: MempoolLimits;
  /** What the listener says is in the mempool, by hash in hex. */
  readonly heard: Map<string, MempoolEntry>;
  readonly reasons: Map<LeaveReason, number>;
}

const nameOf = ({ hash }: { readonly hash: Uint8Array }): string => Buffer.from(hash).toString('hex');

async function makeWorld(seed: number, reasons: Map<LeaveReason, number>): Promise<World> {
  const random = new Random(seed);
  const { chain, storage, executor } = await openInjectedDevnet();
  const heard = new Map<string, MempoolEntry>();
  const limits = { maxCount: 5 + random.below(12), maxBytes: 10_000, maxPerSender: 8, maxAgeMs: 1_000_000 };
  const mempool = new Mempool(limits, {
    chain,
    executor,
    clock: () => 1000,
    listener: {
      added(entry) {
        expect(heard.has(nameOf(entry))).toBe(false);
        heard.set(nameOf(entry), entry);
      },
      left(entry, reason) {
        expect(heard.delete(nameOf(entry))).toBe(true);
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      },
    },
  });
  return { chain, storage, mempool, random, limits, heard, reasons };
}

async function nonceOf(storage: Storage, account: Uint8Array): Promise<bigint> {
  const [version] = await storage.readMany([nonceRef(account)]);
  return version?.value == null ? 0n : decodeU64Record(version.value);
}

/** A transfer or a burn of a funded account, with a nonce that is probably its next one; some that nobody can afford, some forged. */
async function draft({ chain, storage, mempool, random }: World): Promise<Uint8Array> {
  const from = random.below(FUNDED);
  const used = await nonceOf(storage, accounts[from]!);
  const next = (mempool.bySender(accounts[from]!).at(-1)?.nonce ?? used - 1n) + 1n;
  const nonce = [next, next, next, next, next + 1n, used, used + BigInt(random.below(4))][random.below(7)]!;
  const amount = random.below(8) === 0 ? 600_000_000n : BigInt(1 + random.below(1000));
  const destination = accounts[random.below(accounts.length)]!;
  const payload: Payload =
    random.below(5) === 0
      ? { type: 'burn', asset: NATIVE_ASSET, amount }
      : { type: 'transfers', transfers: [{ asset: NATIVE_ASSET, destination, amount, extraData: null }] };
  const signature = Uint8Array.of(random.below(12) === 0 ? 2 : 1, ...new Uint8Array(63));
  return encodeTransaction({
    version: 1,
    chainId: network.chainId,
    source: accounts[from]!,
    payload,
    // Whoever pays for a new account pays more.
    fee: 110_000n + LEAST_FEE * BigInt(random.below(20)),
    feeType: FeeType.TOS,
    nonce,
    reference: { hash: chain.head.hash, topoheight: BigInt(chain.head.topoheight) },
    multisig: null,
    signature,
  });
}

/** Adds some transactions at the same time. Only refusals may come back. */
async function arrive(world: World, count: number): Promise<void> {
  const wires: Uint8Array[] = [];
  for (let i = 0; i < count; i++) wires.push(await draft(world));
  const results = await Promise.allSettled(wires.map((wire) => world.mempool.add(wire)));
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    const isRefusal = isTosError(result.reason, 'TOS_RULE_VIOLATION') || isTosError(result.reason, 'TOS_CAPACITY');
    if (!isRefusal) throw result.reason;
  }
}

/** Waits until what the last block made doubtful has been judged again: arrivals are judged after it. */
async function settled(world: World): Promise<void> {
  await arrive(world, 1);
  await arrive(world, 1);
}

async function produce({ chain, mempool }: World): Promise<void> {
  const block = await chain.produceBlock({ candidates: mempool.take(1_000_000, 1_000), miner: accounts[6]! });
  mempool.afterBlock(block.transactions, block.leftOut);
  // Each sender's transactions are valid after that sender's earlier ones, whatever others do: a block leaves none out.
  expect(block.leftOut).toEqual([]);
}

/** Reports a rollback to the mempool, and looks at it in every turn of the event loop until all are judged: nobody is missing meanwhile. */
async function judgedAgain({ mempool, heard }: World, transactions: readonly Uint8Array[]): Promise<void> {
  let isOver = false;
  const judged = mempool.afterRollback(transactions).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const entries = [...mempool.entries()];
    expect(entries.map(nameOf).sort()).toEqual([...heard.keys()].sort());
    expect(mempool.size).toBe(entries.length);
    expect(mempool.bytes).toBe(entries.reduce((sum, { wire }) => sum + wire.length, 0));
    for (const entry of entries) {
      expect(mempool.get(entry.hash)).toBe(entry);
      expect(mempool.bySender(entry.source)).toContain(entry);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await judged;
}

async function step(world: World): Promise<void> {
  const { chain, mempool, random } = world;
  switch (random.below(8)) {
    case 0:
      return produce(world);
    case 1: {
      await Promise.all([produce(world), arrive(world, 1 + random.below(6))]);
      return;
    }
    case 2: {
      const candidates = decodeBatch([await draft(world), await draft(world)]);
      const block = await chain.produceBlock({ candidates, miner: accounts[6]! });
      mempool.afterBlock(block.transactions);
      return settled(world);
    }
    case 3: {
      const topoheight = Math.max(0, chain.head.topoheight - random.below(3));
      const { transactions } = await chain.rollbackTo(topoheight, { belowStable: true });
      return judgedAgain(world, transactions);
    }
    default:
      return arrive(world, 1 + random.below(8));
  }
}

async function check(world: World, name: string): Promise<void> {
  const { chain, storage, mempool, limits, heard } = world;
  const entries = [...mempool.entries()];
  expect(mempool.size, name).toBe(entries.length);
  expect(mempool.bytes, name).toBe(entries.reduce((sum, { wire }) => sum + wire.length, 0));
  expect(mempool.size, name).toBeLessThanOrEqual(limits.maxCount);
  expect(mempool.bytes, name).toBeLessThanOrEqual(limits.maxBytes);
  expect([...heard.keys()].sort(), name).toEqual(entries.map(nameOf).sort());
  for (const account of accounts) {
    const own = mempool.bySender(account);
    if (own.length === 0) continue;
    const first = await nonceOf(storage, account);
    expect(
      own.map(({ nonce }) => nonce),
      name,
    ).toEqual(own.map((_, i) => first + BigInt(i)));
    const { results } = await chain.simulate(decodeBatch(own.map(({ wire }) => wire)));
    for (let i = 0; i < own.length; i++) expect(results.at(i).error, `${name}: waiting ${i}`).toBeUndefined();
  }
  const taken = mempool.take(1_000_000, 1_000);
  expect(taken.count, name).toBe(entries.length);
}

test('whatever arrives beside whatever blocks, what waits is valid, complete and within its limits', async () => {
  const seed = Number(process.env['TOS_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
  const reasons = new Map<LeaveReason, number>();
  for (let run = 0; run < RUNS; run++) {
    const world = await makeWorld(seed + run, reasons);
    for (let i = 0; i < STEPS; i++) {
      await step(world);
      await check(world, `seed ${seed}, run ${run}, step ${i}`);
    }
  }
  for (const reason of ['executed', 'replaced', 'evicted', 'dropped'] as const) {
    expect(reasons.get(reason) ?? 0, reason).toBeGreaterThan(0);
  }
});

test('blocks are filled by fee per byte, and the nonces of a sender stay in order', async () => {
  const seed = Number(process.env['TOS_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
  for (let run = 0; run < RUNS; run++) {
    const world = await makeWorld(seed + run, new Map());
    await arrive(world, 20);
    await arrive(world, 20);
    const { mempool } = world;
    const batch = mempool.take(1_000_000, 1_000);
    const seen = new Map<string, { readonly nonce: bigint; readonly rate: bigint }>();
    let before: bigint | undefined;
    for (let i = 0; i < batch.count; i++) {
      const entry = mempool.get(batch.hash.subarray(32 * i, 32 * i + 32))!;
      const sender = Buffer.from(entry.source).toString('hex');
      const last = seen.get(sender);
      if (last !== undefined) expect(entry.nonce, `seed ${seed + run}`).toBe(last.nonce + 1n);
      // A transaction counts with the lowest rate of itself and those that it has to follow.
      const rate = last === undefined || entry.feeRate < last.rate ? entry.feeRate : last.rate;
      expect(before === undefined || rate <= before, `seed ${seed + run}`).toBe(true);
      before = rate;
      seen.set(sender, { nonce: entry.nonce, rate });
    }
  }
});
