import { setImmediate } from 'node:timers/promises';
import { TosError } from '@tos/protocol';
import { type BlockCommit, compareBytes, type StoredBlock, type Topoheight } from '@tos/state';
import { decodeBlock, encodeBlock } from './block-codec.ts';
import { HEAD_KEY, heightKey, metadataKey, type Place, placeOf, transactionKey, versionKey } from './keys.ts';
import type { TableName } from './lmdb-tables.ts';
import { encodeMetadata } from './metadata-codec.ts';
import { type ReadView, SLICE } from './read-view.ts';
import { readTopoheight, topoheightBytes } from './topoheight-bytes.ts';
import { encodeLatest, latestRow, latestTopoheight, previousTopoheight, versionRow } from './version-codec.ts';

/** A row to put, or with value null to remove. */
export interface Put {
  readonly table: TableName;
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/** What becomes of a row in `latest`: the newest version's topoheight (null: there is none), and the row once it is known. */
interface Newest {
  readonly place: Place;
  readonly topoheight: Topoheight | null;
  readonly row: Uint8Array | null;
}

const EMPTY = new Uint8Array();

/**
 * Works out, from a view of the state before, every row that a change puts or removes. Nothing is written here, so that whatever
 * can fail does so before the transaction, which then is one loop over `finish()`.
 */
export class CommitPlan {
  readonly #view: ReadView;
  readonly #puts: Put[] = [];
  // By place as text; what this change makes of it so far.
  readonly #newest: Map<string, Newest> = new Map();
  #planned = 0;

  constructor(view: ReadView) {
    this.#view = view;
  }

  async undoAbove(rollbackTo: Topoheight): Promise<void> {
    const row = this.#view.get('metadata', HEAD_KEY);
    const head = row ? (readTopoheight(row, 0) ?? 0) : rollbackTo;
    for (let topoheight = head; topoheight > rollbackTo; topoheight--) await this.#undo(topoheight);
    this.#put('metadata', HEAD_KEY, topoheightBytes(rollbackTo));
  }

  async #undo(topoheight: Topoheight): Promise<void> {
    const range = { start: topoheightBytes(topoheight), end: topoheightBytes(topoheight + 1) };
    for await (const rows of this.#view.slices('versions', range)) {
      for (const { key, value } of rows) {
        this.#put('versions', key, null);
        const place = key.subarray(8);
        this.#setNewest({ place, topoheight: previousTopoheight(topoheight, value), row: null });
      }
    }
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
    for (const { ref, value } of writes) {
      if (++this.#planned % SLICE === 0) await setImmediate();
      const place = placeOf(ref);
      const row = encodeLatest(block.topoheight, this.#newestTopoheight(place), value);
      this.#setNewest({ place, topoheight: block.topoheight, row });
      this.#put('versions', versionKey(block.topoheight, place), versionRow(row));
    }
    this.putBlock(block);
    this.#put('order', topoheightBytes(block.topoheight), block.hash);
    this.#put('metadata', metadataKey(block.topoheight), encodeMetadata(metadata));
    this.#put('metadata', HEAD_KEY, topoheightBytes(block.topoheight));
  }

  putBlock(block: StoredBlock): void {
    this.#put('blocks', block.hash, encodeBlock(block));
    for (const { table, key } of indexKeys(block)) this.#put(table, key, EMPTY);
  }

  removeBlock(hash: Uint8Array): void {
    const row = this.#view.get('blocks', hash);
    if (!row) return;
    const block = decodeBlock(hash, row);
    this.#put('blocks', block.hash, null);
    for (const { table, key } of indexKeys(block)) this.#put(table, key, null);
  }

  /** Every put, in the order of the transaction; those of one table in key order as far as a single block goes. */
  finish(): readonly Put[] {
    const byPlace = [...this.#newest.values()].sort((a, b) => compareBytes(a.place, b.place));
    for (const { place, topoheight, row } of byPlace) {
      if (row !== null || topoheight === null) this.#put('latest', place, row);
      else this.#put('latest', place, latestRow(topoheight, this.#view.version(topoheight, place)));
    }
    return this.#puts;
  }

  #newestTopoheight(place: Place): Topoheight | null {
    const moved = this.#newest.get(placeText(place));
    if (moved) return moved.topoheight;
    const row = this.#view.get('latest', place);
    return row ? latestTopoheight(row) : null;
  }

  #setNewest(newest: Newest): void {
    this.#newest.set(placeText(newest.place), newest);
  }

  #put(table: TableName, key: Uint8Array, value: Uint8Array | null): void {
    this.#puts.push({ table, key, value });
  }
}

/** Where a block is found by height and by transaction, in key order. */
function indexKeys({ hash, height, transactionHashes }: StoredBlock): { table: TableName; key: Uint8Array }[] {
  const transactions = transactionHashes.map((transaction) => transactionKey(transaction, hash)).sort(compareBytes);
  return [
    { table: 'heights', key: heightKey(height, hash) },
    ...transactions.map((key) => ({ table: 'transactions' as const, key })),
  ];
}

function placeText(place: Place): string {
  return Buffer.from(place.buffer, place.byteOffset, place.length).toString('latin1');
}
