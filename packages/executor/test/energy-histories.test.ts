import { bytesToHex } from '@noble/hashes/utils.js';
import { COIN } from '@tos/protocol';
import { encodeU64Record, energyRef, NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, type Payload, type Transaction } from '@tos/transaction';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { contextOver, INJECTED_VERIFIER, minerFrame } from './block-fixture.ts';
import { accountKey, signature } from './block-parts.ts';
import { executeInjected } from './injected-oracle.ts';
import { MapState, nameOf } from './map-state.ts';
import { parityRules } from './parity-rules.ts';
import { emptyWorld, type World } from './plain-world.ts';
import { writesBetween } from './plain-writes.ts';

// Energy over time: accounts freeze, lend, take back and pay, block after block, while locks end. The model is
// `plain-energy.ts`; every executor must have the records of the model after each block.

const RUNS = 150 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const ACCOUNTS = 4;
const TOS = bytesToHex(NATIVE_ASSET);

const executors: Record<string, BlockExecutor> = {
  sequential: createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER }),
  parallel: createBlockExecutor({ setting: 'parallel', workers: 1, verifierModule: INJECTED_VERIFIER }),
};
afterAll(async () => {
  for (const executor of Object.values(executors)) await executor.close();
});

const who = fc.integer({ min: 0, max: ACCOUNTS - 1 });
const coins = fc.bigInt(1n, 5n).map((whole) => whole * COIN);
const days = fc.constantFrom(3, 3, 4, 7, 14);
const recordIndex = fc.option(fc.constantFrom(0, 0, 1, 2, 9), { freq: 2 });

