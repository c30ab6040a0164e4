import { createBlockExecutor, type ExecutorOptions } from '@tos/executor';
import { COIN } from '@tos/protocol';
import { createMemoryStorage, NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch, type Payload, type Transaction } from '@tos/transaction';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { accountKey } from '../../executor/test/block-parts.ts';
import { EventLoopMeter, SLOW_VERIFIER } from '../../executor/test/event-loop-meter.ts';
import { Chain, createDevnetGenesis, defaultMempoolLimits, Mempool, verifyChain } from '../src/index.ts';
import { network, outcome, START } from './devnet.ts';

// The executor takes its clock when it is loaded, which is before the meter replaces `performance.now`.
vi.mock('../../tasks/src/threads/timers.ts', async (original) => ({
  ...(await original<object>()),
  now: () => performance.now(),
}));

// Every way into a chain, with every check that takes long. Main gives other events a turn after 5 ms of verifying, once the step under way
// has ended, and verifies each signature and proof once, however often the transaction is judged.

const LONGEST_MS = 20;
const CO_SIGNERS = 255;
const OUTPUTS = 500;
const key = accountKey;
const [PLAIN, GUARDED, SHIELDING, MINER] = [key(0), key(1), key(2), key(3)];
const coSigners = Array.from({ length: CO_SIGNERS }, (_, i) => key(100 + i));
const genesis = createDevnetGenesis({
  allocations: [PLAIN, GUARDED, SHIELDING].map((publicKey) => ({ publicKey, amount: 1_000_000n * COIN })),
  timestamp: START,
});

let serial = 0;
/** Bytes for a signature or proof that the slow verifier takes for good or bad. They are different each time. */
function evidence(size: 64 | 96, isGood = true): Uint8Array {
  serial++;
  // Bytes 2 and 3 would name a key; 0 stands for any key.
  return Uint8Array.of(isGood ? 1 : 2, 0, 0, 0, serial >>> 16, serial >>> 8, serial, ...new Uint8Array(size - 7));
}

interface Draft {
  readonly source: Uint8Array;
  readonly nonce: number;
  readonly payload: Payload;
  readonly multisig?: Transaction['multisig'];
}

const burn: Payload = { type: 'burn', asset: NATIVE_ASSET, amount: 1n };
const coSigned = (nonce: number, isLastGood = true): Draft => ({
  source: GUARDED,
  nonce,
  payload: burn,
  multisig: coSigners.map((_, id) => ({ id, signature: evidence(64, isLastGood || id < CO_SIGNERS - 1) })),
});
const shield = (isGood: (i: number) => boolean = () => true): Draft => {
  const transfers = Array.from({ length: OUTPUTS }, (_, i) => ({
    asset: NATIVE_ASSET,
    destination: key(1000 + i),
    amount: 100n * COIN,
    extraData: null,
    commitment: key(5),
    receiverHandle: key(6),
    proof: evidence(96, isGood(i)),
  }));
  return { source: SHIELDING, nonce: 0, payload: { type: 'shield_transfers', transfers, sourceCommitments: [] } };
};
const allButLast = (i: number): boolean => i < OUTPUTS - 1;

const executors: Record<string, Partial<ExecutorOptions>> = {
  sequentially: { setting: 'sequential' },
  'in parallel, on main alone': { setting: 'parallel', workers: 0 },
  'in parallel, with two workers': { setting: 'parallel', workers: 2 },
};

/** A chain with an account of 255 co-signers at height 1. */
async function openDevnet(options: Partial<ExecutorOptions>) {
  const storage = createMemoryStorage();
  await storage.open();
  const executor = createBlockExecutor({ verifierModule: SLOW_VERIFIER, ...options });
  onTestFinished(() => executor.close());
  const clock = (): number => START + 1_000_000_000;
  const chain = await Chain.open({ storage, executor, network, genesis, clock });
  const wireOf = (draft: Draft, signature: Uint8Array = evidence(64)): Uint8Array => {
    const { source, nonce, payload, multisig = null } = draft;
    const { hash, topoheight } = chain.head;
    const reference = { hash, topoheight: BigInt(topoheight) };
    const envelope = { version: 1, chainId: network.chainId, fee: COIN, feeType: 0, signature } as const;
    return encodeTransaction({ ...envelope, source, nonce: BigInt(nonce), payload, multisig, reference });
  };
  const mempool = new Mempool(defaultMempoolLimits, { chain, executor, clock });
  const produce = (candidates: PackedBatch, timestamp?: number) =>
    chain.produceBlock({ candidates, miner: MINER, ...(timestamp === undefined ? {} : { timestamp }) });
  const payload: Payload = { type: 'multisig', threshold: CO_SIGNERS, participants: coSigners };
  // Its signature is fixed, so that every chain has the same block.
  const setUp = wireOf({ source: GUARDED, nonce: 0, payload }, Uint8Array.of(1, ...new Uint8Array(63)));
  await produce(decodeBatch([setUp]), START + 1000);
  return { chain, storage, mempool, wireOf, produce };
}

