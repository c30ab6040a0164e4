import { COIN, Opcode } from '@tos/protocol';
import { baselineRules, defineShieldTransfersRule, type RuleSet } from '@tos/runtime';
import { agentRef, encodeAgent, NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch, type Payload, type Transaction } from '@tos/transaction';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type BlockExecutor, createBlockExecutor, type ExecutorOptions } from '../src/index.ts';
import { contextOver, describeOutcome } from './block-fixture.ts';
import { accountKey } from './block-parts.ts';
import { EventLoopMeter, SLOW_VERIFIER } from './event-loop-meter.ts';
import { Fault } from './fixtures/injected-verifier.mjs';
import { MapState } from './map-state.ts';

// The executor takes its clock when it is loaded; the meter replaces `performance.now` later.
vi.mock('../../tasks/src/threads/timers.ts', async (original) => ({
  ...(await original<object>()),
  now: () => performance.now(),
}));

// Whatever a block needs to have verified, main gives other events a turn after 5 ms of work and the step under way.

/** A slice of 5 ms, a chunk of signatures that was begun in it, and what comes before the clock is asked again. */
const LONGEST_MS = 20;

const CO_SIGNERS = 255;
const OUTPUTS = 500;
const key = accountKey;
const [PLAIN, GUARDED, SHIELDING] = [key(0), key(1), key(2)];
const coSigners = Array.from({ length: CO_SIGNERS }, (_, i) => key(100 + i));

let serial = 0;
/** Returns 64 or 96 bytes that occur once, as a good or bad signature or proof. */
function evidence(size: 64 | 96, isGood = true, fault: number = Fault.NONE): Uint8Array {
  const bytes = new Uint8Array(size);
  // Byte 3 is 0: the signature is good for any key.
  bytes.set([isGood ? 1 : 2, fault, 0, 0, serial >>> 16, serial >>> 8, serial]);
  serial++;
  return bytes;
}

function draft(source: Uint8Array, nonce: number, payload: Payload, changes: Partial<Transaction> = {}): Transaction {
  const reference = { hash: NATIVE_ASSET, topoheight: 0n };
  const plain = { version: 1, chainId: 3, fee: COIN, feeType: 0, multisig: null, signature: evidence(64) } as const;
  return { ...plain, source, payload, nonce: BigInt(nonce), reference, ...changes };
}
const burn: Payload = { type: 'burn', asset: NATIVE_ASSET, amount: 1n };

function coSigned(nonce: number, isLastGood = true): Transaction {
  const multisig = coSigners.map((_, id) => ({ id, signature: evidence(64, isLastGood || id < CO_SIGNERS - 1) }));
  return draft(GUARDED, nonce, burn, { multisig });
}

function shield(nonce: number, receiver: (i: number) => Uint8Array, isLastGood = true): Transaction {
  const transfers = Array.from({ length: OUTPUTS }, (_, i) => ({
    asset: NATIVE_ASSET,
    destination: receiver(i),
    amount: 100n * COIN,
    extraData: null,
    commitment: key(5),
    receiverHandle: key(6),
    proof: evidence(96, isLastGood || i < OUTPUTS - 1),
  }));
  return draft(SHIELDING, nonce, { type: 'shield_transfers', transfers, sourceCommitments: [] });
}
const strangers = (i: number): Uint8Array => key(1000 + i);

/** Every check that takes long, with the milliseconds that main alone needs at least. */
const expensive: Record<string, { readonly make: () => Transaction[]; readonly alone: number; readonly bad?: number }> =
  {
    'owners’ signatures': { make: () => Array.from({ length: 300 }, (_, i) => draft(PLAIN, i, burn)), alone: 600 },
    'co-signatures': { make: () => [0, 1, 2].map((nonce) => coSigned(nonce)), alone: 3 * 2 * CO_SIGNERS },
    'co-signatures, the last one bad': { make: () => [coSigned(0, false)], alone: 2 * CO_SIGNERS, bad: 0x0103 },
    'shield proofs': { make: () => [shield(0, strangers)], alone: 5 * OUTPUTS },
    'shield proofs, the last one bad': { make: () => [shield(0, strangers, false)], alone: 5 * OUTPUTS, bad: 0xffff },
    'sums of ciphertexts': { make: () => [shield(0, () => PLAIN)], alone: 6 * OUTPUTS },
    'the co-signatures of a block that changes who signs': {
      make: () => {
        const setUp: Payload = { type: 'multisig', threshold: CO_SIGNERS, participants: coSigners };
        const multisig = coSigned(1).multisig;
        return [draft(PLAIN, 0, setUp), draft(PLAIN, 1, burn, { multisig }), coSigned(0), coSigned(1)];
      },
      alone: 3 * 2 * CO_SIGNERS,
    },
  };

function stateBefore(): MapState {
  const state = new MapState();
  for (const account of [PLAIN, GUARDED, SHIELDING]) {
    state.setNonce(account, 0n);
    state.setBalance(account, NATIVE_ASSET, 1_000_000n * COIN);
  }
  state.setMultisig(GUARDED, { threshold: CO_SIGNERS, participants: coSigners });
  return state;
}

const executors: Record<string, Partial<ExecutorOptions>> = {
  sequential: { setting: 'sequential' },
  'parallel without workers': { setting: 'parallel', workers: 0 },
  'parallel with two workers': { setting: 'parallel', workers: 2 },
};
const open: BlockExecutor[] = [];
afterEach(async () => {
  for (const executor of open.splice(0)) await executor.close();
});
function start(options: Partial<ExecutorOptions>): BlockExecutor {
  const executor = createBlockExecutor({ verifierModule: SLOW_VERIFIER, ...options });
  open.push(executor);
  return executor;
}

