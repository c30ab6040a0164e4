import { recordHistory } from '@tos/chain';
import { balanceRef, nonceRef, type RecordRef, type StorageReader, type Topoheight } from '@tos/state';
import { blockEntries } from './block-entries.ts';
import type { HistoryEntry } from './history-entry.ts';
import type { HistoryQuestion } from './transaction-events.ts';

/** The most entries of one answer. Source: docs/protocol.md §7.2. */
export const MAX_ENTRIES = 20;

/** Blocks whose topoheights are read together. */
const BLOCKS_AT_ONCE = 20;

/** The most blocks that one call reads: a full one takes tens of milliseconds to decode. */
export const MAX_BLOCKS = 100;

/** A part of an account's history. */
export interface EntriesPage {
  /** The newest first. */
  readonly entries: readonly HistoryEntry[];
  /** Where the search goes on when it ended after `MAX_BLOCKS`; null when the page is full or nothing is left. */
  readonly rest: { readonly to: Topoheight; readonly skip: number } | null;
}

type EntriesReader = Pick<StorageReader, 'metadata' | 'hashesAt' | 'history' | 'readMany' | 'iterate' | 'getBlock'>;

/**
 * The newest entries of an account between two topoheights, both inclusive, after leaving out `skip` of them.
 *
 * Only blocks are read that changed the account's nonce or, when incoming entries are wanted, its balance: whatever a transaction of the
 * account does raises its nonce, and whatever comes in changes its balance.
 * @throws TOS_STORAGE_CONFLICT when the chain goes back meanwhile
 */
export async function accountEntries(
  reader: EntriesReader,
  question: HistoryQuestion,
  { from, to, skip }: { readonly from: Topoheight; readonly to: Topoheight; readonly skip: number },
): Promise<EntriesPage> {
  const entries: HistoryEntry[] = [];
  let below = to + 1;
  let left = skip;
  for (let read = 0; ; ) {
    const topoheights = await changedBelow(reader, question, below);
    for (const topoheight of topoheights) {
      if (topoheight < from) return { entries, rest: null };
      if (read++ === MAX_BLOCKS) return { entries, rest: { to: below - 1, skip: left } };
      const block = await reader.getBlock({ topoheight });
      // A chain that began with the state of a later block has none.
      if (block === undefined) return { entries, rest: null };
      const found = await blockEntries(block, question);
      entries.push(...found.slice(left, left + MAX_ENTRIES - entries.length));
      if (entries.length === MAX_ENTRIES) return { entries, rest: null };
      left = Math.max(0, left - found.length);
      below = topoheight;
    }
    if (topoheights.length < BLOCKS_AT_ONCE) return { entries, rest: null };
  }
}

/** The topoheights of the newest blocks below one that may have entries, at most `BLOCKS_AT_ONCE`, the newest first. */
async function changedBelow(
  reader: EntriesReader,
  { account, asset, incoming }: HistoryQuestion,
  below: Topoheight,
): Promise<Topoheight[]> {
  const refs: RecordRef[] = [nonceRef(account), ...(incoming ? [balanceRef(account, asset)] : [])];
  const pages = await Promise.all(refs.map((ref) => recordHistory(reader, ref, { below, limit: BLOCKS_AT_ONCE })));
  const topoheights = new Set(pages.flatMap(({ blocks }) => blocks.map(({ topoheight }) => topoheight)));
  return [...topoheights].sort((a, b) => b - a).slice(0, BLOCKS_AT_ONCE);
}
