import { assertInteger, assertObject, TosError } from '@tos/protocol';
import {
  type BlockLocator,
  type ChainChange,
  type ChainMetadata,
  type Domain,
  type ImportRecord,
  type KeyRange,
  type OnRow,
  type OrderedBlock,
  type RecordRef,
  type RecordWrite,
  Storage,
  type StorageManifest,
  type StorageSnapshot,
  type StoredBlock,
  type StoredMetadata,
  type StoredVersion,
  type Topoheight,
  type TransactionLocation,
} from '@tos/state';
import { findProblems } from './problems/find-problems.ts';
import type { EngineView } from './reading/engine-view.ts';
import {
  readBlock,
  readBlocksAtHeight,
  readHashesAt,
  readMetadata,
  readMetadataAt,
  readTransactionLocations,
  readWritesAt,
} from './reading/read-blocks.ts';
import { readLive } from './reading/read-live.ts';
import { readStats } from './reading/read-stats.ts';
import { readAt, readHistory, readNewest } from './reading/read-versions.ts';
import { VersionedSnapshot } from './reading/versioned-snapshot.ts';
import { placeOf } from './rows/keys.ts';
import { StateOfStore } from './state-of-store.ts';
import type { OrderedStore } from './store/ordered-store.ts';
import { discardImport, planImportEnd, planImportedBlocks, planImportedRecords } from './writing/import-state.ts';
import { planPruneSlice } from './writing/prune-slice.ts';
import { WritePlan } from './writing/write-plan.ts';

export interface VersionedStorageOptions {
  /**
   * Bytes of newest versions that wait in memory until they are written to the table `latest`; 0 writes them with each block. Opening after a
   * kill reads at most these.
   * @default 64 MiB
   */
  readonly pendingBytes?: number;
}

const PENDING_BYTES = 2 ** 26;

/**
 * A versioned storage over an ordered store: versions, rollback, pruning, import and indexes. A storage that is made over a store owns it: it
 * opens and closes it, and nobody else uses it.
 * @throws TOS_INVALID_ARGUMENT
 */
export function createVersionedStorage(store: OrderedStore, options: VersionedStorageOptions = {}): Storage {
  assertObject(store, 'store', ['open', 'close', 'view', 'write', 'sizeOnDisk', 'problems']);
  assertObject(options, 'options');
  const { pendingBytes = PENDING_BYTES } = options;
  assertInteger(pendingBytes, 'options.pendingBytes', 0);
  return new VersionedStorage(store, pendingBytes);
}

class VersionedStorage extends Storage {
  readonly manifest: StorageManifest;
  readonly #store: OrderedStore;
  readonly #pendingBytes: number;
  readonly #state: StateOfStore;

  constructor(store: OrderedStore, pendingBytes: number) {
    super();
    this.#store = store;
    this.#pendingBytes = pendingBytes;
    this.#state = new StateOfStore(store);
    const { name, persistent, durability, concurrentReaders } = store.manifest;
    const features = { snapshots: true, pruning: true, stateImport: true };
    this.manifest = Object.freeze({ name, persistent, durability, concurrentReaders, ...features });
  }

  protected override async _open(): Promise<void> {
    try {
      await this.#store.open();
      await this.#state.load();
    } catch (error) {
      await this._close();
      throw error;
    }
  }

  protected override async _close(): Promise<void> {
    await this.#state.close();
    await this.#store.close();
  }

  protected override _sizeOnDisk(): Promise<number> {
    return this.#store.sizeOnDisk();
  }

  protected override _stats(): Promise<ReadonlyMap<string, number>> {
    return this.#read(readStats);
  }

  protected override _metadata(): Promise<StoredMetadata | undefined> {
    return this.#read(readMetadata);
  }

  protected override _metadataAt(topoheight: Topoheight): Promise<ChainMetadata | undefined> {
    return this.#read((view) => readMetadataAt(view, topoheight));
  }

  protected override async *_problems(onRow: OnRow): AsyncGenerator<string> {
    yield* this.#stream((view) => findProblems(view, onRow));
    yield* this.#store.problems(onRow);
  }

