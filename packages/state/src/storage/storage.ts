import {
  argumentError,
  assertBoolean,
  assertBytes,
  assertFunction,
  assertInteger,
  assertList,
  assertObject,
  assertText,
  assertU64,
  HASH_SIZE,
  invalidArgument,
  isBytes,
  TosError,
} from '@tos/protocol';
import type { Domain, RecordRef, RecordWrite } from '../domain.ts';
import {
  assertDomain,
  assertRef,
  checkGetBlock,
  checkHashesAt,
  checkHistory,
  checkIterate,
  checkReadMany,
  isRef,
} from './check-reads.ts';
import { copyBlock } from './copy-block.ts';
import { GuardedSnapshot } from './guarded-snapshot.ts';
import type {
  BlockLocator,
  ChainChange,
  ChainMetadata,
  ImportRecord,
  KeyRange,
  OrderedBlock,
  StateImport,
  StorageManifest,
  StorageReader,
  StorageSnapshot,
  StoredBlock,
  StoredMetadata,
  StoredVersion,
  Topoheight,
  TopoRange,
  TransactionLocation,
  VersionedWrite,
} from './storage-types.ts';
import { whileOpen } from './while-open.ts';

export type StorageStatus = 'closed' | 'opening' | 'open' | 'closing';

/** The options of every storage module's `createStorage`. */
export interface StorageOptions {
  /** A folder, which is made if it is missing; for a volatile storage, any name. */
  readonly location: string;
  readonly readOnly?: boolean;
}

/** Called and awaited now and then during a walk, with the number of rows so far. A call may report it, and may throw to stop the walk. */
export type OnRow = (rows: number) => void | Promise<void>;

/** The check of arguments with which every `createStorage` begins. @throws TOS_INVALID_ARGUMENT */
export function assertStorageOptions(options: StorageOptions): void {
  assertObject(options, 'options');
  const { location, readOnly } = options;
  assertText(location, 'options.location');
  if (location === '' || location.includes('\0'))
    throw invalidArgument('options.location', 'the path of a folder', location);
  if (readOnly !== undefined) assertBoolean(readOnly, 'options.readOnly');
}

export type CreateStorage = (options: StorageOptions) => Storage;

const ORDER = 'sorted by (domain id, key), each record once';

/** Rows that go to an adapter at once while a state is imported. The memory that an import needs follows from it. */
const IMPORT_CHUNK = 4096;

/** Bytes of blocks that go to an adapter at once while a state is imported. */
const IMPORT_CHUNK_BYTES = 4_000_000;

/**
 * Versioned state, blocks and their indexes on some database. This class checks arguments and lifecycle; an adapter fills the
 * hooks (`_open`, `_readMany`, ...).
 *
 * **Reading.** Reads may run at any time, several at once and beside a write. Each answers from one state: the state before a commit or
 * the state after it. Every read that begins after a commit has resolved sees that commit.
 *
 * **Writing.** Writes happen one at a time, in the order of the calls. A resolved write is visible to every later read, and as durable
 * as the manifest says. A rejected write leaves nothing behind, and later writes may succeed. If the process dies, the storage opens
 * with a prefix of the writes: with every resolved write, and with all or nothing of the write that was under way.
 *
 * **Bytes.** A storage copies what it keeps before the call's promise resolves, and the buffers that it returns belong to the caller:
 * neither can change the other's. A storage keeps keys (1 to 1,024 bytes) and values as they come; the domain table gives their meaning.
 *
 * **What an adapter may assume.** Hooks are called on an open storage only, with checked arguments: topoheights, heights
 * and hashes are in their ranges, writes are sorted and unique, changes continue the stored chain. Writing hooks never overlap.
 * `_close` is called once for each successful `_open`, after the last write; reads may still be under way, and may fail.
 *
 * **What is derived.** `count` from `_iterate`; `importState` from `_importRecords`, `_importBlocks`, `_finishImport` and
 * `_discardImport`; `prune` from `_markPruned` and `_pruneSlice`. A method that the manifest does not claim throws TOS_NOT_SUPPORTED, and
 * an adapter need not fill its hooks.
 */
