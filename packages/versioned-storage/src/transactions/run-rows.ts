import { TosError } from '@tos/protocol';
import type { OrderedBlock, StoredBlock } from '@tos/state';
import { runKey } from '../rows/keys.ts';
import type { Puts } from '../rows/puts.ts';
import type { StoreRow } from '../store/ordered-store.ts';
import { ENTRY_SIZE } from './run-index.ts';

/** Entries per row: with its header, a row fits a page of 4 KiB, which LMDB gives to a row of this size. A look-up reads one row per run. */
export const ENTRIES_PER_ROW = 254;

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
  const count = blocks.reduce((sum, { transactionHashes }) => sum + transactionHashes.length, 0);
  const entries = new Uint8Array(count * ENTRY_SIZE);
  let at = 0;
  for (const { hash, transactionHashes } of blocks) {
    for (const transaction of transactionHashes) {
      for (let i = 0; i < HALF; i++) {
        entries[at + i] = transaction[i]!;
        entries[at + HALF + i] = hash[i]!;
      }
      at += ENTRY_SIZE;
    }
  }
  return sortedEntries(entries, count);
}

function sortedEntries(entries: Uint8Array, count: number): Uint8Array {
  const starts = new Float64Array(count);
  for (let i = 0; i < count; i++) starts[i] = entryStart(entries, i * ENTRY_SIZE);
  const order = new Uint32Array(count).map((_, i) => i);
  order.sort((a, b) => starts[a]! - starts[b]! || compareEntries(entries, a * ENTRY_SIZE, entries, b * ENTRY_SIZE));
  const sorted = new Uint8Array(entries.length);
  for (let i = 0; i < count; i++) copyEntry(sorted, i * ENTRY_SIZE, entries, order[i]! * ENTRY_SIZE);
  return sorted;
}

/** The first six bytes of an entry as a number: most comparisons need no more. */
export function entryStart(bytes: Uint8Array, at: number): number {
  const high = (bytes[at]! << 8) | bytes[at + 1]!;
  const low = ((bytes[at + 2]! << 24) | (bytes[at + 3]! << 16) | (bytes[at + 4]! << 8) | bytes[at + 5]!) >>> 0;
  return high * 2 ** 32 + low;
}

/** Copies an entry in a loop, because set() of so few bytes costs more than the copy. */
export function copyEntry(to: Uint8Array, atTo: number, from: Uint8Array, atFrom: number): void {
  for (let i = 0; i < ENTRY_SIZE; i++) to[atTo + i] = from[atFrom + i]!;
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
