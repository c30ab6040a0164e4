import { compareBytes, type TransactionLocation } from '@tos/state';
import { findInBlock } from '../rows/block-row.ts';
import { runKey } from '../rows/keys.ts';
import { u32Bytes } from '../rows/row-parts.ts';
import type { StoreView } from '../store/ordered-store.ts';
import { ENTRY_SIZE, type Run } from './run-index.ts';
import { compareEntries, entriesOfRow, entryOf } from './run-rows.ts';

const HALF = ENTRY_SIZE / 2;
const ZEROS = new Uint8Array(HALF);
const ONES = new Uint8Array(HALF).fill(255);
/** Blocks whose hashes begin with the same eight bytes: two would be chance enough. */
const MOST_ALIKE = 16;

/** The stored blocks that contain a transaction, in the byte order of their hashes. */
export async function findBlocks(
  view: StoreView,
  runs: readonly Run[],
  transaction: Uint8Array,
): Promise<TransactionLocation[]> {
  const starts: Uint8Array[] = [];
  for (const { id } of runs) starts.push(...(await blockStarts(view, id, transaction)));
  starts.sort(compareBytes);
  const blocks: TransactionLocation[] = [];
  for (const [i, start] of starts.entries()) {
    if (i > 0 && compareBytes(start, starts[i - 1]!) === 0) continue;
    const to = Uint8Array.of(...start, ...new Uint8Array(32).fill(255));
    for (const { key, value } of await view.range('blocks', { from: start, to, limit: MOST_ALIKE })) {
      const topoheight = findInBlock(value, transaction);
      if (topoheight !== undefined) blocks.push({ block: new Uint8Array(key), executed: topoheight !== null });
    }
  }
  return blocks;
}

/** The first eight bytes of the hashes of blocks that a run names for a transaction. */
async function blockStarts(view: StoreView, run: number, transaction: Uint8Array): Promise<Uint8Array[]> {
  const first = entryOf(transaction, ZEROS);
  const last = entryOf(transaction, ONES);
  const starts: Uint8Array[] = [];
  let to = Uint8Array.of(...runKey(run, last), 0);
  for (;;) {
    const [row] = await view.range('transactions', { from: u32Bytes(run), to, reverse: true, limit: 1 });
    if (row === undefined) return starts;
    const entries = entriesOfRow(row);
    for (
      let at = indexFrom(entries, first);
      at < entries.length && compareEntries(entries, at, last, 0) <= 0;
      at += ENTRY_SIZE
    ) {
      starts.push(entries.slice(at + HALF, at + ENTRY_SIZE));
    }
    // Entries of this transaction may begin in the row before.
    if (compareEntries(entries, 0, first, 0) < 0) return starts;
    to = new Uint8Array(row.key);
  }
}

/** The offset of the first entry that is not below `entry`. */
function indexFrom(entries: Uint8Array, entry: Uint8Array): number {
  let low = 0;
  let high = entries.length / ENTRY_SIZE;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareEntries(entries, middle * ENTRY_SIZE, entry, 0) < 0) low = middle + 1;
    else high = middle;
  }
  return low * ENTRY_SIZE;
}