export abstract class Storage implements StorageReader {
  abstract readonly manifest: StorageManifest;
  #status: StorageStatus = 'closed';
  // Writes run one at a time, in the order of the calls, and close() waits for them.
  #writes: Promise<unknown> = Promise.resolve();
  #opening: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;
  // True while rows of a failed import are left that could not be removed: they must be removed before anything else is written.
  #hasImportLeft = false;

  get status(): StorageStatus {
    return this.#status;
  }

  /**
   * Opens the storage, and removes what an interrupted import left. A storage that writes holds its location: opening a second one fails.
   * @throws TOS_DATADIR_LOCKED, TOS_STORAGE_FORMAT, TOS_STORAGE_CORRUPT, TOS_STORAGE_FAILURE. The status is `closed` again afterwards
   */
  async open(): Promise<void> {
    if (this.#status !== 'closed') throw this.#notOpen();
    this.#status = 'opening';
    try {
      this.#opening = this._open();
      await this.#opening;
      this.#status = 'open';
    } catch (error) {
      this.#status = 'closed';
      throw error;
    }
  }

  /**
   * Closes the storage once an opening and the writes under way have ended; pruning ends after its slice. A second call waits for the same
   * end. Snapshots and iterations that are still open fail with TOS_NOT_OPEN from then on.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close().finally(() => {
      this.#closing = null;
    });
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#status === 'opening') await this.#opening.catch(() => undefined);
    if (this.#status === 'closed') return;
    this.#status = 'closing';
    try {
      await this.#writes;
      await this._close();
    } finally {
      this.#status = 'closed';
    }
  }

  /** The metadata that were committed with the head; undefined if the storage is empty. */
  async metadata(): Promise<StoredMetadata | undefined> {
    this.#assertOpen();
    return this._metadata();
  }

  /**
   * The metadata that were committed with the block at a topoheight, which a rollback to it brings back. Undefined above the head and below
   * the pruned part. A storage may return undefined everywhere but at the head.
   */
  async metadataAt(topoheight: Topoheight): Promise<ChainMetadata | undefined> {
    this.#assertOpen();
    assertInteger(topoheight, 'topoheight', 0);
    return this._metadataAt(topoheight);
  }

  /**
   * The writes of the block at a topoheight, sorted by (domain id, key); a deletion is null. They are those of its commit, all of them.
   * Undefined above the head, below the pruned part, and for the head of an import, which came without the deletions of its block. A
   * storage may return undefined everywhere: finding the writes then takes a walk over the versions of all records.
   */
  async writesAt(topoheight: Topoheight): Promise<readonly RecordWrite[] | undefined> {
    this.#assertOpen();
    assertInteger(topoheight, 'topoheight', 0);
    return this._writesAt(topoheight);
  }

  /**
   * Faults in the storage's own rows that reads do not show: copies of a record that differ, rows to which nothing leads, broken files. One
   * sentence per fault; none when all is well. The walk reads everything, from the state at the first `next()`: later writes do not show.
   * @param onRow called and awaited now and then, with the number of rows so far
   */
  problems(onRow: OnRow = () => undefined): AsyncIterable<string> {
    this.#assertOpen();
    assertFunction(onRow, 'onRow');
    return whileOpen(this._problems(onRow), this.#assertOpen);
  }

  /**
   * The newest version at or below `at` (the head when absent) of each record, in the order of `refs`; undefined for a record without one.
   * The value of a deleted record's version is null. All versions are from one state.
   */
  async readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]> {
    this.#assertOpen();
    checkReadMany(refs, at);
    return this._readMany(refs, at);
  }

  /** Versions of one record within the range, newest first, from the state at the first `next()`: later writes do not show. */
  history(ref: RecordRef, range: TopoRange = {}): AsyncIterable<StoredVersion> {
    this.#assertOpen();
    const { from, to } = checkHistory(ref, range);
    return whileOpen(this._history(ref, from, to), this.#assertOpen);
  }

  /**
   * Live records of a domain at the topoheight `at` (the head when absent), in key order, from the state at the first `next()`: later
   * writes do not show. A loop must end the iteration, by its end, `break` or an error: until then a database may have to keep old pages.
   */
  iterate(domain: Domain, at?: Topoheight, range: KeyRange = {}): AsyncIterable<readonly [Uint8Array, StoredVersion]> {
    this.#assertOpen();
    checkIterate(domain, at, range);
    return whileOpen(this._iterate(domain, at, range), this.#assertOpen);
  }

  /** The number of live records of the domain at the head. */
  async count(domain: Domain): Promise<number> {
    this.#assertOpen();
    assertDomain(domain, 'domain');
    return this._count(domain);
  }

  /**
   * Figures of the storage's own rows and work, for people who operate it, by their names in plain words. What they count is the storage's
   * matter; there may be none.
   */
  async stats(): Promise<ReadonlyMap<string, number>> {
    this.#assertOpen();
    return this._stats();
  }

  /** Bytes on disk, or in memory for a volatile storage. */
  async sizeOnDisk(): Promise<number> {
    this.#assertOpen();
    return this._sizeOnDisk();
  }

  /**
   * Commits a rollback and blocks together: all or nothing, durable when the promise resolves. A rollback without blocks brings back the
   * metadata that were committed with the block at `rollbackTo`. Undone blocks stay stored, without a place and a digest. A block with
   * the hash of a stored one replaces it.
   * @throws TOS_STORAGE_CONFLICT for a change that does not continue the stored chain
   * @throws TOS_STORAGE_FAILURE for a failure of the database
   */
  async commit(change: ChainChange): Promise<void> {
    this.#assertOpen();
    assertObject(change, 'change');
    assertList(change.blocks, 'change.blocks');
    for (const commit of change.blocks) {
      assertObject(commit, 'change.blocks');
      const { block, writes, metadata } = commit;
      assertBlock(block);
      assertInteger(block.topoheight, 'block.topoheight', 0);
      assertMetadata(metadata);
      assertList(writes, 'writes');
      for (let i = 0; i < writes.length; i++)
        if (!isWrite(writes[i], block.topoheight)) assertWrite(writes[i]!, `writes[${i}]`);
      assertSorted(writes);
    }
    if (change.rollbackTo !== undefined) assertInteger(change.rollbackTo, 'rollbackTo', 0);
    await this.#write(async () => {
      await this.#assertContinues(change);
      await this._commit(change);
    });
  }

  /**
   * Removes versions below a topoheight. The last version of each record below it stays, without a link; blocks, their places and indexes
   * stay too. The first step writes the watermark: from then on every read answers as if pruning were complete, and rollbacks below it are
   * refused. Then the versions are removed in slices, between which other writes get their turn. If the process dies or the storage closes
   * in between, the next call goes on where this one stopped; `prune(0)` does only that.
   * @param onSlice called and awaited after every slice. A call may report progress, and may throw, which stops pruning as the death of the
   *   process would
   * @throws TOS_STORAGE_CONFLICT for a topoheight above the head
   */
  async prune(below: Topoheight, onSlice: () => void | Promise<void> = () => undefined): Promise<void> {
    this.#assertOpen();
    assertInteger(below, 'below', 0);
    assertFunction(onSlice, 'onSlice');
    if (!this.manifest.pruning) throw notSupported('pruning');
    await this.#pruneSlices(onSlice);
    const isRaised = await this.#write(async () => {
      const stored = await this._metadata();
      if (below > (stored?.head.topoheight ?? 0)) {
        throw new TosError('TOS_STORAGE_CONFLICT', { reason: `pruning below ${below}, which is above the head` });
      }
      if (below <= (stored?.prunedBelow ?? 0)) return false;
      await this._markPruned(below);
      return true;
    });
    if (isRaised) await this.#pruneSlices(onSlice);
  }

  async #pruneSlices(onSlice: () => void | Promise<void>): Promise<void> {
    let isDone = false;
    while (!isDone) {
      isDone = await this.#write(() => this._pruneSlice());
      await onSlice();
    }
  }

  /**
   * Stores a block without a place in the order, and replaces a stored one with the same hash.
   * @throws TOS_STORAGE_CONFLICT if the stored one has a place
   */
  async putBlock(block: StoredBlock): Promise<void> {
    this.#assertOpen();
    assertBlock(block);
    if (block.topoheight !== null) {
      throw invalidArgument('block.topoheight', 'null: ordered blocks come with commit()', block.topoheight);
    }
    await this.#write(async () => {
      await this.#assertUnordered(block.hash);
      await this._putBlock(block);
    });
  }

  /**
   * Removes a block that has no place in the order. An unknown hash changes nothing.
   * @throws TOS_STORAGE_CONFLICT if the block has a place
   */
  async deleteBlock(hash: Uint8Array): Promise<void> {
    this.#assertOpen();
    assertBytes(hash, 'hash', HASH_SIZE);
    await this.#write(async () => {
      if (await this.#assertUnordered(hash)) await this._deleteBlock(hash);
    });
  }

  /** The block with a hash, or at a place in the order; undefined if there is none. */
  async getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    this.#assertOpen();
    checkGetBlock(by);
    return this._getBlock(by);
  }

  /** Hashes of every stored block of this height, in byte order. */
  async blocksAtHeight(height: number): Promise<Uint8Array[]> {
    this.#assertOpen();
    assertInteger(height, 'height', 0);
    return this._blocksAtHeight(height);
  }

  /** Hashes of the blocks at these places in the order; undefined for a place without a block. */
  async hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    this.#assertOpen();
    checkHashesAt(topoheights);
    return this._hashesAt(topoheights);
  }

  /** Every stored block that contains the transaction, in the byte order of their hashes. */
  async locateTransaction(hash: Uint8Array): Promise<TransactionLocation[]> {
    this.#assertOpen();
    assertBytes(hash, 'hash', HASH_SIZE);
    return this._locateTransaction(hash);
  }

  /**
   * Fills an empty storage with the state at some head. The next block is the one above that head. There is no history below it, so that
   * `prunedBelow` is the head. Rows are written in chunks, so that memory stays flat, and stay invisible until all are there: if the
   * promise rejects or the process dies, the storage is as empty as before. The error of a failing source is passed on.
   * @throws TOS_STORAGE_CONFLICT unless the storage is empty and has no blocks without a place
   * @throws TOS_INVALID_ARGUMENT for records out of order or above the head
   */
  async importState(state: StateImport): Promise<void> {
    this.#assertOpen();
    assertObject(state, 'state');
    assertMetadata(state.metadata);
    assertIterable(state.records, 'state.records');
    if (state.blocks !== undefined) assertIterable(state.blocks, 'state.blocks');
    if (!this.manifest.stateImport) throw notSupported('stateImport');
    await this.#write(async () => {
      if (!(await this._isEmpty())) throw new TosError('TOS_STORAGE_CONFLICT', { reason: 'the storage is not empty' });
      try {
        const head = state.metadata.head.topoheight;
        for await (const chunk of chunksOf(checkedRecords(state.records, head), rowSize)) {
          await this._importRecords(chunk);
        }
        for await (const chunk of chunksOf(checkedBlocks(state.blocks, head), blockSize))
          await this._importBlocks(chunk);
        await this._finishImport(state.metadata);
      } catch (error) {
        this.#hasImportLeft = true;
        await this.#discardImport().catch(() => undefined);
        throw error;
      }
    });
  }

  async #discardImport(): Promise<void> {
    await this._discardImport();
    this.#hasImportLeft = false;
  }

  /** A snapshot: one state to read from until it is closed, whatever is committed meanwhile. It may be closed twice. */
  async snapshot(): Promise<StorageSnapshot> {
    this.#assertOpen();
    if (!this.manifest.snapshots) throw notSupported('snapshots');
    return new GuardedSnapshot(await this._snapshot(), this.#assertOpen);
  }

  protected abstract _open(): Promise<void>;
  protected abstract _close(): Promise<void>;
  protected abstract _metadata(): Promise<StoredMetadata | undefined>;
  protected abstract _readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]>;
  protected abstract _history(ref: RecordRef, from: Topoheight, to: Topoheight): AsyncIterable<StoredVersion>;
  protected abstract _iterate(
    domain: Domain,
    at: Topoheight | undefined,
    range: KeyRange,
  ): AsyncIterable<readonly [Uint8Array, StoredVersion]>;
  protected abstract _sizeOnDisk(): Promise<number>;
  protected abstract _commit(change: ChainChange): Promise<void>;
  protected abstract _putBlock(block: StoredBlock): Promise<void>;
  protected abstract _deleteBlock(hash: Uint8Array): Promise<void>;
  protected abstract _getBlock(by: BlockLocator): Promise<StoredBlock | undefined>;
  protected abstract _blocksAtHeight(height: number): Promise<Uint8Array[]>;
  protected abstract _hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]>;
  protected abstract _locateTransaction(hash: Uint8Array): Promise<TransactionLocation[]>;

  /** Override this to return more than the head's metadata: verification then checks what a rollback would bring back. */
  protected async _metadataAt(topoheight: Topoheight): Promise<ChainMetadata | undefined> {
    const stored = await this._metadata();
    if (stored?.head.topoheight !== topoheight) return undefined;
    const { formatVersion: _, prunedBelow: __, ...metadata } = stored;
    return metadata;
  }

  /**
   * Override this if the database finds the writes of a block without a walk over records. Where these are rows of their own, apart from what
   * `_readMany` and `_history` read, `_problems` compares both: `verifyChain` computes the digest of a block from these writes alone.
   */
  protected async _writesAt(_topoheight: Topoheight): Promise<readonly RecordWrite[] | undefined> {
    return undefined;
  }

  /** Override this if the database keeps anything twice, or can check its files. */
  protected async *_problems(_onRow: OnRow): AsyncGenerator<string> {}

  /** Override this if operators should see how the storage's own work stands. */
  protected async _stats(): Promise<ReadonlyMap<string, number>> {
    return new Map();
  }

  /** Override this if the database counts faster than it iterates. */
  protected async _count(domain: Domain): Promise<number> {
    let count = 0;
    for await (const _ of this._iterate(domain, undefined, {})) count++;
    return count;
  }

  /** With `manifest.pruning`: writes the watermark, and the place where pruning begins, in one transaction. */
  protected async _markPruned(_below: Topoheight): Promise<void> {
    throw notSupported('pruning');
  }

  /**
   * With `manifest.pruning`: removes some thousand versions that the watermark made unreachable, and writes the place where the next slice
   * goes on, in one transaction. @returns true when none is left
   */
  protected async _pruneSlice(): Promise<boolean> {
    throw notSupported('pruning');
  }

  /** With `manifest.stateImport`: true if nothing is stored but the rows of an unfinished import. */
  protected async _isEmpty(): Promise<boolean> {
    throw notSupported('stateImport');
  }

  /** With `manifest.stateImport`: writes sorted records to where no read sees them before `_finishImport`. */
  protected async _importRecords(_records: readonly ImportRecord[]): Promise<void> {
    throw notSupported('stateImport');
  }

  /** With `manifest.stateImport`: writes blocks to where no read sees them before `_finishImport`. */
  protected async _importBlocks(_blocks: readonly OrderedBlock[]): Promise<void> {
    throw notSupported('stateImport');
  }

  /** With `manifest.stateImport`: makes the import visible in one durable step, with `prunedBelow` at the head. */
  protected async _finishImport(_metadata: ChainMetadata): Promise<void> {
    throw notSupported('stateImport');
  }

  /** With `manifest.stateImport`: removes the rows of an unfinished import. `_open` does this too, after a crash. */
  protected async _discardImport(): Promise<void> {
    throw notSupported('stateImport');
  }

  /** Override this if `manifest.snapshots` is true. The snapshot's methods are called as the hooks are: while it is open, with checked arguments. */
  protected async _snapshot(): Promise<StorageSnapshot> {
    throw notSupported('snapshots');
  }

  async #write<T>(work: () => Promise<T>): Promise<T> {
    // A longer call writes in several parts: the check comes again for each part, because close() waits only for the writes that it finds.
    this.#assertOpen();
    const done = this.#writes.then(async () => {
      if (this.#hasImportLeft) await this.#discardImport();
      return work();
    });
    // A write that failed must not fail the writes behind it.
    this.#writes = done.catch(() => undefined);
    return done;
  }

  /** True if the block is stored. @throws TOS_STORAGE_CONFLICT if it has a place in the order */
  async #assertUnordered(hash: Uint8Array): Promise<boolean> {
    const block = await this._getBlock({ hash });
    if (block === undefined || block.topoheight === null) return block !== undefined;
    throw new TosError('TOS_STORAGE_CONFLICT', { reason: `the block has topoheight ${block.topoheight}` });
  }

  async #assertContinues({ rollbackTo, blocks }: ChainChange): Promise<void> {
    const stored = await this._metadata();
    const head = stored?.head.topoheight ?? -1;
    if (rollbackTo !== undefined && (rollbackTo > head || rollbackTo < (stored?.prunedBelow ?? 0))) {
      throw new TosError('TOS_STORAGE_CONFLICT', { reason: `rollback to ${rollbackTo} with the head at ${head}` });
    }
    let expected = (rollbackTo ?? head) + 1;
    for (const { block, metadata } of blocks) {
      if (block.topoheight !== expected || metadata.head.topoheight !== expected) {
        throw new TosError('TOS_STORAGE_CONFLICT', {
          reason: `block at topoheight ${block.topoheight} where ${expected} comes next`,
        });
      }
      if (stored !== undefined && metadata.network !== stored.network) {
        throw new TosError('TOS_STORAGE_NETWORK', { found: stored.network, expected: metadata.network });
      }
      expected++;
    }
  }

  readonly #assertOpen = (): void => {
    if (this.#status !== 'open') throw this.#notOpen();
  };

  #notOpen(): TosError {
    return new TosError('TOS_NOT_OPEN', { what: `storage ${this.manifest.name}`, status: this.#status });
  }
}

