import { statSync } from 'node:fs';
import { type FolderLock, lockFolder, makeFolder, syncFolder } from '@tos/data-folder';
import { TosError } from '@tos/protocol';
import { assertStorageOptions, type OnRow, type StorageOptions } from '@tos/state';
import type { OrderedStore, StorePut, StoreView } from '@tos/versioned-storage';
import { checkDataFile, dataFile, pageProblems } from './data-file.ts';
import { closeRoot, type LmdbTables, openTables } from './lmdb-tables.ts';
import { LmdbView } from './lmdb-view.ts';
import { assertReadable } from './readable.ts';
import { attempt, storageError } from './storage-error.ts';

const PAGES_A_TURN = 256; // They take some milliseconds.

/** The ordered store under `createLmdbStorage`, with the same locks and readers. @throws TOS_INVALID_ARGUMENT */
export function createLmdbStore(options: StorageOptions): OrderedStore {
  assertStorageOptions(options);
  return new LmdbStore(options);
}

class LmdbStore implements OrderedStore {
  readonly manifest: OrderedStore['manifest'] = Object.freeze<OrderedStore['manifest']>({
    name: 'lmdb',
    persistent: true,
    durability: 'power',
    concurrentReaders: 'threads',
  });
  readonly readOnly: boolean;
  readonly #location: string;
  // The views that are still open. LMDB must not be closed before they are.
  readonly #views: Set<StoreView> = new Set();
  #tables: LmdbTables | null = null;
  #lock: FolderLock | null = null;

  constructor({ location, readOnly = false }: StorageOptions) {
    this.#location = location;
    this.readOnly = readOnly;
  }

  async open(): Promise<void> {
    const location = this.#location;
    try {
      if (statSync(location, { throwIfNoEntry: false })?.isDirectory() === false)
        throw new Error(`${location} is a file; a location is a folder`);
      if (this.readOnly) await assertReadable(location);
      else {
        makeFolder(location);
        this.#lock = await lockFolder(location);
        checkDataFile(location);
      }
      this.#tables = await openTables(location, this.readOnly);
      // LMDB syncs its file, but not the folder in which it made the file. Without its name the file is lost with the power.
      if (!this.readOnly) syncFolder(location);
    } catch (error) {
      await this.close();
      throw storageError(`open ${location}`, error);
    }
  }

  async close(): Promise<void> {
    for (const view of this.#views) await view.close();
    const tables = this.#tables;
    this.#tables = null;
    if (tables) await closeRoot(tables.root);
    this.#lock?.release();
    this.#lock = null;
  }

  async sizeOnDisk(): Promise<number> {
    return attempt('read the size of its file', () => statSync(dataFile(this.#location)).size);
  }

  view(): StoreView {
    const tables = this.#openTables();
    // Trap of lmdb-js: a thread keeps its read transaction until a timer fires. Right after another thread's write it would still read the
    // state before that write (31 to 75 % of reads did). A thread's own writes end its read transaction. Source: read.js.
    if (this.readOnly) tables.root.resetReadTxn();
    return attempt('begin a read transaction', () => new LmdbView(tables, this.#views));
  }

  async write(puts: Iterable<StorePut>): Promise<void> {
    const { root, tables } = this.#openTables();
    // Trap of lmdb-js: a batch whose callback throws commits the puts that it got before. Nothing in the callback throws, because the puts are
    // all there, their keys are far below lmdb-js's limit of 1,978 bytes, and their values are bytes.
    const all = [...puts];
    try {
      // One LMDB transaction on lmdb-js's own thread, while this thread goes on.
      await root.batch(() => {
        for (const { table, key, value } of all) {
          if (value === null) void tables.get(table)!.remove(key);
          else void tables.get(table)!.put(key, value);
        }
      });
    } catch (error) {
      // lmdb-js rejects with "Commit failed", and holds the error of LMDB behind a promise.
      const held: unknown = error instanceof Error && 'commitError' in error ? error.commitError : error;
      throw storageError('write', await Promise.resolve(held).catch((cause: unknown) => cause));
    }
  }

  /** Checks the pages of the file that are in use. LMDB has no checksums: what rows hold, only the engine can check. */
  async *problems(onRow: OnRow): AsyncGenerator<string> {
    const view = this.view();
    try {
      let pages = 0;
      for (const problem of pageProblems(this.#location, { ifCut: false })) {
        this.#openTables();
        if (++pages % PAGES_A_TURN === 0) await onRow(pages);
        if (problem !== null) yield problem;
      }
    } finally {
      await view.close();
    }
  }

  #openTables(): LmdbTables {
    if (this.#tables) return this.#tables;
    throw new TosError('TOS_NOT_OPEN', { what: 'store', status: 'closed' });
  }
}
