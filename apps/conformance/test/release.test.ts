import { bytesToHex } from '@noble/hashes/utils.js';
import { createKeyPair } from '@tos/crypto';
import { type BlockExecutor, createBlockExecutor } from '@tos/executor';
import { COIN, ErrorCode, networks } from '@tos/protocol';
import { buildTransaction, encodeTransaction, type Payload } from '@tos/transaction';
import { afterAll, describe, expect, test } from 'vitest';
import { Harness } from '../src/harness/harness.ts';

const executor: BlockExecutor = createBlockExecutor({ setting: 'sequential' });
const harness = new Harness(executor);
const alice = createKeyPair(new Uint8Array(32).with(0, 2));
const address = bytesToHex(alice.publicKey);

afterAll(() => executor.close());

const payloads: Record<string, Payload> = {
  withdraw: { type: 'energy', variant: 'withdraw_unfrozen' },
  unfreeze: {
    type: 'energy',
    variant: 'unfreeze_tos',
    amount: COIN,
    fromDelegation: false,
    recordIndex: null,
    delegatee: null,
  },
};

function load(height: bigint, free: bigint): void {
  harness.load({
    global_state: { block_height: height },
    accounts: [{ address, balance: COIN }],
    energy_resources: [
      {
        address,
        frozen_tos: COIN,
        freeze_records: [{ amount: COIN, energy_gained: 14n, unlock_height: free, duration_days: 7n }],
        pending_unfreezes: [{ amount: COIN, expire_height: free }],
      },
    ],
  });
}

describe.each(Object.entries(payloads))('%s', (name, payload) => {
  const refused = name === 'withdraw' ? ErrorCode.INVALID_PAYLOAD : ErrorCode.UNKNOWN;
  const wire_hex = bytesToHex(
    encodeTransaction(
      buildTransaction({
        network: networks.devnet,
        keyPair: alice,
        nonce: 0n,
        reference: { hash: new Uint8Array(32), topoheight: 0n },
        payload,
      }),
    ),
  );

  // Coins are free at the loaded height, not one later, because every transaction passes the mempool of the original first.
  test.each([
    [0n, 0n, ErrorCode.OK],
    [0n, 1n, refused],
    [10n, 10n, ErrorCode.OK],
    [10n, 11n, refused],
    [10n, 12n, refused],
  ])('at height %s, free at %s: %i', async (height, free, code) => {
    load(height, free);
    expect((await harness.executeTransaction({ wire_hex })).errorCode).toBe(code);
    load(height, free);
    expect((await harness.executeBlock({ txs: [{ wire_hex }] })).errorCode).toBe(code);
  });
});
