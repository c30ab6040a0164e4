import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type FolderLock, lockFolder, makeFolder } from '@tos/data-folder';
import { TosError } from '@tos/protocol';
import {
  assertStorageOptions,
  type BlockLocator,
  type ChainChange,
  type ChainMetadata,
  type Domain,
  type ImportRecord,
  type KeyRange,
  type OnRow,
  type OrderedBlock,
  type RecordRef,
  Storage,
  type StorageManifest,
  type StorageOptions,
  type StorageSnapshot,
  type StoredBlock,
  type StoredMetadata,
  type StoredVersion,
  type Topoheight,
  type TransactionLocation,
} from '@tos/state';
import { assertNotCut } from './data-file.ts';
import { fileToRead, type ReadableFile } from './file-to-read.ts';
import { loadBetterSqlite } from './load-better-sqlite.ts';
import { Pruner } from './pruner.ts';
import { ReaderPool } from './reader-pool.ts';
import { openSchema } from './schema.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import type { SqliteReader } from './sqlite-reader.ts';
import { SqliteWriter } from './sqlite-writer.ts';
import { storageError } from './storage-error.ts';
import { whileBusy } from './while-busy.ts';

/**
 * A storage in a folder, on SQLite. One storage at a time may write to a location, and holds a lock there. Any number of storages, also in
 * other threads and processes, may open the location with `readOnly`; each reads a commit as soon as the commit's promise has resolved.
 * @throws TOS_INVALID_ARGUMENT
 */
export function createSqliteStorage(options: StorageOptions): Storage {
  assertStorageOptions(options);
  return new SqliteStorage(options);
}

class SqliteStorage extends Storage {
  readonly manifest: StorageManifest = Object.freeze<StorageManifest>({
    name: 'sqlite',
    persistent: true,
    durability: 'power',
    concurrentReaders: 'processes',
    snapshots: true,
    pruning: true,
    stateImport: true,
  });
  readonly #options: StorageOptions;
  readonly #path: string;
  #lock: FolderLock | null = null;
  /** The file that a `readOnly` storage reads. */
  #source: ReadableFile | null = null;
  #connection: SqliteConnection | null = null;
  #readers: ReaderPool | null = null;

  constructor(options: StorageOptions) {
    super();
    this.#options = options;
    // The path must be absolute: better-sqlite3 trims a path, and takes some texts for a database in memory.
    this.#path = join(resolve(options.location), 'chain.sqlite');
  }

  protected override async _open(): Promise<void> {
    const { location, readOnly = false } = this.#options;
    try {
      const sqlite = await loadBetterSqlite();
      if (location === '') throw new Error('the location is empty');
      if (existsSync(location) && !statSync(location).isDirectory()) {
        throw new Error(`${location} is a file; a location is a folder`);
      }
      if (readOnly && !existsSync(this.#path)) throw new Error(`there is no database in ${location}`);
      if (!readOnly) {
        makeFolder(location);
        this.#lock = await lockFolder(location);
      }
      assertNotCut(this.#path);
      if (readOnly) this.#source = await fileToRead(this.#path);
      const path = this.#source?.path ?? this.#path;
      const connection = await whileBusy(
        path,
        () => new SqliteConnection(sqlite, path, { readOnly, mustExist: readOnly }),
      );
      this.#connection = connection;
      await whileBusy(path, () => openSchema(connection, readOnly));
      if (!readOnly) await new SqliteWriter(connection).transaction(() => new SqliteWriter(connection).discardImport());
      this.#readers = new ReaderPool(
        path,
        () => new SqliteConnection(sqlite, path, { readOnly: true, mustExist: true }),
      );
    } catch (error) {
      await this._close();
      throw storageError(`open ${location}`, error);
    }
  }

  protected override async _close(): Promise<void> {
    this.#readers?.close();
    this.#readers = null;
    // This connection closes last: the last connection moves the log into the file.
    this.#connection?.close();
    this.#connection = null;
    this.#source?.remove();
    this.#source = null;
    this.#lock?.release();
    this.#lock = null;
  }

  protected override async _sizeOnDisk(): Promise<number> {
    return ['', '-wal'].reduce(
      (sum, suffix) => sum + (statSync(this.#path + suffix, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  protected override _metadata(): Promise<StoredMetadata | undefined> {
    return this.#read((reader) => reader.metadata());
  }

  protected override _metadataAt(topoheight: Topoheight): Promise<ChainMetadata | undefined> {
    return this.#read((reader) => reader.metadataAt(topoheight));
  }

  protected override _problems(onRow: OnRow): AsyncGenerator<string> {
    return this.#stream((reader) => reader.problems(onRow));
  }

  protected override _readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]> {
    return this.#read((reader) => reader.readMany(refs, at));
  }

  protected override _history(ref: RecordRef, from: Topoheight, to: Topoheight): AsyncIterable<StoredVersion> {
    return this.#stream((reader) => reader.history(ref, { from, to }));
  }

  protected override _iterate(
    domain: Domain,
    at: Topoheight | undefined,
    range: KeyRange,
  ): AsyncIterable<readonly [Uint8Array, StoredVersion]> {
    return this.#stream((reader) => reader.iterate(domain, at, range));
  }

  protected override _count(domain: Domain): Promise<number> {
    return this.#read((reader) => reader.count(domain));
  }

  protected override _getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    return this.#read((reader) => reader.getBlock(by));
  }

  protected override _blocksAtHeight(height: number): Promise<Uint8Array[]> {
    return this.#read((reader) => reader.blocksAtHeight(height));
  }

  protected override _hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    return this.#read((reader) => reader.hashesAt(topoheights));
  }

  protected override _locateTransaction(hash: Uint8Array): Promise<TransactionLocation[]> {
    return this.#read((reader) => reader.locateTransaction(hash));
  }

  protected override async _snapshot(): Promise<StorageSnapshot> {
    return await this.#openReaders().take();
  }

  protected override async _commit({ rollbackTo, blocks }: ChainChange): Promise<void> {
    const head = rollbackTo === undefined ? -1 : ((await this._metadata())?.head.topoheight ?? -1);
    await this.#write(async (writer) => {
      if (rollbackTo !== undefined) writer.undoAbove(rollbackTo, head);
      for (const block of blocks) await writer.add(block);
    });
  }

