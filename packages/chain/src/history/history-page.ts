import { assertInteger, assertObject } from '@tos/protocol';
import type { StorageReader, Topoheight } from '@tos/state';
import type { RecordChange, RecordChanges } from './record-changes.ts';
import { wentBack } from './went-back.ts';

/** The most blocks of a page: a caller may be anybody, and a page is in memory. */
const MAX_LIMIT = 1000;

/**
 * What a history is read from: a storage, or a snapshot of it where the chain may go back meanwhile. A snapshot is also faster for an account
 * with hundreds of assets: a storage opens a view for the history of each record that changed.
 */
export type HistoryReader = Pick<StorageReader, 'metadata' | 'hashesAt' | 'history' | 'readMany' | 'iterate'>;

export interface HistoryOptions {
  /** The page begins with the newest change below this topoheight; at the head when absent. */
  readonly below?: Topoheight;
  /** The most blocks of the page, 1 to 1,000. */
  readonly limit: number;
}

/** What a block did to the records of a history. */
export interface BlockChanges {
  readonly topoheight: Topoheight;
  /** The hash of the block. */
  readonly block: Uint8Array;
  /** Sorted by (domain id, key). */
  readonly changes: readonly RecordChange[];
}

/** A part of a history. */
export interface HistoryPage {
  /** The newest first. */
  readonly blocks: readonly BlockChanges[];
  /** The topoheight below which the page begins: what was asked for, or one above the head where the head is lower than that by now. */
  readonly below: Topoheight;
  /** The lowest topoheight of the history: 0, or the one after the pruned or imported part, in which changes are not known. */
  readonly from: Topoheight;
  /** `below` of the next page; null where nothing is left. */
  readonly next: Topoheight | null;
}

/** Where a page gets its records from. */
export interface HistorySource {
  /** The records whose changes are wanted, as of a topoheight. */
  open(at: Topoheight): Promise<RecordChanges>;
  /** Called before the changes of a block are taken: adds records that the state above does not show. */
  look?(changes: RecordChanges, topoheight: Topoheight): Promise<void>;
}

/** @throws TOS_INVALID_ARGUMENT */
export function assertHistoryRead(reader: HistoryReader, options: HistoryOptions): void {
  assertObject(reader, 'reader', ['metadata', 'history', 'readMany', 'iterate', 'hashesAt']);
  assertObject(options, 'options');
  if (options.below !== undefined) assertInteger(options.below, 'options.below', 0);
  assertInteger(options.limit, 'options.limit', 1, MAX_LIMIT);
}

/** Reads one page, and of each record one version more than the page has. @throws TOS_STORAGE_CONFLICT when the chain goes back meanwhile */
export async function readHistoryPage(
  reader: HistoryReader,
  { below: wanted = Number.MAX_SAFE_INTEGER, limit }: HistoryOptions,
  source: HistorySource,
): Promise<HistoryPage> {
  const metadata = await reader.metadata();
  const prunedBelow = metadata?.prunedBelow ?? 0;
  // At the pruned end itself an imported state has neither deletions nor what was before.
  const from = prunedBelow === 0 ? 0 : prunedBelow + 1;
  const below = Math.min(wanted, (metadata?.head.topoheight ?? -1) + 1);
  const changes = await source.open(Math.max(0, below - 1));
  const found: Omit<BlockChanges, 'block'>[] = [];
  let next: Topoheight | null = null;
  try {
    while (below > from && changes.newest >= from) {
      const topoheight = changes.newest;
      if (found.length === limit) {
        next = found[limit - 1]!.topoheight;
        break;
      }
      await source.look?.(changes, topoheight);
      found.push({ topoheight, changes: await changes.take(topoheight) });
    }
  } finally {
    await changes.close();
  }
  const hashes = await reader.hashesAt(found.map(({ topoheight }) => topoheight));
  const blocks = found.map((entry, i): BlockChanges => {
    const block = hashes[i];
    if (block === undefined) throw wentBack(entry.topoheight);
    return { ...entry, block };
  });
  return { blocks, below, from, next };
}
