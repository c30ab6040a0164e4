import { TosError } from '@tos/protocol';
import { compareBytes, type OrderedBlock, type StoredBlock } from '@tos/state';
import { runKey } from '../rows/keys.ts';
import type { Puts } from '../rows/puts.ts';
import type { StoreRow } from '../store/ordered-store.ts';
import { ENTRY_SIZE } from './run-index.ts';

/** Entries per row. A row of 4 KiB is a page of most databases: a lookup reads one per run. */
export const ENTRIES_PER_ROW = 256;

const HALF = ENTRY_SIZE / 2;

/** The entry of a transaction in a block. */
export function entryOf(transaction: Uint8Array, block: Uint8Array): Uint8Array {
  const entry = new Uint8Array(ENTRY_SIZE);
  entry.set(transaction.subarray(0, HALF));
  entry.set(block.subarray(0, HALF), HALF);
  return entry;
}

/** The sorted entries of the transactions of some blocks, one behind the other. A transaction that a block has twice has two entries. */
export function entriesOf(blocks: readonly (StoredBlock | OrderedBlock)[]): Uint8Array {
  const entries = blocks.flatMap(({ hash, transactionHashes }) =>
    transactionHashes.map((transaction) => entryOf(transaction, hash)),
  );
  entries.sort(compareBytes);
  const bytes = new Uint8Array(entries.length * ENTRY_SIZE);
  for (const [i, entry] of entries.entries()) bytes.set(entry, i * ENTRY_SIZE);
  return bytes;
}

/** Puts the rows of a part of a run. */
export function putEntries(puts: Puts, run: number, entries: Uint8Array): void {
  const step = ENTRIES_PER_ROW * ENTRY_SIZE;
  for (let at = 0; at < entries.length; at += step) {
    puts.put('transactions', runKey(run, entries.subarray(at, at + ENTRY_SIZE)), entries.slice(at, at + step));
  }
}

/** The entries of a row of a run. @throws TOS_STORAGE_CORRUPT for a row that does not begin with the entry of its key */
export function entriesOfRow({ key, value }: StoreRow): Uint8Array {
  const isWhole = value.length > 0 && value.length % ENTRY_SIZE === 0 && key.length === 4 + ENTRY_SIZE;
  if (isWhole && compareEntries(value, 0, key, 4) === 0) return value;
  const reason = `a row of ${value.length} bytes that does not begin as its key does`;
  throw new TosError('TOS_STORAGE_CORRUPT', { what: 'index of transactions', reason });
}

/** Compares the entries at two offsets. */
export function compareEntries(a: Uint8Array, atA: number, b: Uint8Array, atB: number): number {
  for (let i = 0; i < ENTRY_SIZE; i++) {
    const difference = a[atA + i]! - b[atB + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