  protected override _readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]> {
    const places = refs.map((ref) => placeOf(ref));
    return this.#read((view) => (at === undefined ? readNewest(view, places) : readAt(view, places, at)));
  }

  protected override _history(ref: RecordRef, from: Topoheight, to: Topoheight): AsyncIterable<StoredVersion> {
    return this.#stream((view) => readHistory(view, placeOf(ref), { from, to }));
  }

  protected override _iterate(
    domain: Domain,
    at: Topoheight | undefined,
    range: KeyRange,
  ): AsyncIterable<readonly [Uint8Array, StoredVersion]> {
    return this.#stream((view) => readLive(view, domain, { at, range }));
  }

  protected override _getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    return this.#read((view) => readBlock(view, by));
  }

  protected override _blocksAtHeight(height: number): Promise<Uint8Array[]> {
    return this.#read((view) => readBlocksAtHeight(view, height));
  }

  protected override _hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    return this.#read((view) => readHashesAt(view, topoheights));
  }

  protected override _locateTransaction(hash: Uint8Array): Promise<TransactionLocation[]> {
    return this.#read((view) => readTransactionLocations(view, hash));
  }

  protected override _writesAt(topoheight: Topoheight): Promise<readonly RecordWrite[] | undefined> {
    return this.#read((view) => readWritesAt(view, topoheight));
  }

  protected override async _snapshot(): Promise<StorageSnapshot> {
    const view = await this.#state.openView();
    return new VersionedSnapshot(view, () => this.#state.closeView(view));
  }

  protected override _commit({ rollbackTo, blocks }: ChainChange): Promise<void> {
    return this.#write(async (plan) => {
      if (rollbackTo !== undefined) await plan.undoAbove(rollbackTo);
      for (const block of blocks) await plan.add(block);
    });
  }

  protected override _putBlock(block: StoredBlock): Promise<void> {
    return this.#write(async (plan) => plan.putBlock(block));
  }

  protected override _deleteBlock(hash: Uint8Array): Promise<void> {
    return this.#write(async (plan, view) => {
      const block = await readBlock(view, { hash });
      if (block !== undefined) plan.deleteBlock(block);
    });
  }

  protected override _markPruned(below: Topoheight): Promise<void> {
    return this.#write(async (plan) => plan.change({ prunedBelow: below }));
  }

  protected override async _pruneSlice(): Promise<boolean> {
    const isDone = await this.#read(async ({ state }) => state.base >= state.prunedBelow);
    if (!isDone) await this.#write(async (plan, view) => planPruneSlice(view, plan));
    return isDone;
  }

  protected override _isEmpty(): Promise<boolean> {
    return this.#read(async ({ state, store }) => {
      const blocks = await store.range('blocks', { limit: 1 });
      return state.head === null && blocks.length === 0;
    });
  }

  protected override _importRecords(records: readonly ImportRecord[]): Promise<void> {
    return this.#write(async (plan) => planImportedRecords(plan, records));
  }

  protected override _importBlocks(blocks: readonly OrderedBlock[]): Promise<void> {
    return this.#write(async (plan) => planImportedBlocks(plan, blocks));
  }

  protected override _finishImport(metadata: ChainMetadata): Promise<void> {
    return this.#write(async (plan) => planImportEnd(plan, metadata));
  }

  protected override async _discardImport(): Promise<void> {
    const state = await this.#read(async (view) => view.state);
    if (state.isImporting) await discardImport(this.#store, state);
    await this.#state.load();
  }

  async #write(fill: (plan: WritePlan, view: EngineView) => Promise<unknown>): Promise<void> {
    if (this.#store.readOnly) throw new TosError('TOS_NOT_SUPPORTED', { feature: 'writing to a readOnly storage' });
    await this.#state.write(async (view, pending) => {
      const plan = new WritePlan(view, pending);
      await fill(plan, view);
      await plan.finish(this.#pendingBytes);
      return plan;
    });
  }

  #read<T>(work: (view: EngineView) => Promise<T>): Promise<T> {
    return this.#state.withView(work);
  }

  async *#stream<T>(work: (view: EngineView) => AsyncIterable<T>): AsyncGenerator<T> {
    const view = await this.#state.openView();
    try {
      yield* work(view);
    } finally {
      await this.#state.closeView(view);
    }
  }
}