function assertBlock(block: StoredBlock): void {
  assertObject(block, 'block');
  assertBytes(block.hash, 'block.hash', HASH_SIZE);
  assertInteger(block.height, 'block.height', 0);
  assertBytes(block.bytes, 'block.bytes');
  assertList(block.transactionHashes, 'block.transactionHashes');
  for (const hash of block.transactionHashes) assertBytes(hash, 'block.transactionHashes', HASH_SIZE);
  if (block.digest !== null) assertBytes(block.digest, 'block.digest', HASH_SIZE);
  assertBytes(block.info, 'block.info');
}

function assertMetadata(metadata: ChainMetadata): void {
  assertObject(metadata, 'metadata');
  assertText(metadata.network, 'metadata.network');
  assertBytes(metadata.genesis, 'metadata.genesis', HASH_SIZE);
  assertObject(metadata.head, 'metadata.head');
  assertBytes(metadata.head.hash, 'metadata.head.hash', HASH_SIZE);
  assertInteger(metadata.head.height, 'metadata.head.height', 0);
  assertInteger(metadata.head.topoheight, 'metadata.head.topoheight', 0);
  assertList(metadata.tips, 'metadata.tips');
  for (const tip of metadata.tips) assertBytes(tip, 'metadata.tips', HASH_SIZE);
  assertObject(metadata.supply, 'metadata.supply');
  assertU64(metadata.supply.emitted, 'metadata.supply.emitted');
  assertU64(metadata.supply.burned, 'metadata.supply.burned');
  assertBytes(metadata.digest, 'metadata.digest', HASH_SIZE);
}

