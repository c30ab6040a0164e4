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
    const cache = new VerdictCache(10);
    const batch = burns(5);
    expect(known(cache, batch)).toEqual([]);
    for (const i of [3, 1]) cache.add(batch, i);
    expect(known(cache, batch)).toEqual([1, 3]);
    expect(cache.size).toBe(2);
  });

  test('knows a transaction by what it is, in another batch at another place', () => {
    const cache = new VerdictCache(10);
    cache.add(burns(5), 4);
    expect(known(cache, decodeBatch([4, 2].map((i) => burns(5).bytes.slice(197 * i, 197 * (i + 1)))))).toEqual([0]);
  });

  test('a transaction that differs in anything is another one: signature, co-signature, or what is signed', () => {
    const cache = new VerdictCache(10);
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

  test('is bounded, and forgets the oldest first', () => {
    const cache = new VerdictCache(3);
    const batch = burns(10);
    for (let i = 0; i < 10; i++) {
      cache.add(batch, i);
      expect(cache.size, `after ${i}`).toBe(Math.min(i + 1, 3));
      expect(known(cache, batch), `after ${i}`).toEqual([i - 2, i - 1, i].filter((k) => k >= 0));
    }
    expect(cache.limit).toBe(3);
  });

  test('adding again neither grows it nor throws anything out', () => {
    const cache = new VerdictCache(2);
    const batch = burns(3);
    cache.add(batch, 0);
    cache.add(batch, 1);
    for (let n = 0; n < 5; n++) cache.add(batch, 1);
    expect(known(cache, batch)).toEqual([0, 1]);
    cache.add(batch, 2);
    expect(known(cache, batch)).toEqual([1, 2]);
  });

  test('a cache of one holds the last', () => {
    const cache = new VerdictCache(1);
    const batch = burns(3);
    for (const i of [0, 1, 2]) cache.add(batch, i);
    expect(known(cache, batch)).toEqual([2]);
  });
});
