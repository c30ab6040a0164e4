import { setImmediate } from 'node:timers/promises';
import { TosError } from '@tos/protocol';
import { type BlockCommit, compareBytes, type StoredBlock, type Topoheight } from '@tos/state';
import { decodeBlock, encodeBlock } from './block-codec.ts';
import { HEAD_KEY, heightKey, metadataKey, type Place, placeOf, transactionKey, versionKey } from './keys.ts';
import type { TableName } from './lmdb-tables.ts';
import { decodeHead, encodeMetadata } from './metadata-codec.ts';
import { type ReadView, SLICE } from './read-view.ts';
import { RowArena } from './row-arena.ts';
import { topoheightBytes } from './topoheight-bytes.ts';
import {
  encodeLatest,
  LATEST_PREFIX,
  latestFromVersion,
  latestTopoheight,
  previousTopoheight,
} from './version-codec.ts';

/** A row to put, or to remove when the value is null. */
export interface Put {
  readonly table: TableName;
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/** A row of `latest` after the commit: the topoheight of the newest version (null: no version is left), and the row once it is known. */
interface Newest {
  readonly place: Place;
  readonly topoheight: Topoheight | null;
  readonly row: Uint8Array | null;
}

const EMPTY = new Uint8Array();

/**
 * Plans, from a view of the state before a change, every row that the change puts or removes. It writes nothing: every step that can fail
 * comes before the transaction, and the transaction is one loop over `puts()`.
 */
export class CommitPlan {
  readonly #view: ReadView;
  readonly #arena: RowArena = new RowArena();
  readonly #puts: Put[] = [];
  // The versions of the added blocks, each with its row of `latest`.
  readonly #versions: Newest[][] = [];
  // The rows of `latest` after the change so far, sorted by place. Writes and undone versions arrive sorted, so lists are merged.
  #newest: readonly Newest[] = [];

  constructor(view: ReadView) {
    this.#view = view;
  }

  async undoAbove(rollbackTo: Topoheight): Promise<void> {
    const row = this.#view.get('metadata', HEAD_KEY);
    const head = row ? decodeHead(row) : rollbackTo;
    for (let topoheight = head; topoheight > rollbackTo; topoheight--) await this.#undo(topoheight);
    this.#put('metadata', HEAD_KEY, topoheightBytes(rollbackTo));
  }

  async #undo(topoheight: Topoheight): Promise<void> {
    const range = { start: topoheightBytes(topoheight), end: topoheightBytes(topoheight + 1) };
    const undone: Newest[] = [];
    for await (const rows of this.#view.slices('versions', range)) {
      for (const { key, value } of rows) {
        this.#put('versions', key, null);
        undone.push({ place: key.subarray(8), topoheight: previousTopoheight(topoheight, value, 0), row: null });
      }
    }
    this.#newest = mergeNewest(this.#newest, undone);
    this.putBlock({ ...this.#orderedBlock(topoheight), topoheight: null, digest: null });
    this.#put('order', topoheightBytes(topoheight), null);
    this.#put('metadata', metadataKey(topoheight), null);
  }

  #orderedBlock(topoheight: Topoheight): StoredBlock {
    const hash = this.#view.get('order', topoheightBytes(topoheight));
    const row = hash && this.#view.get('blocks', hash);
    if (row) return decodeBlock(hash, row);
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'order', reason: `there is no block at ${topoheight}` });
  }

  async add({ block, writes, metadata }: BlockCommit): Promise<void> {
    const { topoheight } = block;
    const added: Newest[] = [];
    let next = 0;
    for (const { ref, value } of writes) {
      if (added.length % SLICE === SLICE - 1) await setImmediate();
      const place = placeOf(ref, this.#arena);
      while (next < this.#newest.length && compareBytes(this.#newest[next]!.place, place) < 0) next++;
      const moved = this.#newest[next];
      const isMoved = moved !== undefined && compareBytes(moved.place, place) === 0;
      const previous = isMoved ? moved.topoheight : this.#storedTopoheight(place);
      added.push({ place, topoheight, row: encodeLatest(this.#arena, { topoheight, previous, value }) });
    }
    this.#versions.push(added);
    this.#newest = mergeNewest(this.#newest, added);
    this.putBlock(block);
    this.#put('order', topoheightBytes(topoheight), block.hash);
    this.#put('metadata', metadataKey(topoheight), encodeMetadata(metadata));
    this.#put('metadata', HEAD_KEY, topoheightBytes(topoheight));
  }

  #storedTopoheight(place: Place): Topoheight | null {
    const row = this.#view.peek('latest', place);
    return row ? latestTopoheight(row) : null;
  }

  putBlock(block: StoredBlock): void {
    this.#puts.push(...blockPuts(block));
  }

  removeBlock(hash: Uint8Array): void {
    const row = this.#view.get('blocks', hash);
    if (!row) return;
    const block = decodeBlock(hash, row);
    this.#put('blocks', hash, null);
    for (const { table, key } of indexKeys(block)) this.#put(table, key, null);
  }

  /** Reads the versions that become the newest again. It is the last step that can fail. */
  finish(): void {
    this.#newest = this.#newest.map(({ place, topoheight, row }) => {
      if (row !== null || topoheight === null) return { place, topoheight, row };
      return {
        place,
        topoheight,
        row: latestFromVersion(this.#arena, topoheight, this.#view.version(topoheight, place)),
      };
    });
  }

  /** All puts in the order of the transaction: of two puts of one key, the later one wins. */
  *puts(): Generator<Put> {
    yield* this.#puts;
    for (const versions of this.#versions) {
      for (const { place, topoheight, row } of versions) {
        if (topoheight === null || row === null) continue;
        yield { table: 'versions', key: versionKey(topoheight, place), value: row.subarray(LATEST_PREFIX) };
      }
    }
    for (const { place, row } of this.#newest) yield { table: 'latest', key: place, value: row };
  }

  #put(table: TableName, key: Uint8Array, value: Uint8Array | null): void {
    this.#puts.push({ table, key, value });
  }
}

/** The puts of a block: its row, and its keys in the indexes by height and by transaction. */
export function blockPuts(block: StoredBlock): Put[] {
  const indexes = indexKeys(block).map(({ table, key }) => ({ table, key, value: EMPTY }));
  return [{ table: 'blocks', key: block.hash, value: encodeBlock(block) }, ...indexes];
}

/** Merges two lists that are sorted by place. Of two entries of one place the later one stays. */
function mergeNewest(earlier: readonly Newest[], later: readonly Newest[]): readonly Newest[] {
  if (earlier.length === 0) return later;
  const merged: Newest[] = [];
  let next = 0;
  for (const entry of later) {
    while (next < earlier.length && compareBytes(earlier[next]!.place, entry.place) < 0) merged.push(earlier[next++]!);
    if (next < earlier.length && compareBytes(earlier[next]!.place, entry.place) === 0) next++;
    merged.push(entry);
  }
  return [...merged, ...earlier.slice(next)];
}

interface IndexKey {
  readonly table: 'heights' | 'transactions';
  readonly key: Uint8Array;
}

/** The keys of a block in the indexes by height and by transaction, sorted. */
export function indexKeys({ hash, height, transactionHashes }: StoredBlock): IndexKey[] {
  const transactions = transactionHashes.map((transaction) => transactionKey(transaction, hash)).sort(compareBytes);
  return [
    { table: 'heights', key: heightKey(height, hash) },
    ...transactions.map((key) => ({ table: 'transactions' as const, key })),
  ];
}