async function* checkedRecords(records: AsyncIterable<ImportRecord>, head: Topoheight): AsyncGenerator<ImportRecord> {
  let before: RecordRef | null = null;
  for await (const record of records) {
    assertObject(record, 'records');
    assertInteger(record.topoheight, 'records.topoheight', 0);
    assertNotAbove('records.topoheight', record.topoheight, head);
    assertRef(record.ref, 'records.ref');
    assertBytes(record.value, 'records.value');
    if (before && compareRefs(before, record.ref) >= 0) throw argumentError('records', ORDER, 'one out of order');
    // The source may use its buffer again, so that its bytes are copied.
    before = { domain: record.ref.domain, key: new Uint8Array(record.ref.key) };
    yield { ...record, ref: before, value: new Uint8Array(record.value) };
  }
}

async function* checkedBlocks(
  blocks: AsyncIterable<OrderedBlock> | undefined,
  head: Topoheight,
): AsyncGenerator<OrderedBlock> {
  let before = -1;
  for await (const block of blocks ?? []) {
    assertBlock(block);
    assertInteger(block.topoheight, 'blocks.topoheight', 0);
    assertNotAbove('blocks.topoheight', block.topoheight, head);
    if (block.topoheight <= before) throw argumentError('blocks', 'by rising topoheight', String(block.topoheight));
    before = block.topoheight;
    // The source may use its buffer again, so that its bytes are copied.
    yield { ...copyBlock(block), topoheight: block.topoheight };
  }
}

