import { bytesToHex } from '@noble/hashes/utils.js';
import { createKeyPair, shieldAmount } from '@tos/crypto';
import { type BlockExecutor, createBlockExecutor } from '@tos/executor';
import { COIN, ErrorCode, FeeType, networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { buildTransaction, encodeTransaction, type Payload } from '@tos/transaction';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Harness } from '../src/harness/harness.ts';

// Fees in ENERGY of every transfer-like type as the harness executes it, alone and in a block.

const executors: readonly (readonly [name: string, executor: BlockExecutor])[] = [
  ['sequential', createBlockExecutor({ setting: 'sequential' })],
  ['parallel', createBlockExecutor({ setting: 'parallel', workers: 1 })],
];
afterAll(async () => {
  for (const [, executor] of executors) await executor.close();
});

const keyOf = (seed: number) => createKeyPair(new Uint8Array(32).with(0, seed));
const [alice, bob, stranger] = [keyOf(42), keyOf(43), keyOf(44)];
const hex = bytesToHex;
const zero = new Uint8Array(32);
const UNO_ASSET = zero.with(31, 1);
const shielded = shieldAmount(bob.publicKey, 100n * COIN, new Uint8Array(64).fill(1), new Uint8Array(64).fill(2));

const payloads: { readonly [type: string]: (to: Uint8Array, asset: Uint8Array) => Payload } = {
  transfers: (destination, asset) => ({
    type: 'transfers',
    transfers: [{ asset, destination, amount: 5n, extraData: null }],
  }),
  uno_transfers: (destination, asset) => ({
    type: 'uno_transfers',
    transfers: [
      {
        asset,
        destination,
        extraData: null,
        commitment: zero,
        senderHandle: zero,
        receiverHandle: zero,
        validityProof: new Uint8Array(160),
      },
    ],
    sourceCommitments: [],
    rangeProof: new Uint8Array(288),
  }),
  shield_transfers: (destination, asset) => ({
    type: 'shield_transfers',
    transfers: [{ asset, destination, amount: 100n * COIN, extraData: null, ...shielded }],
    sourceCommitments: [],
  }),
  unshield_transfers: (destination, asset) => ({
    type: 'unshield_transfers',
    transfers: [
      {
        asset,
        destination,
        amount: 5n,
        extraData: null,
        commitment: zero,
        senderHandle: zero,
        validityProof: new Uint8Array(160),
      },
    ],
    sourceCommitments: [],
    rangeProof: null,
  }),
};

describe.each(executors)('%s executor', (_name, executor) => {
  const harness = new Harness(executor);
  const load = (energy: bigint): void => {
    harness.load({
      global_state: { block_height: 4n },
      accounts: [
        { address: hex(alice.publicKey), balance: 1_000n * COIN, energy },
        { address: hex(bob.publicKey), balance: COIN },
      ],
    });
  };
  const wire = (payload: Payload, fee: bigint, feeType: FeeType, nonceOfTx: bigint): string => {
    const reference = { hash: zero, topoheight: 0n };
    const options = { network: networks.devnet, keyPair: alice, nonce: nonceOfTx, reference, fee, feeType };
    return hex(encodeTransaction(buildTransaction({ payload, ...options })));
  };
  const accountOf = (key: Uint8Array) => harness.export().accounts.find(({ address }) => address === hex(key));

  describe.each(Object.entries(payloads))('%s', (_type, payload) => {
    const inEnergy = (nonceOfTx: bigint, fee = 0n): string =>
      wire(payload(bob.publicKey, NATIVE_ASSET), fee, FeeType.ENERGY, nonceOfTx);
    beforeEach(() => load(2n));

    test('takes one energy a transaction, alone', async () => {
      for (const n of [0n, 1n]) {
        expect((await harness.executeTransaction({ wire_hex: inEnergy(n) })).errorCode).toBe(ErrorCode.OK);
        expect(accountOf(alice.publicKey)).toMatchObject({ nonce: n + 1n, energy: 1n - n });
        expect(harness.export().global_state.total_energy).toBe(1n - n);
      }
      const before = harness.export();
      expect((await harness.executeTransaction({ wire_hex: inEnergy(2n) })).errorCode).toBe(0x0302);
      expect((await harness.executeTransaction({ wire_hex: inEnergy(2n, 1n) })).errorCode).toBe(0x0107);
      expect(harness.export()).toEqual(before);
    });

    test('takes one energy a transaction, in a block', async () => {
      const txs = [0n, 1n, 2n].map((n) => ({ wire_hex: inEnergy(n) }));
      expect((await harness.executeBlock({ txs })).errorCode).toBe(0x0302);
      expect(accountOf(alice.publicKey)).toMatchObject({ nonce: 0n, energy: 2n });
      expect((await harness.executeBlock({ txs: txs.slice(0, 2) })).errorCode).toBe(ErrorCode.OK);
      expect(accountOf(alice.publicKey)).toMatchObject({ nonce: 2n, energy: 0n });
      expect((await harness.executeBlock({ txs: [{ wire_hex: inEnergy(2n, 7n) }] })).errorCode).toBe(0x0107);
    });
  });

  test('unshield credits TOS, whatever asset its output names, and makes no coins of that', async () => {
    for (const [n, asset] of [UNO_ASSET, new Uint8Array(32).fill(0x11), stranger.publicKey].entries()) {
      load(0n);
      const out = payloads['unshield_transfers']!(stranger.publicKey, asset);
      expect((await harness.executeTransaction({ wire_hex: wire(out, 3n, FeeType.TOS, 0n) })).errorCode, `${n}`).toBe(
        0,
      );
      expect(accountOf(stranger.publicKey), `${n}`).toMatchObject({ balance: 5n });
      expect(accountOf(alice.publicKey), `${n}`).toMatchObject({ balance: 1_000n * COIN - 3n });
      const on = {
        type: 'transfers' as const,
        transfers: [{ asset, destination: bob.publicKey, amount: 1n, extraData: null }],
      };
      const options = { network: networks.devnet, keyPair: stranger, nonce: 0n, fee: 0n, feeType: FeeType.ENERGY };
      const next = buildTransaction({ payload: on, reference: { hash: NATIVE_ASSET, topoheight: 0n }, ...options });
      const { success } = await harness.executeTransaction({ wire_hex: hex(encodeTransaction(next)) });
      expect(success, `${n}`).toBe(false);
    }
  });
});
