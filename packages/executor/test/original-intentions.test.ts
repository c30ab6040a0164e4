import { bytesToHex } from '@noble/hashes/utils.js';
import { createKeyPair } from '@tos/crypto';
import { type Network, networks } from '@tos/protocol';
import { baselineRules } from '@tos/runtime';
import { BlockOverlay, multisigRef, NATIVE_ASSET, SupplyCounter } from '@tos/state';
import { buildTransaction, decodeBatch, encodeTransaction, type PackedBatch, type Payload } from '@tos/transaction';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type BlockExecutor,
  createBlockExecutor,
  defaultWorkers,
  type ExecutionContext,
  ParallelChainState,
} from '../src/index.ts';
import { contextOver, INJECTED_VERIFIER, minerFrame } from './block-fixture.ts';
import { accountKey, signature } from './block-parts.ts';
import { Fault } from './fixtures/injected-verifier.mjs';
import { describeWrites, MapState } from './map-state.ts';

// What the tests of the original's parallel executor intended to show, shown with this executor: with real signatures where these
// matter, with injected verdicts elsewhere.

const executors: BlockExecutor[] = [];
const create = (...args: Parameters<typeof createBlockExecutor>): BlockExecutor => {
  const executor = createBlockExecutor(...args);
  executors.push(executor);
  return executor;
};
afterEach(async () => {
  for (const executor of executors.splice(0)) await executor.close();
});

const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const bob = createKeyPair(Uint8Array.of(3, ...new Uint8Array(31)));
const reference = { hash: NATIVE_ASSET, topoheight: 0n };

function signed(count: number, network: Network = networks.devnet, payload?: Payload): PackedBatch {
  const transfers = [{ asset: NATIVE_ASSET, destination: bob.publicKey, amount: 7n, extraData: null }];
  return decodeBatch(
    Array.from({ length: count }, (_, i) =>
      encodeTransaction(
        buildTransaction({
          network,
          keyPair: alice,
          payload: payload ?? { type: 'transfers', transfers },
          nonce: BigInt(i),
          reference,
        }),
      ),
    ),
  );
}

/** The transfers with signatures that the injected verifier finds good. */
function injected(count: number): PackedBatch {
  const batch = signed(count);
  // The bytes say: good, no fault, by any key. A real signature has any bytes there.
  for (let i = 0; i < count; i++) batch.bytes.set([1, 0, 0, 0], batch.signature[i]!);
  return batch;
}

function funded(): MapState {
  const state = new MapState();
  state.setNonce(alice.publicKey, 0n);
  state.setBalance(alice.publicKey, NATIVE_ASSET, 10_000_000n);
  return state;
}

const build = { policy: 'build', rules: baselineRules } as const;