function assertNotAbove(argument: string, topoheight: Topoheight, head: Topoheight): void {
  if (topoheight > head) throw argumentError(argument, `at most the head, ${head}`, String(topoheight));
}

function rowSize({ ref, value }: ImportRecord): number {
  return ref.key.length + value.length;
}

function blockSize({ bytes, info, transactionHashes }: OrderedBlock): number {
  return bytes.length + info.length + 32 * transactionHashes.length;
}

/** The items in arrays of up to `IMPORT_CHUNK`; an array with many bytes ends earlier. */
async function* chunksOf<T>(items: AsyncIterable<T>, sizeOf: (item: T) => number): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  let size = 0;
  for await (const item of items) {
    chunk.push(item);
    size += sizeOf(item);
    if (chunk.length < IMPORT_CHUNK && size < IMPORT_CHUNK_BYTES) continue;
    yield chunk;
    chunk = [];
    size = 0;
  }
  if (chunk.length > 0) yield chunk;
}

function isWrite(write: VersionedWrite | undefined, topoheight: Topoheight): boolean {
  return (
    write != null &&
    isRef(write.ref) &&
    (write.value === null || isBytes(write.value)) &&
    (write.previous == null || isVersion(write.previous, topoheight))
  );
}

/** True for a version that a write at a topoheight may replace. */
function isVersion({ topoheight, previous, value }: StoredVersion, above: Topoheight): boolean {
  return (
    isTopoheight(topoheight) &&
    topoheight < above &&
    (previous === null || (isTopoheight(previous) && previous < topoheight)) &&
    (value === null || isBytes(value))
  );
}

