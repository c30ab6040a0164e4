import { setImmediate } from 'node:timers/promises';
import { HASH_SIZE, TosError } from '@tos/protocol';
import type {
  BlockLocator,
  ChainMetadata,
  Domain,
  KeyRange,
  OnRow,
  RecordRef,
  StorageSnapshot,
  StoredBlock,
  StoredMetadata,
  StoredVersion,
  Topoheight,
  TopoRange,
  TransactionLocation,
} from '@tos/state';
import { blockTopoheight, decodeBlock } from './block-codec.ts';
import {
  domainEnd,
  domainStart,
  HEAD_KEY,
  heightKey,
  metadataKey,
  type Place,
  PRUNED_KEY,
  placeOf,
  transactionKey,
} from './keys.ts';
import { FORMAT_VERSION } from './lmdb-tables.ts';
import { decodeHead, decodeMetadata } from './metadata-codec.ts';
import { type ReadView, SLICE } from './read-view.ts';
import { RowArena } from './row-arena.ts';
import { FIRST_KEY, rowProblems } from './row-problems.ts';
import { topoheightBytes } from './topoheight-bytes.ts';
import { decodeVersion, LATEST_PREFIX, latestTopoheight, previousTopoheight } from './version-codec.ts';

const FIRST_HASH = new Uint8Array(HASH_SIZE);
const LAST_HASH = new Uint8Array(HASH_SIZE).fill(0xff);

/** The reads of one state of the tables. Closing the reader closes its view. */
export class LmdbReader implements StorageSnapshot {
  readonly #view: ReadView;
  #watermark: Topoheight | null = null;

  constructor(view: ReadView) {
    this.#view = view;
  }

  async metadata(): Promise<StoredMetadata | undefined> {
    const head = this.#view.get('metadata', HEAD_KEY);
    if (!head) return this.#withoutHead();
    const row = this.#view.get('metadata', metadataKey(decodeHead(head)));
    if (!row) throw new TosError('TOS_STORAGE_CORRUPT', { what: 'metadata', reason: 'there are none for the head' });
    return { ...decodeMetadata(row), formatVersion: FORMAT_VERSION, prunedBelow: this.#prunedBelow() };
  }

  async metadataAt(topoheight: Topoheight): Promise<ChainMetadata | undefined> {
    const row = this.#view.get('metadata', metadataKey(topoheight));
    return row && decodeMetadata(row);
  }

  problems(onRow: OnRow): AsyncGenerator<string> {
    return rowProblems(this.#view, this.#prunedBelow(), onRow);
  }

  /**
   * Metadata of a storage without a head pointer: undefined when it is empty. A chain whose head pointer is damaged must not look empty,
   * because a new chain would overwrite it.
   */
  #withoutHead(): undefined {
    if (this.#view.rows('order', { start: FIRST_KEY, limit: 1 }).length === 0) return undefined;
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'head pointer', reason: 'there are ordered blocks and no head' });
  }

  async readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]> {
    const found: (StoredVersion | undefined)[] = [];
    const arena = new RowArena();
    for (const ref of refs) {
      if (found.length > 0 && found.length % SLICE === 0) await setImmediate();
      const place = placeOf(ref, arena);
      const newest = this.#view.peek('latest', place);
      found.push(newest && this.#versionAt(place, newest, at));
    }
    return found;
  }

  async *history(ref: RecordRef, { from = 0, to = Infinity }: TopoRange = {}): AsyncGenerator<StoredVersion> {
    const place = placeOf(ref);
    const newest = this.#view.peek('latest', place);
    let version = newest && this.#versionAt(place, newest, to);
    for (let count = 1; version && version.topoheight >= from; count++) {
      yield version;
      if (version.previous === null) return;
      if (count % SLICE === 0) await setImmediate();
      version = this.#decode(version.previous, this.#view.version(version.previous, place), 0);
    }
  }

  async *iterate(
    domain: Domain,
    at?: Topoheight,
    { from, to }: KeyRange = {},
  ): AsyncGenerator<readonly [Uint8Array, StoredVersion]> {
    const start = from ? placeOf({ domain, key: from }) : domainStart(domain);
    const end = to ? placeOf({ domain, key: to }) : domainEnd(domain);
    for await (const rows of this.#view.slices('latest', { start, end })) {
      for (const row of rows) {
        const version = this.#versionAt(row.key, row.value, at);
        if (version && version.value !== null) yield [new Uint8Array(row.key.subarray(1)), version];
      }
    }
  }

  async getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    const hash = 'hash' in by ? by.hash : this.#view.get('order', topoheightBytes(by.topoheight));
    const row = hash && this.#view.get('blocks', hash);
    return row && decodeBlock(hash, row);
  }

  async hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    return topoheights.map((topoheight) => {
      const hash = this.#view.get('order', topoheightBytes(topoheight));
      return hash && new Uint8Array(hash);
    });
  }

  async blocksAtHeight(height: number): Promise<Uint8Array[]> {
    return this.#hashesBehind('heights', (hash) => heightKey(height, hash));
  }

  async locateTransaction(transaction: Uint8Array): Promise<TransactionLocation[]> {
    const blocks = await this.#hashesBehind('transactions', (hash) => transactionKey(transaction, hash));
    return blocks.map((block) => {
      const row = this.#view.get('blocks', block);
      if (!row) throw new TosError('TOS_STORAGE_CORRUPT', { what: 'transactions', reason: 'a block is missing' });
      return { block, executed: blockTopoheight(row) !== null };
    });
  }

  async close(): Promise<void> {
    this.#view.close();
  }

  /** The hashes at the end of a table's keys, for the keys that begin as `keyOf` makes them. */
  async #hashesBehind(
    table: 'heights' | 'transactions',
    keyOf: (hash: Uint8Array) => Uint8Array,
  ): Promise<Uint8Array[]> {
    const range = { start: keyOf(FIRST_HASH), end: keyOf(LAST_HASH), inclusiveEnd: true };
    const hashes: Uint8Array[] = [];
    for await (const rows of this.#view.slices(table, range)) {
      for (const { key } of rows) hashes.push(new Uint8Array(key.subarray(key.length - LAST_HASH.length)));
    }
    return hashes;
  }

  /** The version at or below `at`, found by following the links from the newest one. */
  #versionAt(place: Place, newest: Uint8Array, at: Topoheight = Infinity): StoredVersion | undefined {
    let topoheight = latestTopoheight(newest);
    let row = newest;
    let start = LATEST_PREFIX;
    while (topoheight > at) {
      const previous = previousTopoheight(topoheight, row, start);
      if (previous === null || topoheight < this.#prunedBelow()) return undefined;
      topoheight = previous;
      row = this.#view.version(topoheight, place);
      start = 0;
    }
    return this.#decode(topoheight, row, start);
  }

  /** Decodes a version. Below the watermark a link may lead to a version that is pruned already, so the link counts as removed. */
  #decode(topoheight: Topoheight, row: Uint8Array, start: number): StoredVersion {
    const version = decodeVersion(topoheight, row, start);
    if (version.previous === null || topoheight >= this.#prunedBelow()) return version;
    return { ...version, previous: null };
  }

  #prunedBelow(): Topoheight {
    if (this.#watermark === null) {
      const row = this.#view.get('metadata', PRUNED_KEY);
      this.#watermark = row ? decodeHead(row) : 0;
    }
    return this.#watermark;
  }
}