const payload: fc.Arbitrary<Payload> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('energy' as const),
      variant: fc.constant('freeze_tos' as const),
      amount: coins,
      durationDays: days,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('energy' as const),
      variant: fc.constant('freeze_tos_delegate' as const),
      delegatees: fc.uniqueArray(fc.record({ delegatee: who.map(accountKey), amount: coins }), {
        minLength: 1,
        maxLength: 2,
        selector: ({ delegatee }) => delegatee[0],
      }),
      durationDays: days,
    }),
  },
  {
    weight: 5,
    arbitrary: fc
      .record({
        type: fc.constant('energy' as const),
        variant: fc.constant('unfreeze_tos' as const),
        amount: coins,
        fromDelegation: fc.boolean(),
        recordIndex,
        delegatee: fc.option(who.map(accountKey), { freq: 1 }),
      })
      .map((drawn) => (drawn.fromDelegation ? drawn : { ...drawn, delegatee: null })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('energy' as const),
      variant: fc.constant('withdraw_unfrozen' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: who.map((to) => ({
      type: 'transfers' as const,
      transfers: [{ asset: NATIVE_ASSET, destination: accountKey(to), amount: COIN / 2n, extraData: null }],
    })),
  },
);

/** Draws blocks that follow one another. Each account sends at most one transaction per block. */
const history = fc.record({
  balances: fc.array(fc.bigInt(0n, 12n), { minLength: ACCOUNTS, maxLength: ACCOUNTS }),
  energies: fc.array(fc.bigInt(0n, 3n), { minLength: ACCOUNTS, maxLength: ACCOUNTS }),
  blocks: fc.array(
    fc.record({
      wait: fc.constantFrom(1, 1, 5, 29, 30, 31, 70, 140),
      drafts: fc.uniqueArray(fc.record({ sender: who, payload }), {
        minLength: 1,
        maxLength: ACCOUNTS,
        selector: ({ sender }) => sender,
      }),
    }),
    { minLength: 20, maxLength: 60, size: 'max' },
  ),
});

function begin(balances: readonly bigint[], energies: readonly bigint[]): { state: MapState; world: World } {
  const [state, world] = [new MapState(), emptyWorld()];
  for (const [i, whole] of balances.entries()) {
    const [key, energy] = [accountKey(i), energies[i] ?? 0n];
    const account = bytesToHex(key);
    state.setNonce(key, 0n);
    world.nonces.set(account, 0n);
    state.setBalance(key, NATIVE_ASSET, whole * COIN);
    world.coins.set(account, new Map([[TOS, { amount: whole * COIN, credited: false, debited: false, output: 0n }]]));
    if (energy === 0n) continue;
    state.put(energyRef(key), encodeU64Record(energy));
    world.energy.set(account, energy);
  }
  return { state, world };
}

function transactionOf(sender: number, payload: Payload, world: World): Transaction {
  const source = accountKey(sender);
  return {
    version: 1,
    chainId: 3,
    source,
    payload,
    fee: 0n,
    feeType: payload.type === 'energy' ? 0 : 1,
    nonce: world.nonces.get(bytesToHex(source)) ?? 0n,
    reference: { hash: NATIVE_ASSET, topoheight: 0n },
    multisig: null,
    signature: signature(true),
  };
}

/** Sums the atomic units of all accounts, frozen and pending ones included. */
function allCoins(world: World): bigint {
  let sum = 0n;
  for (const assets of world.coins.values()) sum += assets.get(TOS)?.amount ?? 0n;
  for (const { total, pending } of world.frozen.values()) {
    sum += total * COIN;
    for (const { amount } of pending) sum += amount * COIN;
  }
  return sum;
}

test('every executor has the records of the model after every block', async () => {
  const codes = new Map<number, number>();
  let reused = 0;
  await fc.assert(
    fc.asyncProperty(history, async ({ balances, energies, blocks }) => {
      let { state, world } = begin(balances, energies);
      const supply = allCoins(world);
      let topoheight = 0;
      for (const [n, { wait, drafts }] of blocks.entries()) {
        topoheight += wait;
        const transactions = drafts.map(({ sender, payload }) => transactionOf(sender, payload, world));
        const block = { transactions, miner: accountKey(0), reward: 0n, topoheight: BigInt(topoheight) };
        const expected = executeInjected(world, block, 'build');
        if ('refused' in expected) throw new Error(`refused: ${JSON.stringify(expected.refused)}`);
        const batch = decodeBatch(transactions.map(encodeTransaction));
        const next = new MapState();
        for (const [name, executor] of Object.entries(executors)) {
          const context = { ...contextOver(state, minerFrame(block.miner, 0n)), topoheight };
          const outcome = await executor.execute(batch, context, { policy: 'build', rules: parityRules });
          if (outcome.refused !== null) throw new Error(`${name} refused ${JSON.stringify(outcome.refused)}`);
          expect([...outcome.results.errors], `${name}, block ${n}`).toEqual(expected.errors);
          const writes = outcome.state.getModifiedRecords();
          const written = writes.map(({ ref, value }) => `${nameOf(ref)} = ${bytesToHex(value ?? new Uint8Array())}`);
          expect(written.toSorted(), `${name}, block ${n}`).toEqual(writesBetween(world, expected.world));
          if (next.records.size > 0) continue;
          for (const [record, value] of state.records) next.records.set(record, value);
          next.apply(writes);
        }
        for (const code of expected.errors) codes.set(code, (codes.get(code) ?? 0) + 1);
        for (const [i, { sender, payload }] of drafts.entries()) {
          if (payload.type !== 'energy' || payload.variant !== 'freeze_tos' || expected.errors[i] !== 0) continue;
          const ended = world.frozen.get(bytesToHex(accountKey(sender)))?.freezes.some((freeze) => {
            return freeze.unlocksAt <= BigInt(topoheight);
          });
          if (ended === true) reused++;
        }
        ({ world } = expected);
        state = next;
        for (const assets of world.coins.values()) for (const held of assets.values()) forget(held);
        expect(allCoins(world), `block ${n}: no coin is made or lost`).toBe(supply);
      }
    }),
    { numRuns: RUNS },
  );
  // A generator that drifted to one side would prove little.
  for (const code of [0, 0x0107, 0x0300, 0x0302, 0x0303, 0x0409, 0xffff]) {
    expect(codes.get(code) ?? 0, `code ${code.toString(16)}`).toBeGreaterThan(RUNS / 5);
  }
  expect(reused, 'freezes that reuse ended ones').toBeGreaterThan(RUNS);
});

function forget(held: { credited: boolean; debited: boolean }): void {
  held.credited = false;
  held.debited = false;
}
