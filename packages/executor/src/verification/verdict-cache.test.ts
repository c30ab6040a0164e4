import { NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch, type Transaction } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import { VerdictCache } from './verdict-cache.ts';

const transaction: Transaction = {
  version: 1,
  chainId: 3,
  source: new Uint8Array(32).fill(1),
  payload: { type: 'burn', asset: NATIVE_ASSET, amount: 1n },
  fee: 10_000n,
  feeType: 0,
  nonce: 0n,
  reference: { hash: NATIVE_ASSET, topoheight: 0n },
  multisig: null,
  signature: new Uint8Array(64),
};

/** Burns of 0, 1, 2, ... */
function burns(count: number): PackedBatch {
  return decodeBatch(
    Array.from({ length: count }, (_, i) =>
      encodeTransaction({ ...transaction, payload: { type: 'burn', asset: NATIVE_ASSET, amount: BigInt(i) } }),
    ),
  );
}

const known = (cache: VerdictCache, batch: PackedBatch): number[] =>
  Array.from({ length: batch.count }, (_, i) => i).filter((i) => cache.has(batch, i));

describe('verdict cache', () => {
  test('knows what was added, and nothing else', () => {
    const cache = new VerdictCache(1 << 16);
    const batch = burns(5);
    expect(known(cache, batch)).toEqual([]);
    for (const i of [3, 1]) cache.add(batch, i);
    expect(known(cache, batch)).toEqual([1, 3]);
    expect(cache.size).toBe(2);
  });

  test('knows a transaction by what it is, in another batch at another place', () => {
    const cache = new VerdictCache(1 << 16);
    cache.add(burns(5), 4);
    expect(known(cache, decodeBatch([4, 2].map((i) => burns(5).bytes.slice(197 * i, 197 * (i + 1)))))).toEqual([0]);
  });

  test('a transaction that differs in anything is another one: signature, co-signature, or what is signed', () => {
    const cache = new VerdictCache(1 << 16);
    const wire = encodeTransaction(transaction);
    cache.add(decodeBatch([wire]), 0);
    const others: Transaction[] = [
      { ...transaction, signature: new Uint8Array(64).with(0, 1) },
      { ...transaction, signature: new Uint8Array(64).with(63, 1) },
      { ...transaction, multisig: [] },
      { ...transaction, source: new Uint8Array(32).fill(2) },
      { ...transaction, nonce: 1n },
      { ...transaction, fee: 10_001n },
      { ...transaction, reference: { hash: NATIVE_ASSET, topoheight: 1n } },
    ];
    expect(known(cache, decodeBatch([wire, ...others.map(encodeTransaction)]))).toEqual([0]);
  });

  test('is bounded: what was added last is known, what is older than two generations is not', () => {
    // An entry of these burns takes 132 bytes and its message another 132: four entries fit into a generation.
    const cache = new VerdictCache(2 * 4 * 264);
    const batch = burns(40);
    for (let i = 0; i < 40; i++) {
      cache.add(batch, i);
      expect(cache.size, `after ${i}`).toBeLessThanOrEqual(8);
      const recent = Array.from({ length: Math.min(i + 1, 5) }, (_, k) => i - Math.min(i + 1, 5) + 1 + k);
      expect(known(cache, batch), `after ${i}`).toEqual(expect.arrayContaining(recent));
      expect(known(cache, batch).length, `after ${i}`).toBe(cache.size);
    }
  });

  test('adding again neither grows it nor throws anything out', () => {
    const cache = new VerdictCache(2 * 4 * 264);
    const batch = burns(6);
    for (let i = 0; i < 6; i++) cache.add(batch, i);
    for (let n = 0; n < 20; n++) cache.add(batch, n % 6);
    expect(known(cache, batch)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(cache.size).toBe(6);
  });

  test('what finds no room even in an empty cache is not kept, and harms nothing', () => {
    for (const bytes of [0, 1, 263, 2 * 263]) {
      const cache = new VerdictCache(bytes);
      const batch = burns(3);
      for (const i of [0, 1, 2]) cache.add(batch, i);
      expect(known(cache, batch), `${bytes} bytes`).toEqual([]);
    }
  });

  test('columns that were tampered with get no verdict', () => {
    const cache = new VerdictCache(1 << 16);
    const batch = burns(2);
    cache.add(batch, 0);
    for (const column of ['source', 'signature', 'messageOffset', 'messageLength'] as const) {
      const tampered = { ...batch, [column]: batch[column].with(0, batch[column][0]! + 1) };
      expect(known(cache, tampered), column).toEqual([]);
    }
    // Another transaction claims the hash of the known one.
    const hash = batch.hash.slice();
    hash.copyWithin(32, 0, 32);
    expect(known(cache, { ...batch, hash })).toEqual([0]);
  });
});
