import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type FolderLock, lockFolder, makeFolder } from '@tos/data-folder';
import { TosError } from '@tos/protocol';
import { assertStorageOptions, type OnRow, type Storage, type StorageOptions } from '@tos/state';
import {
  createVersionedStorage,
  type OrderedStore,
  type StoreManifest,
  type StorePut,
  type StoreView,
} from '@tos/versioned-storage';
import { assertNotCut } from './data-file.ts';
import { fileToRead, type ReadableFile } from './file-to-read.ts';
import { loadBetterSqlite } from './load-better-sqlite.ts';
import { openSchema } from './schema.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteView } from './sqlite-view.ts';
import { storageError } from './storage-error.ts';
import { whileBusy } from './while-busy.ts';

/** Idle connections that are kept for the next view. More are opened when more views are open at once. */
const MAX_IDLE = 4;

/** The maximum of problems that are reported: a broken file needs no line per page. */
const MOST_PROBLEMS = 20;

/**
 * An ordered store in a folder, on SQLite. One store at a time may write to a location, and holds a lock there. Any number of stores, also in
 * other threads and processes, may open the location with `readOnly`.
 * @throws TOS_INVALID_ARGUMENT
 */
export function createSqliteStore(options: StorageOptions): OrderedStore {
  assertStorageOptions(options);
  return new SqliteStore(options);
}

/**
 * The versioned storage over `createSqliteStore`. It writes the newest versions with each block, so that the SQL views are true at the head.
 * @throws TOS_INVALID_ARGUMENT
 */
export function createSqliteStorage(options: StorageOptions): Storage {
  return createVersionedStorage(createSqliteStore(options), { pendingBytes: 0 });
}

class SqliteStore implements OrderedStore {
  readonly manifest: StoreManifest = Object.freeze<StoreManifest>({
    name: 'sqlite',
    persistent: true,
    durability: 'power',
    concurrentReaders: 'processes',
  });
  readonly readOnly: boolean;
  readonly #path: string;
  #lock: FolderLock | null = null;
  /** The file that a `readOnly` store reads. */
  #source: ReadableFile | null = null;
  /** The connection that opened the file. It alone writes. */
  #first: SqliteConnection | null = null;
  /** Opens a connection that reads; null while the store is not open. */
  #connect: (() => SqliteConnection) | null = null;
  readonly #views: Set<SqliteView> = new Set();
  readonly #idle: SqliteConnection[] = [];

  constructor({ location, readOnly = false }: StorageOptions) {
    this.readOnly = readOnly;
    this.#path = join(resolve(location), 'chain.sqlite');
  }

  async open(): Promise<void> {
    const location = dirname(this.#path);
    const operation = `open ${location}`;
    try {
      const sqlite = await loadBetterSqlite();
      if (this.readOnly && !existsSync(this.#path)) throw new Error(`there is no database in ${location}`);
      if (!this.readOnly) {
        makeFolder(location);
        this.#lock = await lockFolder(location);
      }
      assertNotCut(this.#path);
      if (this.readOnly) this.#source = await fileToRead(this.#path);
      const path = this.#source?.path ?? this.#path;
      const connect = (readOnly: boolean) => () => new SqliteConnection(sqlite, path, readOnly);
      const first = await whileBusy(path, operation, connect(this.readOnly));
      this.#first = first;
      await whileBusy(path, operation, () => openSchema(first.database, this.readOnly));
      this.#connect = connect(true);
    } catch (error) {
      await this.close();
      throw storageError(operation, error);
    }
  }

  async close(): Promise<void> {
    this.#connect = null;
    for (const view of this.#views) view.close();
    for (const { database } of this.#idle.splice(0)) database.close();
    // This connection closes last: the last connection moves the log into the file.
    this.#first?.database.close();
    this.#first = null;
    this.#source?.remove?.();
    this.#source = null;
    this.#lock?.release();
    this.#lock = null;
  }

  async sizeOnDisk(): Promise<number> {
    const sizes = ['', '-wal'].map((suffix) => statSync(this.#path + suffix, { throwIfNoEntry: false })?.size ?? 0);
    return sizes.reduce((sum, size) => sum + size);
  }

  async view(): Promise<StoreView> {
    const view = new SqliteView(await this.#take(), (connection) => {
      this.#views.delete(view);
      this.#giveBack(connection);
    });
    this.#views.add(view);
    return view;
  }

  async write(puts: Iterable<StorePut>): Promise<void> {
    const first = this.#first;
    if (!first) throw notOpen();
    await whileBusy(this.#path, 'write', () => first.database.exec('BEGIN IMMEDIATE'));
    try {
      await first.commit(puts);
    } catch (error) {
      first.rollback();
      throw storageError('write', error);
    }
  }

  /** SQLite checks its pages, the order of keys and the free space in one go, on this thread. */
  async *problems(onRow: OnRow): AsyncGenerator<string> {
    await onRow(0);
    const connection = await this.#take();
    try {
      const check = connection.database.prepare<[], string>(`PRAGMA integrity_check(${MOST_PROBLEMS})`).pluck();
      for (const message of check.all()) if (message !== 'ok') yield `file: ${message}`;
    } catch (error) {
      throw storageError('check the file', error);
    } finally {
      this.#giveBack(connection);
    }
  }

  /** Returns a connection in which a read transaction has begun. */
  #take(): Promise<SqliteConnection> {
    return whileBusy(this.#path, 'read', () => {
      if (!this.#connect) throw notOpen();
      const connection = this.#idle.pop() ?? this.#connect();
      try {
        connection.beginReading();
        return connection;
      } catch (error) {
        connection.database.close();
        throw error;
      }
    });
  }

  #giveBack(connection: SqliteConnection): void {
    connection.rollback();
    if (this.#connect && this.#idle.length < MAX_IDLE) this.#idle.push(connection);
    else connection.database.close();
  }
}

function notOpen(): TosError {
  return new TosError('TOS_NOT_OPEN', { what: 'SQLite', status: 'closed' });
}
