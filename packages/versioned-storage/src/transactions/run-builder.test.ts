import type { StoredBlock, TransactionLocation } from '@tos/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeBlock } from '../rows/block-row.ts';
import { Puts } from '../rows/puts.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { OrderedStore } from '../store/ordered-store.ts';
import { findBlocks } from './find-blocks.ts';
import { addRun } from './run-builder.ts';
import type { RunIndex } from './run-index.ts';
import { entriesOf } from './run-rows.ts';

const EMPTY: RunIndex = { next: 0, runs: [], merges: [], garbage: [] };

function hashOf(n: number): Uint8Array {
  const hash = new Uint8Array(32);
  const view = new DataView(hash.buffer);
  for (let i = 0; i < 8; i++) view.setUint32(4 * i, Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(i + 1, n ^ 0x85ebca6b));
  return hash;
}

/** Every other block has a place in the order, and some have a digest. */
function blockOf(n: number, transactionHashes: readonly Uint8Array[]): StoredBlock {
  return {
    hash: hashOf(-n - 1),
    height: n,
    topoheight: n % 2 === 0 ? n : null,
    bytes: new Uint8Array(),
    transactionHashes,
    digest: n % 3 === 0 ? hashOf(n) : null,
    info: hashOf(0),
  };
}

/** Where `findBlocks` finds a transaction that is in some blocks. */
function locationsIn(blocks: Iterable<number>): Set<string> {
  return new Set([...blocks].map((n) => nameOf({ block: hashOf(-n - 1), executed: n % 2 === 0 })));
}

const nameOf = ({ block, executed }: TransactionLocation): string => `${block} ${executed}`;

async function addBlock(store: OrderedStore, index: RunIndex, block: StoredBlock): Promise<RunIndex> {
  const puts = new Puts();
  puts.put('blocks', block.hash, encodeBlock(block));
  const view = await store.view();
  const next = await addRun(puts, view, { index, entries: entriesOf([block]) });
  await view.close();
  await store.write(puts.sorted());
  return next;
}

test('every transaction is found in all of its blocks, while runs are merged beside', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(2000), { maxLength: 200 }), { minLength: 1, maxLength: 120, size: 'max' }),
      async (blocks) => {
        const store = createMemoryStore();
        await store.open();
        let index = EMPTY;
        const expected = new Map<number, Set<number>>();
        for (const [n, transactions] of blocks.entries()) {
          index = await addBlock(store, index, blockOf(n, transactions.map(hashOf)));
          for (const transaction of transactions)
            expected.set(transaction, (expected.get(transaction) ?? new Set()).add(n));
        }
        const view = await store.view();
        for (const transaction of [...expected.keys(), 2001]) {
          const found = await findBlocks(view, index.runs, hashOf(transaction));
          expect(new Set(found.map(nameOf))).toEqual(locationsIn(expected.get(transaction) ?? []));
        }
        await view.close();
      },
    ),
    { numRuns: 20 },
  );
});

test('runs stay few, each level has less than two merges of them, and what was merged is deleted', async () => {
  const store = createMemoryStore();
  await store.open();
  let index = EMPTY;
  for (let n = 0; n < 700; n++) {
    const transactions = Array.from({ length: 5 }, (_, i) => hashOf(10_000 + 5 * n + i));
    index = await addBlock(store, index, blockOf(n, transactions));
    const perLevel = new Map<number, number>();
    for (const { level } of index.runs) perLevel.set(level, (perLevel.get(level) ?? 0) + 1);
    for (const [level, runs] of perLevel) expect(runs, `level ${level} after block ${n}`).toBeLessThanOrEqual(16);
    expect(index.garbage.length).toBeLessThanOrEqual(16);
  }
  expect(index.runs.reduce((sum, { entries }) => sum + entries, 0)).toBe(3500);
  expect(Math.max(...index.runs.map(({ level }) => level))).toBeGreaterThanOrEqual(2);
  const view = await store.view();
  const rows = await view.range('transactions', { limit: 1_000_000 });
  const known = new Set([
    ...index.runs.map(({ id }) => id),
    ...index.merges.map(({ output }) => output),
    ...index.garbage,
  ]);
  for (const { key } of rows) expect(known.has(new DataView(key.buffer, key.byteOffset).getUint32(0))).toBe(true);
});

test('transactions whose hashes begin alike are told apart, across the rows of a run', async () => {
  const store = createMemoryStore();
  await store.open();
  const alike = Array.from({ length: 1000 }, (_, i) => {
    const hash = new Uint8Array(32).fill(9);
    new DataView(hash.buffer).setUint32(28, i);
    return hash;
  });
  let index = EMPTY;
  for (const [n, hash] of alike.entries()) index = await addBlock(store, index, blockOf(n, [hash]));
  const view = await store.view();
  for (const n of [0, 1, 500, 999]) {
    const found = await findBlocks(view, index.runs, alike[n]!);
    expect(new Set(found.map(nameOf))).toEqual(locationsIn([n]));
  }
});
