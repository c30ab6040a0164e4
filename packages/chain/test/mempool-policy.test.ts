import { createBlockExecutor } from '@tos/executor';
import { ErrorCode, FeeType, isTosError, REFERENCE_WINDOW } from '@tos/protocol';
import { createMemoryStorage, NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction } from '@tos/transaction';
import { expect, onTestFinished, test } from 'vitest';
import {
  Chain,
  createDevnetGenesis,
  type LeaveReason,
  Mempool,
  type MempoolEntry,
  type MempoolLimits,
} from '../src/index.ts';
import { network, outcome, START } from './devnet.ts';
import { VERIFIER } from './injected-devnet.ts';

// Who stays in a mempool that is full, or whose transactions grow old: at the exact limits, and under floods.

/** The least fee of a transfer to one account that is there. */
const CHEAP = 15_000n;

const accounts = Array.from({ length: 60 }, (_, i) => new Uint8Array(32).fill(i + 1));
const genesis = createDevnetGenesis({
  allocations: accounts.map((publicKey) => ({ publicKey, amount: 1_000_000_000n })),
  timestamp: START,
  salt: new Uint8Array(32).fill(11),
});

interface Draft {
  readonly fee?: bigint;
  /** Outputs, of 73 bytes each. */
  readonly outputs?: number;
  readonly reference?: { readonly hash: Uint8Array; readonly topoheight: number };
}

async function setUp(limits: Partial<MempoolLimits> = {}) {
  const storage = createMemoryStorage();
  await storage.open();
  const executor = createBlockExecutor({ setting: 'sequential', verifierModule: VERIFIER });
  onTestFinished(() => executor.close());
  // Far ahead of every block.
  const chain = await Chain.open({ storage, executor, network, genesis, clock: () => START + 1_000_000_000 });
  const time = { now: START };
  const left: [sender: number, nonce: number, reason: LeaveReason][] = [];
  const mempool = new Mempool(
    { maxCount: 1_000, maxBytes: 1_000_000, maxPerSender: 100, maxAgeMs: 1_000_000, ...limits },
    {
      chain,
      executor,
      clock: () => time.now,
      listener: { left: ({ source, nonce }, reason) => left.push([source[0]! - 1, Number(nonce), reason]) },
    },
  );
  const first = chain.head;
  const wireOf = (from: number, nonce: number, { fee = CHEAP, outputs = 1, reference = first }: Draft = {}) =>
    encodeTransaction({
      version: 1,
      chainId: network.chainId,
      source: accounts[from]!,
      payload: {
        type: 'transfers',
        transfers: Array.from({ length: outputs }, () => ({
          asset: NATIVE_ASSET,
          destination: accounts[(from + 1) % accounts.length]!,
          amount: 1n,
          extraData: null,
        })),
      },
      fee,
      feeType: FeeType.TOS,
      nonce: BigInt(nonce),
      reference: { hash: reference.hash, topoheight: BigInt(reference.topoheight) },
      multisig: null,
      // Good for the injected verifier.
      signature: Uint8Array.of(1, ...new Uint8Array(63)),
    });
  /** What waits of a sender, by nonce. No nonce may be missing. */
  const noncesOf = (from: number): number[] => {
    const nonces = mempool.bySender(accounts[from]!).map(({ nonce }) => Number(nonce));
    expect(nonces, `sender ${from}`).toEqual(nonces.map((_, i) => nonces[0]! + i));
    return nonces;
  };
  const add = (from: number, nonce: number, draft?: Draft): Promise<MempoolEntry> =>
    mempool.add(wireOf(from, nonce, draft));
  const answerTo = (from: number, nonce: number, draft?: Draft): Promise<string | number> =>
    outcome(() => add(from, nonce, draft));
  /** A block that takes none of the waiting transactions. */
  const emptyBlock = async (): Promise<void> => {
    const block = await chain.produceBlock({ candidates: decodeBatch([]), miner: accounts[0]! });
    mempool.afterBlock(block.transactions, block.leftOut);
  };
  return { chain, mempool, time, left, wireOf, noncesOf, add, answerTo, emptyBlock };
}