function isTopoheight(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function assertWrite(write: VersionedWrite, argument: string): void {
  assertObject(write, argument);
  assertRef(write.ref, `${argument}.ref`);
  if (write.value !== null) assertBytes(write.value, `${argument}.value`);
  throw invalidArgument(
    `${argument}.previous`,
    'undefined, null, or a version below the block with a link that leads down',
    write.previous,
  );
}

function assertIterable(items: AsyncIterable<unknown>, argument: string): void {
  if (typeof Object(items)[Symbol.asyncIterator] !== 'function')
    throw invalidArgument(argument, 'an async iterable', items);
}

function assertSorted(writes: readonly RecordWrite[]): void {
  for (let i = 1; i < writes.length; i++) {
    if (compareRefs(writes[i - 1]!.ref, writes[i]!.ref) >= 0) {
      throw argumentError('writes', ORDER, `record ${i} out of order`);
    }
  }
}

/** The order of writes: by domain id, then by key bytes; a key comes before the keys that begin with it. */
export function compareRefs(a: RecordRef, b: RecordRef): number {
  return a.domain.id - b.domain.id || compareBytes(a.key, b.key);
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function notSupported(feature: string): TosError {
  return new TosError('TOS_NOT_SUPPORTED', { feature: `storage ${feature}` });
}