describe('the intentions of the original tests', () => {
  test('default parallelism is sane', () => {
    expect(defaultWorkers()).toBeGreaterThanOrEqual(0);
    expect(defaultWorkers()).toBeLessThanOrEqual(64);
  });

  test('a new state has nothing to merge', () => {
    const state = new ParallelChainState(new BlockOverlay(), 0n);
    expect(state.getModifiedNonces()).toEqual([]);
    expect(state.getModifiedBalances()).toEqual([]);
    expect(state.getModifiedMultisigs()).toEqual([]);
    expect(state.getModifiedRecords()).toEqual([]);
    expect(state.getGasFee()).toBe(0n);
    expect(state.getBurnedSupply()).toBeUndefined();
  });

  test.each(['sequential', 'parallel'] as const)('an empty batch gives an empty result (%s)', async (setting) => {
    for (const policy of ['build', 'validate'] as const) {
      const outcome = await create({ setting, workers: 1 }).execute(decodeBatch([]), contextOver(funded()), {
        ...build,
        policy,
      });
      if (outcome.refused !== null) throw new Error('refused');
      expect(outcome.results.toArray()).toEqual([]);
      expect(outcome.state.getModifiedRecords()).toEqual([]);
    }
  });

  test('getters tell what changed, fees and burns included, and feed the merge', async () => {
    const state = funded();
    const burn: Payload = { type: 'burn', asset: NATIVE_ASSET, amount: 1_000n };
    const outcome = await create({ setting: 'parallel', workers: 1 }).execute(
      signed(1, networks.devnet, burn),
      contextOver(state),
      build,
    );
    if (outcome.refused !== null) throw new Error('refused');
    const { state: after } = outcome;
    expect(after.getModifiedNonces()).toEqual([{ account: alice.publicKey, nonce: 1n }]);
    expect(after.getModifiedBalances()).toEqual([
      {
        account: alice.publicKey,
        asset: NATIVE_ASSET,
        balance: { type: 'output', final: 10_000_000n - 1_000n - 10_000n, output: null },
      },
    ]);
    expect(after.getGasFee()).toBe(10_000n);
    expect(after.getBurnedSupply()).toBe(1_000n);
    const counted =
      after.getModifiedNonces().length + after.getModifiedBalances().length + after.getModifiedMultisigs().length + 1;
    expect(after.getModifiedRecords()).toHaveLength(counted);
  });

  test('a multisig that was set or deleted is told, a deletion as null', () => {
    const overlay = new BlockOverlay();
    const [kept, deleted, added] = [1, 2, 3].map((i) => overlay.cell(multisigRef(accountKey(i))));
    const value = Uint8Array.of(1, 1, ...new Uint8Array(32).fill(9));
    const version = { topoheight: 0, previous: null, value };
    overlay.load([kept!, deleted!, added!], [version, version, undefined]);
    overlay.setRecord(kept!, value.slice());
    overlay.setRecord(deleted!, null);
    overlay.setRecord(added!, value);
    expect(new ParallelChainState(overlay, 0n).getModifiedMultisigs()).toEqual([
      { account: accountKey(2), multisig: null },
      { account: accountKey(3), multisig: { threshold: 1, participants: [new Uint8Array(32).fill(9)] } },
    ]);
  });

  test.each([1, 4, 16])('a parallelism of %i gives the result of one', async (workers) => {
    const batch = injected(40);
    const outcomes = [];
    for (const options of [{ setting: 'sequential' }, { setting: 'parallel', workers }] as const) {
      const outcome = await create({ ...options, verifierModule: INJECTED_VERIFIER }).execute(
        batch,
        contextOver(funded()),
        build,
      );
      if (outcome.refused !== null) throw new Error('refused');
      outcomes.push(describeWrites(outcome.state.getModifiedRecords()));
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
  });

  test.each([
    ['mainnet', 20],
    ['testnet', 10],
    ['stagenet', 10],
    ['devnet', 4],
  ] as const)('%s switches to parallel at %i transactions', async (name, threshold) => {
    const executor = create({ setting: 'auto', workers: 1, verifierModule: INJECTED_VERIFIER });
    const context = { ...contextOver(funded()), network: networks[name] };
    const modes = [];
    for (const count of [threshold - 1, threshold, threshold + 1]) {
      // Different amounts make new transactions, whose signatures are not known yet.
      const batch = injected(count);
      batch.hash.fill(count);
      for (let i = 0; i < count; i++) {
        batch.hash[i * 32] = i;
        // Signatures that take 0.3 ms, so that few of them are worth a thread.
        batch.bytes.set(signature(true, Fault.SLOW), batch.signature[i]!);
      }
      const { mode, reason } = (await executor.execute(batch, context, build)).report;
      modes.push(`${mode}: ${reason}`);
    }
    expect(modes).toEqual(['sequential: few transactions', 'parallel: pays', 'parallel: pays']);
  });

  test('there are as many results as transactions, and result i belongs to transaction i', async () => {
    const good = injected(30);
    for (const i of [3, 17, 29]) good.bytes[good.signature[i]!] = 9;
    const outcome = await create({ setting: 'parallel', workers: 2, verifierModule: INJECTED_VERIFIER }).execute(
      good,
      contextOver(funded()),
      build,
    );
    if (outcome.refused !== null) throw new Error('refused');
    const results = outcome.results.toArray();
    expect(results).toHaveLength(30);
    results.forEach((result, i) => {
      expect(bytesToHex(result.hash), `result ${i}`).toBe(bytesToHex(good.hash.subarray(i * 32, i * 32 + 32)));
    });
    // After the first failure every nonce of the same sender is too high.
    expect(results.map(({ success }) => success)).toEqual(Array.from({ length: 30 }, (_, i) => i < 3));
  });

  test('network facts are read once a block, and are those of the network', async () => {
    const executor = create({ setting: 'sequential' });
    let reads = 0;
    const counted = (network: Network): ExecutionContext => ({
      ...contextOver(funded()),
      get network() {
        reads++;
        return network;
      },
    });
    for (const network of Object.values(networks)) {
      reads = 0;
      const own = await executor.execute(signed(1, network), counted(network), build);
      const readsOfOne = reads;
      const other = network === networks.devnet ? networks.mainnet : networks.devnet;
      const foreign = await executor.execute(signed(1, other), counted(network), build);
      if (own.refused !== null || foreign.refused !== null) throw new Error('refused');
      expect([...own.results.errors], network.name).toEqual([0]);
      expect([...foreign.results.errors], network.name).toEqual([0x0102]);
      reads = 0;
      await executor.execute(signed(6, network), counted(network), build);
      expect(reads, 'as often for six transactions as for one').toBe(readsOfOne);
    }
  });

  test.each([
    ['workers', { workers: 65 }],
    ['workers', { workers: -1 }],
    ['workers', { workers: 1.5 }],
    ['verdictCacheBytes', { verdictCacheBytes: -1 }],
  ])('a configuration that makes no sense is refused: %s', (argument, options) => {
    expect(() => createBlockExecutor(options)).toThrow(
      expect.objectContaining({ code: 'TOS_INVALID_ARGUMENT', details: expect.objectContaining({ argument }) }),
    );
  });

  test('a closed executor says so', async () => {
    const executor = create({ setting: 'sequential' });
    await executor.close();
    await executor.close();
    await expect(executor.execute(decodeBatch([]), contextOver(funded()), build)).rejects.toThrow(
      expect.objectContaining({ code: 'TOS_NOT_OPEN' }),
    );
  });

  test('the miner spends its reward in the same block, and a missing counter is zero', async () => {
    const state = new MapState();
    state.setNonce(alice.publicKey, 0n);
    state.setSupply(SupplyCounter.EMITTED, 1n);
    const context = contextOver(state, minerFrame(alice.publicKey, 20_000n));
    const outcome = await create({ setting: 'parallel', workers: 1 }).execute(signed(1), context, {
      ...build,
      policy: 'validate',
    });
    if (outcome.refused !== null) throw new Error('refused');
    // The miner receives 20,000, pays 7 and a fee of 15,000, and gets the fee back.
    expect(
      outcome.state.getModifiedBalances().find(({ account }) => bytesToHex(account) === bytesToHex(alice.publicKey))
        ?.balance,
    ).toEqual({
      type: 'both',
      final: 19_993n,
      output: 4_993n,
    });
    // The receiver was new and has an account now.
    expect(outcome.state.getModifiedNonces()).toContainEqual({ account: bob.publicKey, nonce: 0n });
  });
});