test('of senders with equally many, the one whose last transaction has the lowest rate gives it up', async () => {
  const { add, left, noncesOf } = await setUp({ maxCount: 6 });
  // The lowest rate of all, that of sender 1's first, does not decide: the last ones do.
  for (const [from, fees] of [
    [50_000n, 30_000n],
    [CHEAP, 40_000n],
    [60_000n, 20_000n],
  ].entries()) {
    for (const [nonce, fee] of fees.entries()) await add(from, nonce, { fee });
  }
  await add(3, 0);
  expect(left).toEqual([[2, 1, 'evicted']]);
  await add(4, 0);
  await add(5, 0);
  expect(left.slice(1)).toEqual([
    [0, 1, 'evicted'],
    [1, 1, 'evicted'],
  ]);
  for (let from = 0; from < 6; from++) expect(noncesOf(from)).toEqual([0]);
});

test('of equal rates, the sender that waits longest without a break gives up its last', async () => {
  const { add, left, chain, mempool, wireOf } = await setUp({ maxCount: 8 });
  for (const from of [2, 0, 1]) for (const nonce of [0, 1]) await add(from, nonce);
  // A replacement keeps the place of its sender; a sender of which nothing waited comes last again.
  await add(2, 0, { fee: 16_500n });
  const block = await chain.produceBlock({
    candidates: decodeBatch([0, 1].map((n) => wireOf(0, n))),
    miner: accounts[0]!,
  });
  mempool.afterBlock(block.transactions);
  expect(left.splice(0)).toEqual([
    [2, 0, 'replaced'],
    [0, 0, 'executed'],
    [0, 1, 'executed'],
  ]);
  for (const nonce of [2, 3]) await add(0, nonce);
  for (const from of [3, 4]) await add(from, 0);
  for (const from of [5, 6, 7]) await add(from, 0);
  expect(left).toEqual([
    [2, 1, 'evicted'],
    [1, 1, 'evicted'],
    [0, 3, 'evicted'],
  ]);
});

test('a newcomer of equal rate has no place where nobody has two more than its sender', async () => {
  const { add, answerTo, left, mempool } = await setUp({ maxCount: 2 });
  for (const from of [0, 1]) await add(from, 0, { fee: 20_000n });
  const refusal = await add(2, 0, { fee: 20_000n }).catch((error: unknown) => error);
  expect(isTosError(refusal, 'TOS_CAPACITY')).toBe(true);
  // The refusal names the least fee that would do.
  const needed = BigInt(/fee of at least (\d+) /.exec(String(refusal))![1]!);
  expect(await answerTo(2, 0, { fee: needed - 1n })).toBe('TOS_CAPACITY');
  expect(left).toEqual([]);
  expect(await answerTo(2, 0, { fee: needed })).toBe('ok');
  expect(left).toEqual([[0, 0, 'evicted']]);
  expect(mempool.size).toBe(2);
});