/** Transactions that take long to verify, and the code that refuses them. */
const expensive: Record<string, { readonly make: () => Draft[]; readonly alone: number; readonly code?: number }> = {
  'owners’ signatures': {
    make: () => Array.from({ length: 60 }, (_, nonce) => ({ source: PLAIN, nonce, payload: burn })),
    alone: 2 * 60,
  },
  'co-signatures': { make: () => [1, 2, 3, 4].map((nonce) => coSigned(nonce)), alone: 4 * 2 * CO_SIGNERS },
  'a bad co-signature': { make: () => [coSigned(1, false)], alone: 2 * CO_SIGNERS, code: 0x0103 },
  'shield proofs': { make: () => [shield()], alone: 5 * OUTPUTS },
  'a bad proof': { make: () => [shield(allButLast)], alone: 5 * OUTPUTS, code: 0xffff },
};

describe.each(Object.keys(executors))('%s', (setting) => {
  test.each(Object.keys(expensive))('%s', async (check) => {
    const { make, alone, code } = expensive[check]!;
    const devnet = await openDevnet(executors[setting]!);
    const { chain, mempool } = devnet;
    const wires = make().map((draft) => devnet.wireOf(draft));
    // A block of these transactions that somebody else built; it is empty if they are bad.
    const other = await openDevnet({ setting: 'sequential' });
    expect(other.chain.head.hash).toEqual(chain.head.hash);
    const built = await other.produce(decodeBatch(wires));
    expect(built.transactions.count).toBe(code === undefined ? wires.length : 0);

    const meter = new EventLoopMeter();
    const expectTurns = (way: string): void => {
      expect(meter.longest, way).toBeLessThanOrEqual(LONGEST_MS);
      expect(
        [...meter.verified].filter(([, times]) => times > 1),
        way,
      ).toEqual([]);
    };
    await chain.simulate(decodeBatch(wires));
    expectTurns('simulate');
    if (setting !== 'in parallel, with two workers') expect(meter.worked).toBeGreaterThanOrEqual(alone);
    for (let time = 0; time < 2; time++) {
      for (const wire of wires) {
        const expected = code ?? (time === 0 ? 'ok' : 0x0112);
        expect(await outcome(() => mempool.add(wire)), 'mempool').toBe(expected);
      }
      expectTurns('mempool');
    }
    const { transactions } = await chain.buildBlock({ candidates: decodeBatch(wires), miner: MINER });
    expect(transactions.count).toBe(built.transactions.count);
    expectTurns('buildBlock');
    await chain.importBlock(built.bytes);
    expectTurns('importBlock');
    await chain.rollbackTo(1);
    await devnet.produce(decodeBatch(wires));
    expectTurns('produceBlock');
  });
});

test('what was verified for refused transactions of one sender is bounded, until the next block', async () => {
  const { mempool, wireOf, produce } = await openDevnet({ setting: 'sequential' });
  const meter = new EventLoopMeter();
  const answers: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    const wire = wireOf(shield(allButLast));
    answers.push(await outcome(() => mempool.add(wire)));
  }
  expect(answers).toEqual([0xffff, 0xffff, 'TOS_CAPACITY', 'TOS_CAPACITY']);
  expect(meter.worked).toBeLessThan(3 * 5 * OUTPUTS);
  // Other senders are not affected.
  expect(await outcome(() => mempool.add(wireOf({ source: PLAIN, nonce: 0, payload: burn })))).toBe('ok');
  const block = await produce(decodeBatch([]));
  mempool.afterBlock(block.transactions);
  expect(await outcome(() => mempool.add(wireOf(shield())))).toBe('ok');
});

test('a proof that was good is known when the transaction comes again with another', async () => {
  const { mempool, wireOf } = await openDevnet({ setting: 'sequential' });
  const draft = shield(allButLast);
  await outcome(() => mempool.add(wireOf(draft)));
  const meter = new EventLoopMeter();
  if (draft.payload.type !== 'shield_transfers') throw new Error(draft.payload.type);
  const { transfers } = draft.payload;
  const mended = transfers.with(-1, { ...transfers.at(-1)!, proof: evidence(96) });
  const wire = wireOf({ ...draft, payload: { ...draft.payload, transfers: mended } });
  expect(await outcome(() => mempool.add(wire))).toBe('ok');
  expect([...meter.verified.keys()].map((name) => name.split(' ')[0])).toEqual(['signature', 'proof']);
});

test('verifyChain gives a turn at every block that lasts, whatever the storage', async () => {
  const { storage, produce } = await openDevnet({ setting: 'sequential' });
  const blocks = 30;
  for (let i = 0; i < blocks; i++) await produce(decodeBatch([]));
  // At each reading of the clock so much time has passed that a turn is due.
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 10));
  let turns = 0;
  let next = setImmediate(function turn() {
    turns++;
    next = setImmediate(turn);
  });
  onTestFinished(() => {
    clearImmediate(next);
    clock.mockRestore();
  });
  for await (const finding of verifyChain(storage, genesis)) expect.unreachable(JSON.stringify(finding));
  expect(turns).toBeGreaterThan(blocks);
});