const batchOf = (transactions: readonly Transaction[]): PackedBatch => decodeBatch(transactions.map(encodeTransaction));
const rulesFor = (meter: EventLoopMeter): RuleSet => ({
  ...baselineRules,
  [Opcode.SHIELD_TRANSFERS]: defineShieldTransfersRule((held) => {
    meter.summed();
    return held;
  }),
});

describe.each(Object.keys(executors))('%s', (name) => {
  describe.each(Object.keys(expensive))('%s', (check) => {
    test.each(['build', 'validate'] as const)('%s: the event loop has its turns', async (policy) => {
      const { make, alone, bad } = expensive[check]!;
      const executor = start(executors[name]!);
      await executor.metrics(); // it has started
      const batch = batchOf(make());
      const meter = new EventLoopMeter();
      const execute = () => executor.execute(batch, contextOver(stateBefore()), { policy, rules: rulesFor(meter) });
      const outcome = await execute();
      const errors = outcome.refused === null ? [...outcome.results.errors] : [outcome.refused.error];
      expect(errors).toEqual(bad === undefined ? errors.map(() => 0) : [bad]);
      expect(meter.longest).toBeLessThanOrEqual(LONGEST_MS);
      // A meter that saw no work would have measured nothing.
      if (name !== 'parallel with two workers') expect(meter.worked).toBeGreaterThanOrEqual(alone);

      // Each piece is verified once, good or bad, however often it is judged. No owner's signature is bad here.
      const again = await execute();
      expect(describeOutcome(again)).toEqual(describeOutcome(outcome));
      expect([...meter.verified.values()].filter((times) => times > 1)).toEqual([]);
      expect(again.report.evidence).toBe(0);
      expect(meter.longest).toBeLessThanOrEqual(LONGEST_MS);
    });
  });

  test('verifySignatures: the event loop has its turns', async () => {
    const executor = start(executors[name]!);
    await executor.metrics();
    const meter = new EventLoopMeter();
    const verdicts = await executor.verifySignatures(batchOf(expensive['owners’ signatures']!.make()));
    expect([...verdicts]).toEqual(new Array(300).fill(1));
    expect(meter.longest).toBeLessThanOrEqual(LONGEST_MS);
  });
});

test('what main verifies again, since workers gave garbage, is verified in turns', async () => {
  const garbage = (i: number): Transaction => draft(PLAIN, i, burn, { signature: evidence(64, true, Fault.GARBAGE) });
  const executor = start({ setting: 'parallel', workers: 2 });
  await executor.metrics();
  const batch = batchOf(Array.from({ length: 300 }, (_, i) => garbage(i)));
  const meter = new EventLoopMeter();
  const outcome = await executor.execute(batch, contextOver(stateBefore()), {
    policy: 'build',
    rules: rulesFor(meter),
  });
  expect(outcome.refused).toBeNull();
  expect(meter.verified.size).toBe(300);
  expect(meter.longest).toBeLessThanOrEqual(LONGEST_MS);
});

test('proofs of who cannot pay, and evidence of who has not signed, are not looked at', async () => {
  const executor = start({ setting: 'sequential' });
  const poor = stateBefore();
  poor.setBalance(SHIELDING, NATIVE_ASSET, 200n * COIN);
  const unsigned = { ...coSigned(0), signature: evidence(64, false) };
  const batch = batchOf([shield(0, strangers), unsigned]);
  const meter = new EventLoopMeter();
  const outcome = await executor.execute(batch, contextOver(poor), { policy: 'build', rules: rulesFor(meter) });
  expect(outcome.refused === null && [...outcome.results.errors]).toEqual([0x0300, 0x0103]);
  expect(outcome.report.evidence).toBe(0);
  expect(meter.verified.size).toBe(2);
});

test.each(Object.keys(executors))('%s: what a stranger sends for an agent account is not looked at', async (name) => {
  const state = stateBefore();
  const controller = key(7);
  const agent = { controller, policyHash: key(8), status: 0, energyPool: null, sessionKeyRoot: null, sessionKeys: [] };
  for (const owner of [SHIELDING, GUARDED]) state.put(agentRef(owner), encodeAgent({ ...agent, owner }));
  const executor = start(executors[name]!);
  await executor.metrics();
  for (const theirs of [shield(0, strangers), coSigned(0)]) {
    const batch = batchOf([{ ...theirs, signature: evidence(64, false) }]);
    const meter = new EventLoopMeter();
    const outcome = await executor.execute(batch, contextOver(state), { policy: 'build', rules: rulesFor(meter) });
    expect(outcome.refused === null && [...outcome.results.errors]).toEqual([0x0103]);
    expect(outcome.report.evidence).toBe(0);
    // Main verifies the one signature with the keys of owner and controller, unless threads did so.
    expect(meter.worked).toBeLessThanOrEqual(2 * 2);
  }
});

test.each(Object.keys(executors))('%s: what others do in their turns is no time of applying', async (name) => {
  const executor = start(executors[name]!);
  await executor.metrics();
  const batch = batchOf([shield(0, () => PLAIN)]);
  const meter = new EventLoopMeter();
  let sums = 0;
  const rule = defineShieldTransfersRule((held) => {
    meter.summed();
    sums++;
    return held;
  });
  const rules = { ...baselineRules, [Opcode.SHIELD_TRANSFERS]: rule };
  let next = setImmediate(function other() {
    meter.summed();
    next = setImmediate(other);
  });
  onTestFinished(() => clearImmediate(next));
  const outcome = await executor.execute(batch, contextOver(stateBefore()), { policy: 'build', rules });
  expect(outcome.refused === null && [...outcome.results.errors]).toEqual([0]);
  // Or nothing was measured.
  expect(sums).toBeGreaterThan(OUTPUTS / 2);
  expect(outcome.report.applyMs).toBe(sums);
});