test('whatever is evicted, no nonce is missing: a sender goes on where its last one was', async () => {
  const { add, answerTo, left, noncesOf, mempool } = await setUp({ maxCount: 12, maxPerSender: 12 });
  for (let nonce = 0; nonce < 12; nonce++) await add(0, nonce, { fee: nonce === 4 ? CHEAP : 90_000n });
  for (const from of [1, 2, 3, 4]) await add(from, 0);
  // Nonce 4 has the lowest fee by far, and stays: what is behind it needs it.
  expect(left.map(([, nonce]) => nonce)).toEqual([11, 10, 9, 8]);
  expect(noncesOf(0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const behind = await Promise.all([9, 10, 11].map((nonce) => answerTo(0, nonce)));
  expect(behind).toEqual([ErrorCode.NONCE_TOO_HIGH, ErrorCode.NONCE_TOO_HIGH, ErrorCode.NONCE_TOO_HIGH]);
  expect(mempool.size).toBe(12);
  // The sender is the largest itself: whatever it pays, nobody makes room for it.
  expect(await answerTo(0, 8, { fee: 1_000_000n })).toBe('TOS_CAPACITY');
  expect(left).toHaveLength(4);
});

test('what arrives behind a transaction that another arrival evicts is refused, and its sender goes on before it', async () => {
  const { add, answerTo, left, noncesOf } = await setUp({ maxCount: 6 });
  for (const nonce of [0, 1, 2]) await add(0, nonce);
  for (const nonce of [0, 1, 2]) await add(1, nonce, { fee: 20_000n });
  const dear = { fee: 90_000n };
  // Both are judged together. The first one takes the place of nonce 2, behind which the other one is valid.
  expect(await Promise.all([answerTo(3, 0, dear), answerTo(0, 3, dear)])).toEqual(['ok', ErrorCode.NONCE_TOO_HIGH]);
  expect(left).toEqual([[0, 2, 'evicted']]);
  expect(noncesOf(0)).toEqual([0, 1]);
  expect(await answerTo(0, 2, dear)).toBe('ok');
  expect(noncesOf(0)).toEqual([0, 1, 2]);
});

test('a transaction that is evicted as soon as it is kept leaves nothing behind', async () => {
  const { add, answerTo, left, noncesOf } = await setUp({ maxCount: 7 });
  for (const nonce of [0, 1, 2]) await add(0, nonce, { fee: 20_000n });
  for (const nonce of [0, 1, 2]) await add(1, nonce);
  expect(await Promise.all([answerTo(0, 3), answerTo(3, 0)])).toEqual(['ok', 'ok']);
  expect(left).toEqual([[0, 3, 'evicted']]);
  expect(await answerTo(0, 3, { fee: 90_000n })).toBe('ok');
  expect(noncesOf(0)).toEqual([0, 1, 2, 3]);
});

test('a large newcomer takes the place of several, or of none', async () => {
  const { wireOf } = await setUp();
  const large = { outputs: 4 };
  const size = wireOf(0, 0).length;
  const maxBytes = 6 * size;
  const room = Math.ceil(wireOf(5, 0, large).length / size);
  expect(room).toBeGreaterThan(1);

  const fair = await setUp({ maxBytes });
  for (let nonce = 0; nonce < 6; nonce++) await fair.add(0, nonce);
  await fair.add(5, 0, { ...large, fee: 100_000n });
  expect(fair.left).toEqual(Array.from({ length: room }, (_, i) => [0, 5 - i, 'evicted']));
  expect(fair.noncesOf(0)).toEqual(Array.from({ length: 6 - room }, (_, i) => i));
  expect(fair.mempool.bytes).toBeLessThanOrEqual(maxBytes);

  // One of the places that it needs belongs to somebody who pays more: then the cheap ones stay too.
  const dear = await setUp({ maxBytes });
  for (let from = 0; from < 6; from++) await dear.add(from, 0, { fee: from === 0 ? CHEAP : 1_000_000n });
  expect(await dear.answerTo(6, 0, { ...large, fee: 100_000n })).toBe('TOS_CAPACITY');
  expect(dear.left).toEqual([]);
  expect(dear.mempool.size).toBe(6);
});

test('under a flood of one sender the others stay and come in; the flooder’s own last go first', async () => {
  const { mempool, add, answerTo, left, noncesOf, wireOf } = await setUp({ maxCount: 40, maxPerSender: 100 });
  for (const from of [1, 2]) for (const nonce of [0, 1]) await add(from, nonce);
  const flood = await Promise.all(Array.from({ length: 40 }, (_, nonce) => answerTo(0, nonce, { fee: 500_000n })));
  // It gets all the room that nobody uses, and nothing more for any fee.
  expect(flood.filter((answer) => answer === 'ok')).toHaveLength(36);
  expect(await answerTo(0, 36, { fee: 100_000_000n })).toBe('TOS_CAPACITY');
  expect(left).toEqual([]);

  // Others pay the least and come in, up to as many as the flooder then has.
  for (let from = 3; from < 11; from++) {
    for (const nonce of [0, 1, 2]) await add(from, nonce);
    expect(await answerTo(0, noncesOf(0).length, { fee: 100_000_000n })).toBe('TOS_CAPACITY');
  }
  expect(left).toEqual(Array.from({ length: 24 }, (_, i) => [0, 35 - i, 'evicted']));
  expect([1, 2, 3, 10].map((from) => noncesOf(from).length)).toEqual([2, 2, 3, 3]);
  expect(noncesOf(0)).toHaveLength(12);
  expect(mempool.size).toBe(40);
  // What the flooder has replaces only its own.
  await mempool.add(wireOf(0, 11, { fee: 600_000n }));
  expect(left.slice(24)).toEqual([[0, 11, 'replaced']]);
});

test('under a flood of cheap transactions of many senders, whoever pays more keeps the place, comes in, and goes first', async () => {
  const { mempool, add, answerTo, left, noncesOf } = await setUp({ maxCount: 20 });
  for (const nonce of [0, 1, 2]) await add(0, nonce, { fee: 80_000n });
  await add(1, 0, { fee: 90_000n });
  const answers: (string | number)[] = [];
  for (let from = 2; from < 50; from++) answers.push(await answerTo(from, 0));
  // A first transaction counts more than another's third and second. Then all have one, and cheap ones find no room.
  expect(answers.filter((answer) => answer === 'ok')).toHaveLength(18);
  expect(left.splice(0)).toEqual([
    [0, 2, 'evicted'],
    [0, 1, 'evicted'],
  ]);
  expect([noncesOf(0), noncesOf(1)]).toEqual([[0], [0]]);
  expect(new Set(answers.slice(18))).toEqual(new Set(['TOS_CAPACITY']));

  // Each of the flood that goes makes room for one that pays, the first of the flood before the others.
  for (let from = 50; from < 60; from++) expect(await answerTo(from, 0, { fee: 20_000n })).toBe('ok');
  expect(left).toEqual(Array.from({ length: 10 }, (_, i) => [2 + i, 0, 'evicted']));
  const block = mempool.take(1_000_000, 12);
  const fees = Array.from({ length: block.count }, (_, i) => mempool.get(block.hash.slice(32 * i, 32 * i + 32))!.fee);
  expect(fees).toEqual([90_000n, 80_000n, ...Array.from({ length: 10 }, () => 20_000n)]);
});

test('a transaction may name the block 240 below its parent, waits until then, and has expired with the next block', async () => {
  const { chain, mempool, add, answerTo, left, noncesOf, emptyBlock, wireOf } = await setUp();
  const oldest = chain.head;
  await emptyBlock();
  const second = chain.head;
  // Sender 0's middle one names the genesis, sender 1's the block after it.
  for (const [nonce, reference] of [second, oldest, second].entries()) await add(0, nonce, { reference });
  await add(1, 0, { reference: second });
  while (chain.head.topoheight < REFERENCE_WINDOW) await emptyBlock();
  expect(left).toEqual([]);
  expect(await answerTo(2, 0, { reference: oldest })).toBe('ok');
  // The block on top of this head is the last one that may take it.
  const { leftOut } = await chain.produceBlock({
    candidates: decodeBatch([wireOf(3, 0, { reference: oldest })]),
    miner: accounts[0]!,
  });
  expect(leftOut).toEqual([]);
  mempool.afterBlock(decodeBatch([]));
  expect(chain.head.topoheight).toBe(REFERENCE_WINDOW + 1);
  expect(left.splice(0)).toEqual([
    [0, 1, 'expired'],
    [0, 2, 'expired'],
    [2, 0, 'expired'],
  ]);
  expect([noncesOf(0), noncesOf(1)]).toEqual([[0], [0]]);
  const refusal = await add(4, 0, { reference: oldest }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ details: { code: ErrorCode.INVALID_PAYLOAD, given: '0', needed: '1' } });
  expect(await answerTo(4, 0, { reference: second })).toBe('ok');

  await emptyBlock();
  expect(left).toEqual([
    [0, 0, 'expired'],
    [1, 0, 'expired'],
    [4, 0, 'expired'],
  ]);
  expect(mempool.size).toBe(0);
});

test('a transaction waits for the whole of its age, and goes with the first block after it, its sender’s later ones too', async () => {
  const { mempool, add, left, noncesOf, time, emptyBlock, wireOf } = await setUp({ maxAgeMs: 5_000 });
  for (const nonce of [0, 1]) await add(0, nonce);
  // A replacement is new, as is what comes later.
  time.now = START + 3_000;
  await add(0, 0, { fee: 20_000n });
  await add(0, 2);
  await add(1, 0);
  // What was kept elsewhere brings its age along.
  expect(await mempool.restore([{ wire: wireOf(2, 0), firstSeen: START + 1 }])).toEqual({ kept: 1, dropped: 0 });
  expect(left.splice(0)).toEqual([[0, 0, 'replaced']]);

  time.now = START + 5_000;
  await emptyBlock();
  expect(left).toEqual([]);
  time.now = START + 5_001;
  // Time alone does nothing.
  expect(noncesOf(0)).toEqual([0, 1, 2]);
  await emptyBlock();
  expect(left.splice(0)).toEqual([
    [0, 1, 'expired'],
    [0, 2, 'expired'],
  ]);
  time.now = START + 5_002;
  await emptyBlock();
  expect(left.splice(0)).toEqual([[2, 0, 'expired']]);
  expect([noncesOf(0), noncesOf(1)]).toEqual([[0], [0]]);
});