  protected override _putBlock(block: StoredBlock): Promise<void> {
    return this.#write((writer) => writer.putBlock(block));
  }

  protected override async _deleteBlock(hash: Uint8Array): Promise<void> {
    const block = await this._getBlock({ hash });
    if (block) await this.#write((writer) => writer.removeBlock(block));
  }

  protected override _markPruned(below: Topoheight): Promise<void> {
    return this.#write((_, connection) => new Pruner(connection).begin(below));
  }

  protected override async _pruneSlice(): Promise<boolean> {
    let isDone = false;
    await this.#write((_, connection) => {
      isDone = new Pruner(connection).slice();
    });
    return isDone;
  }

  protected override _isEmpty(): Promise<boolean> {
    return this.#read((reader) => reader.isEmpty());
  }

  protected override _importRecords(records: readonly ImportRecord[]): Promise<void> {
    return this.#write((writer) => writer.importRecords(records));
  }

  protected override _importBlocks(blocks: readonly OrderedBlock[]): Promise<void> {
    return this.#write((writer) => writer.importBlocks(blocks));
  }

  protected override _finishImport(metadata: ChainMetadata): Promise<void> {
    return this.#write((writer) => writer.finishImport(metadata));
  }

  protected override _discardImport(): Promise<void> {
    return this.#write((writer) => writer.discardImport());
  }

  async #write(work: (writer: SqliteWriter, connection: SqliteConnection) => Promise<void> | void): Promise<void> {
    if (this.#options.readOnly) throw new TosError('TOS_NOT_SUPPORTED', { feature: 'writing to a readOnly storage' });
    const connection = this.#connection;
    if (!connection) throw notOpen();
    const writer = new SqliteWriter(connection);
    await writer.transaction(() => work(writer, connection));
  }

  async #read<T>(work: (reader: SqliteReader) => Promise<T>): Promise<T> {
    const reader = await this.#openReaders().take();
    try {
      return await work(reader);
    } finally {
      reader.end();
    }
  }

  async *#stream<T>(work: (reader: SqliteReader) => AsyncIterable<T>): AsyncGenerator<T> {
    const reader = await this.#openReaders().take();
    try {
      yield* work(reader);
    } finally {
      reader.end();
    }
  }

  #openReaders(): ReaderPool {
    if (this.#readers) return this.#readers;
    throw notOpen();
  }
}

function notOpen(): TosError {
  return new TosError('TOS_NOT_OPEN', { what: 'SQLite', status: 'closed' });
}
