import type { OnRow, StorageManifest } from '@tos/state';

/** The tables of a store, by name. A store opens all of them; what their rows mean is the engine's matter (README, "Layout"). */
export const storeTables = [
  'metadata',
  'changes',
  'latest',
  'landmarks',
  'blocks',
  'order',
  'heights',
  'transactions',
] as const;

export type StoreTable = (typeof storeTables)[number];

/** Tables whose rows take up to megabytes. All others have rows of at most a few kilobytes: a database may lay them out differently. */
export const tablesOfLargeRows: readonly StoreTable[] = ['changes', 'blocks'];

/** The longest key that the engine makes: a record's key of 1,024 bytes, its domain, and numbers around them. */
export const MAX_STORE_KEY_SIZE = 1100;

/** What a store can do. The object is frozen, and the same before and after open and close. */
export type StoreManifest = Pick<StorageManifest, 'name' | 'persistent' | 'durability' | 'concurrentReaders'>;

export interface StoreRow {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** A row to put, in place of any row with its key; to delete, when the value is null. */
export interface StorePut {
  readonly table: StoreTable;
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

export interface StoreRange {
  /** Keys from this one on, of at most 1,101 bytes; from the first key of the table when absent. */
  readonly from?: Uint8Array;
  /** Keys below this one, of at most 1,101 bytes; to the last key of the table when absent. */
  readonly to?: Uint8Array;
  /** True for rows from the highest key down. */
  readonly reverse?: boolean;
  /** The largest number of rows that are returned, at least 1. */
  readonly limit: number;
}

/**
 * Tables of byte keys in byte order, on some database. Versions, rollback, pruning and indexes are built above it once, by
 * `createVersionedStorage`. Keys have 1 to 1,100 bytes and compare as unsigned bytes, a key before the keys that begin with it. Values have
 * 0 bytes to many megabytes.
 *
 * **What a store may assume.** The engine opens a store before it uses it, has at most one write under way, and changes no buffer that it has
 * passed until the call is done. A store that is `readOnly` is never written to.
 */
export interface OrderedStore {
  readonly manifest: StoreManifest;
  /** True for a store that was made to read beside a writer. */
  readonly readOnly: boolean;
  /**
   * Opens the store; at a location where nothing is, it makes the tables. A store that is not `readOnly` holds its location until it is closed.
   * @throws TOS_DATADIR_LOCKED when another store writes there
   * @throws TOS_STORAGE_CORRUPT for the files of something else, or damaged ones; TOS_STORAGE_FORMAT for those of another version;
   *   TOS_STORAGE_FAILURE for a failure of the database. The store is closed again afterwards
   */
  open(): Promise<void>;
  /** Closes the store with its open views, and releases its location. It may be called before opening, when opening has failed, and twice. */
  close(): Promise<void>;
  /** Bytes on disk, or in memory for a volatile store. */
  sizeOnDisk(): Promise<number>;
  /**
   * One stable state of all tables, with every write that has resolved before the call, by whatever store at the location. It stays as it is
   * until it is closed, whatever is written meanwhile. A database that answers at once returns no promise.
   */
  view(): StoreView | Promise<StoreView>;
  /**
   * Writes rows of all tables together: all or nothing, as durable as the manifest says once the promise resolves. The puts of a table come
   * sorted by key, each key once. After a write that was rejected, the store goes on with a state that it held before: that is the state
   * without the write, or the state with it, and nothing acknowledged is lost.
   * @throws TOS_STORAGE_FAILURE
   */
  write(puts: Iterable<StorePut>): Promise<void>;
  /**
   * What only the database can find: broken pages, lost free space. One sentence per fault.
   * @param onRow called and awaited now and then, with the number of rows so far
   */
  problems(onRow: OnRow): AsyncIterable<string>;
}

/** A stable state of a store. After `close` its methods fail with TOS_NOT_OPEN. */
export interface StoreView {
  /**
   * Calls `onRow` once for each key, in the order of `keys`, with its row or undefined. The bytes of a row are valid during the call only: the
   * engine copies what it keeps, changes no byte and reads nothing else meanwhile, so that a database may pass memory of its own. Returns a
   * promise only if the database does.
   * @throws the error of `onRow`, after which the view goes on
   */
  read(
    table: StoreTable,
    keys: readonly Uint8Array[],
    onRow: (row: Uint8Array | undefined, index: number) => void,
  ): void | Promise<void>;
  /** The rows of a range, in the order of their keys or the reverse, at most `limit`. The buffers belong to the caller. */
  range(table: StoreTable, range: StoreRange): readonly StoreRow[] | Promise<readonly StoreRow[]>;
  /** It may be called twice. */
  close(): void | Promise<void>;
}

/** Every module with a store exports this as `createStore`, beside `createStorage`. */
export type CreateStore = (options: { readonly location: string; readonly readOnly?: boolean }) => OrderedStore;
