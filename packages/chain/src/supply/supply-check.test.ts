import { COIN } from '@tos/protocol';
import {
  balanceRef,
  type Domain,
  domains,
  encodeBalance,
  encodeFrozen,
  NOTHING_FROZEN,
  type StoredBlock,
  type StoredMetadata,
} from '@tos/state';
import { expect, test } from 'vitest';
import { alice, batch, bob, burn, genesis, outcome, transfer } from '../../test/devnet.ts';
import { sampleHeader } from '../../test/sample-block.ts';
import { encodeBlock } from '../block/block.ts';
import { genesisCommit } from '../genesis/genesis-block.ts';
import { emittedAfter } from './emission.ts';
import { actualSupply, expectedSupply } from './supply-check.ts';

const reference = { hash: sampleHeader.miner, topoheight: 0 };
const otherAsset = new Uint8Array(32).fill(1);

/** A storage of three blocks, some of which may be lost. */
function storageOf(...wires: (Uint8Array[] | undefined)[]) {
  const head = { hash: sampleHeader.miner, height: wires.length, topoheight: wires.length };
  const first = genesisCommit(genesis);
  return {
    metadata: async (): Promise<StoredMetadata> => ({ ...first.metadata, head, formatVersion: 1, prunedBelow: 0 }),
    hashesAt: async () => [first.block.hash],
    readMany: async () => [],
    getBlock: async (by: object): Promise<StoredBlock | undefined> => {
      const contents = 'topoheight' in by ? wires[Number(by.topoheight) - 1] : undefined;
      if (contents === undefined) return undefined;
      const transactions = batch(...contents);
      const bytes = encodeBlock({ header: { ...sampleHeader, transactionHashes: transactions.hash }, transactions });
      return { ...first.block, bytes };
    },
  };
}

test('expected: allocations and emission, less burns of native TOS', async () => {
  const storage = storageOf(
    [burn({ from: alice, amount: 5n, nonce: 0n, reference }), burn({ from: bob, amount: 2n, nonce: 0n, reference })],
    [burn({ from: alice, amount: 1000n, nonce: 1n, reference, asset: otherAsset })],
    [transfer({ from: alice, to: bob.publicKey, amount: 100n, nonce: 2n, reference })],
  );
  expect(await expectedSupply(storage, genesis)).toBe(emittedAfter(1_500_000_000n, 3) - 7n);
});

test('a block that is gone is not silently worth nothing', async () => {
  expect(await outcome(() => expectedSupply(storageOf([], undefined, []), genesis))).toBe('TOS_STORAGE_CORRUPT');
});

test('actual: every native balance, no other asset', async () => {
  const balances = [
    [balanceRef(alice.publicKey, new Uint8Array(32)), encodeBalance({ type: 'both', final: 3n, output: 9n })],
    [balanceRef(bob.publicKey, new Uint8Array(32)), encodeBalance({ type: 'input', final: 2n ** 63n, output: null })],
    [balanceRef(bob.publicKey, otherAsset), encodeBalance({ type: 'input', final: 100n, output: null })],
  ] as const;
  async function* iterate(domain: Domain) {
    for (const [ref, value] of balances) {
      if (ref.domain === domain) yield [ref.key, { topoheight: 0, previous: null, value }] as const;
    }
  }
  expect(await actualSupply({ iterate })).toBe(2n ** 63n + 3n);
});

test('actual: what is frozen, and what waits to be withdrawn', async () => {
  const waiting = [{ amount: 5n, expiresAt: 1n }];
  const value = encodeFrozen({ ...NOTHING_FROZEN, total: 7n, pending: waiting });
  async function* iterate(domain: Domain) {
    if (domain === domains.frozen) yield [alice.publicKey, { topoheight: 0, previous: null, value }] as const;
  }
  expect(await actualSupply({ iterate })).toBe(12n * COIN);
});
