import { statSync } from 'node:fs';
import { type FolderLock, lockFolder, makeFolder, syncFolder } from '@tos/data-folder';
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
import { CommitPlan, type Put } from './commit-plan.ts';
import { assertFolder, checkDataFile, dataFile } from './data-file.ts';
import { finishedImport, importedBlocks, importedRecords } from './import-rows.ts';
import { HEAD_KEY } from './keys.ts';
import { LmdbReader } from './lmdb-reader.ts';
import { discardImport, openTables, type Tables } from './lmdb-tables.ts';
import { planPruneSlice, planPruning } from './prune-plan.ts';
import { ReadView } from './read-view.ts';
import { assertReadable } from './readable.ts';
import { storageError } from './storage-error.ts';

/**
 * A storage in a folder, on LMDB. One storage at a time may write to a location, and holds a lock there. Any number of storages in other
 * threads may open the location with `readOnly`; each reads a commit as soon as the commit's promise has resolved.
 * @throws TOS_INVALID_ARGUMENT
 */
export function createLmdbStorage(options: StorageOptions): Storage {
  assertStorageOptions(options);
  return new LmdbStorage(options);
}

class LmdbStorage extends Storage {
  readonly manifest: StorageManifest = Object.freeze<StorageManifest>({
    name: 'lmdb',
    persistent: true,
    durability: 'power',
    concurrentReaders: 'threads',
    snapshots: true,
    pruning: true,
    stateImport: true,
  });
  readonly #options: StorageOptions;
  // The views that are still open. LMDB must not be closed before they are.
  readonly #views: Set<ReadView> = new Set();
  #tables: Tables | null = null;
  #lock: FolderLock | null = null;

  constructor(options: StorageOptions) {
    super();
    this.#options = options;
  }

  protected override async _open(): Promise<void> {
    const { location, readOnly = false } = this.#options;
    try {
      assertFolder(location);
      if (readOnly) await assertReadable(location);
      else {
        makeFolder(location);
        this.#lock = await lockFolder(location);
        checkDataFile(location);
      }
      this.#tables = openTables(this.#options);
      if (!readOnly) {
        // LMDB syncs its file, but not the folder in which it made the file. Without its name the file is lost with the power.
        syncFolder(location);
        await discardImport(this.#tables);
      }
    } catch (error) {
      await this._close();
      throw storageError(`open ${location}`, error);
    }
  }

  protected override async _close(): Promise<void> {
    for (const view of this.#views) view.close();
    // Trap of lmdb-js: a timer ends read transactions some time after their last use. When the timer meets a closed database, it throws where
    // nobody can catch the error, which ends the process. Source: read.js, resetReadTxn.
    this.#tables?.root.resetReadTxn();
    await this.#tables?.root.close();
    this.#tables = null;
    this.#lock?.release();
    this.#lock = null;
  }

  protected override async _sizeOnDisk(): Promise<number> {
    try {
      return statSync(dataFile(this.#options.location)).size;
    } catch (error) {
      throw storageError('stat', error);
    }
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
    return new LmdbReader(this.#openView());
  }

  protected override _commit({ rollbackTo, blocks }: ChainChange): Promise<void> {
    return this.#write('commit', async (plan) => {
      if (rollbackTo !== undefined) await plan.undoAbove(rollbackTo);
      for (const block of blocks) await plan.add(block);
    });
  }

  protected override _putBlock(block: StoredBlock): Promise<void> {
    return this.#write('put a block', async (plan) => plan.putBlock(block));
  }

  protected override _deleteBlock(hash: Uint8Array): Promise<void> {
    return this.#write('delete a block', async (plan) => plan.removeBlock(hash));
  }

  protected override _markPruned(below: Topoheight): Promise<void> {
    return this.#transact('prune', planPruning(below));
  }

  protected override async _pruneSlice(): Promise<boolean> {
    const puts = await this.#withView(async (view) => planPruneSlice(view));
    if (puts.length > 0) await this.#transact('prune', puts);
    return puts.length === 0;
  }

  protected override _isEmpty(): Promise<boolean> {
    return this.#withView(async (view) => {
      const range = { start: Uint8Array.of(0), limit: 1 };
      return view.get('metadata', HEAD_KEY) === undefined && view.rows('blocks', range).length === 0;
    });
  }

  protected override _importRecords(records: readonly ImportRecord[]): Promise<void> {
    return this.#transact('import records', importedRecords(records));
  }

  protected override _importBlocks(blocks: readonly OrderedBlock[]): Promise<void> {
    return this.#transact('import blocks', importedBlocks(blocks));
  }

  protected override _finishImport(metadata: ChainMetadata): Promise<void> {
    return this.#transact('import', finishedImport(metadata));
  }

  protected override async _discardImport(): Promise<void> {
    try {
      await discardImport(this.#openTables());
    } catch (error) {
      throw storageError('discard an import', error);
    }
  }

  async #write(operation: string, fill: (plan: CommitPlan) => Promise<void>): Promise<void> {
    const plan = await this.#withView(async (view) => {
      const unfinished = new CommitPlan(view);
      await fill(unfinished);
      unfinished.finish();
      return unfinished;
    });
    await this.#transact(operation, plan.puts());
  }

  /**
   * Runs one LMDB transaction on lmdb-js's own thread, while this thread goes on. Trap of lmdb-js: a batch whose callback throws commits the
   * puts that it got before. Nothing in the callback throws: `Storage` bounds the keys, and the values are bytes.
   */
  async #transact(operation: string, puts: Iterable<Put>): Promise<void> {
    const tables = this.#openTables();
    if (this.#options.readOnly) throw new TosError('TOS_NOT_SUPPORTED', { feature: 'writing to a readOnly storage' });
    try {
      await tables.root.batch(() => {
        for (const { table, key, value } of puts) {
          if (value === null) void tables[table].remove(key);
          else void tables[table].put(key, value);
        }
      });
    } catch (error) {
      throw storageError(operation, await commitError(error));
    }
  }

  #read<T>(work: (reader: LmdbReader) => Promise<T>): Promise<T> {
    return this.#withView((view) => work(new LmdbReader(view)));
  }

  async *#stream<T>(work: (reader: LmdbReader) => AsyncIterable<T>): AsyncGenerator<T> {
    const view = this.#openView();
    try {
      yield* work(new LmdbReader(view));
    } finally {
      view.close();
    }
  }

  async #withView<T>(work: (view: ReadView) => Promise<T>): Promise<T> {
    const view = this.#openView();
    try {
      return await work(view);
    } finally {
      view.close();
    }
  }

  #openView(): ReadView {
    const tables = this.#openTables();
    try {
      const view = new ReadView(tables, this.#options.readOnly ?? false, (closed) => this.#views.delete(closed));
      this.#views.add(view);
      return view;
    } catch (error) {
      throw storageError('begin a read transaction', error);
    }
  }

  #openTables(): Tables {
    if (this.#tables) return this.#tables;
    throw new TosError('TOS_NOT_OPEN', { what: 'LMDB', status: 'closed' });
  }
}

/** lmdb-js rejects with "Commit failed", and holds the error of LMDB behind a promise, which this awaits. */
async function commitError(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  return Promise.resolve(error.commitError).catch((cause: unknown) => cause);
}
