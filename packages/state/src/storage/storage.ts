import {
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
} from './storage-types.ts';
import { whileOpen } from './while-open.ts';

export type StorageStatus = 'closed' | 'opening' | 'open' | 'closing';

/** What every storage module's `createStorage` takes. */
export interface StorageOptions {
  /** A folder (made when missing), or any name for a volatile storage. */
  readonly location: string;
  readonly readOnly?: boolean;
}

/** Awaited now and then in a walk, with the number of rows so far: the place to show it, and to stop by throwing. */
export type OnRow = (rows: number) => void | Promise<void>;

/** What `createStorage` of a storage module begins with. @throws TOS_INVALID_ARGUMENT */
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

/** Rows that go to an adapter at once while a state is imported. What memory an import needs follows from it. */
const IMPORT_CHUNK = 4096;

/** Bytes of blocks that go to an adapter at once while a state is imported. */
const IMPORT_CHUNK_BYTES = 4_000_000;

/**
 * Versioned state, blocks and their indexes on some database. This class checks arguments and lifecycle; an adapter fills the
 * hooks (`_open`, `_readMany`, ...).
 *
 * **Reading.** Reads may run at any time, many at once and beside a write. Each answers from one state: the one before a commit or
 * the one after it, never one between. A state that was resolved is what every later read sees.
 *
 * **Writing.** Writes happen one at a time in the order of the calls, whoever calls. A resolved write is visible to every later
 * read and as durable as the manifest says; a rejected one left nothing behind, and later ones may succeed. After the process died
 * the storage opens with a prefix of the writes: every resolved one, and of the one under way all or nothing.
 *
 * **Bytes.** A storage copies what it keeps before the call's promise resolves, and the buffers it returns belong to the caller:
 * neither can change the other's. Keys (1 to 1,024 bytes) and values are kept as they come; what they mean is the domain table's.
 *
 * **What an adapter may assume.** Hooks are called on an open storage only, with arguments that were checked: topoheights, heights
 * and hashes are in their domains, writes sorted and unique, changes continue the stored chain. Writing hooks never overlap.
 * `_close` is called once for a successful `_open`, after the last write; reads may still be under way and may fail.
 *
 * **What is derived.** `count` from `_iterate`; `importState` from `_importRecords`, `_importBlocks`, `_finishImport` and
 * `_discardImport`; `prune` from `_markPruned` and `_pruneSlice`. What the manifest does not claim throws TOS_NOT_SUPPORTED, and
 * its hooks need not be filled.
 */
export abstract class Storage implements StorageReader {
  abstract readonly manifest: StorageManifest;
  #status: StorageStatus = 'closed';
  // One writer at a time: writes queue up in call order, and close() waits for them.
  #writes: Promise<unknown> = Promise.resolve();
  #opening: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;
  // Rows of a failed import that could not be taken away: before anything else is written, they must be.
  #hasImportLeft = false;

  get status(): StorageStatus {
    return this.#status;
  }

  /**
   * What an interrupted import left is taken away here. A storage that writes holds its location: a second one is refused.
   * @throws TOS_DATADIR_LOCKED, TOS_STORAGE_FORMAT, TOS_STORAGE_CORRUPT, TOS_STORAGE_FAILURE; the status is `closed` again then
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
   * Waits for an opening and for writes under way; pruning stops after its slice. Closing twice is fine: both wait for the end.
   * Snapshots and iterations that are still open fail with TOS_NOT_OPEN from then on.
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

  /** What was committed with the head. Undefined: the storage is empty. */
  async metadata(): Promise<StoredMetadata | undefined> {
    this.#assertOpen();
    return this._metadata();
  }

  /**
   * What was committed with the block at a topoheight, and is the chain's again after a rollback to it. Undefined above the head and
   * below the pruned part; a storage need not tell any but the head's.
   */
  async metadataAt(topoheight: Topoheight): Promise<ChainMetadata | undefined> {
    this.#assertOpen();
    assertInteger(topoheight, 'topoheight', 0);
    return this._metadataAt(topoheight);
  }

  /**
   * What the storage finds wrong with its own rows where reading does not show it: copies of a record that differ, rows that nothing
   * leads to, broken files. A sentence each; none when all is well. Reads everything, from the state at the first `next()`, whatever is written meanwhile.
   * @param onRow awaited now and then, with the number of rows looked at
   */
  problems(onRow: OnRow = () => undefined): AsyncIterable<string> {
    this.#assertOpen();
    assertFunction(onRow, 'onRow');
    return whileOpen(this._problems(onRow), this.#assertOpen);
  }

  /**
   * The newest version at or below `at` (the head when absent) of each record, in the order asked; undefined where there is none. A
   * deleted record has a version with value null. All are from one state.
   */
  async readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]> {
    this.#assertOpen();
    checkReadMany(refs, at);
    return this._readMany(refs, at);
  }

  /** Versions of one record, newest first, within the range; from the state at the first `next()`, whatever is written meanwhile. */
  history(ref: RecordRef, range: TopoRange = {}): AsyncIterable<StoredVersion> {
    this.#assertOpen();
    const { from, to } = checkHistory(ref, range);
    return whileOpen(this._history(ref, from, to), this.#assertOpen);
  }

  /**
   * Live records of a domain as of `at` (the head when absent), in key order; from the state at the first `next()`, whatever is
   * written meanwhile. Leave it by its end, `break` or an error: until then a database may have to keep old pages.
   */
  iterate(domain: Domain, at?: Topoheight, range: KeyRange = {}): AsyncIterable<readonly [Uint8Array, StoredVersion]> {
    this.#assertOpen();
    checkIterate(domain, at, range);
    return whileOpen(this._iterate(domain, at, range), this.#assertOpen);
  }

  /** How many live records the domain has at the head. */
  async count(domain: Domain): Promise<number> {
    this.#assertOpen();
    assertDomain(domain, 'domain');
    return this._count(domain);
  }

  /** Bytes on disk, or in memory for a volatile storage. */
  async sizeOnDisk(): Promise<number> {
    this.#assertOpen();
    return this._sizeOnDisk();
  }

  /**
   * Rollback and blocks together: all or nothing, durable when resolved. After a rollback alone, the metadata are those that
   * were committed with the block at `rollbackTo`. Undone blocks lose their place and digest; they stay as blocks without a place.
   * A block whose hash is stored already replaces it.
   * @throws TOS_STORAGE_CONFLICT when it does not continue the stored chain, TOS_STORAGE_FAILURE from the database
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
      for (let i = 0; i < writes.length; i++) if (!isWrite(writes[i])) assertWrite(writes[i]!, `writes[${i}]`);
      assertSorted(writes.map((write) => write.ref));
    }
    if (change.rollbackTo !== undefined) assertInteger(change.rollbackTo, 'rollbackTo', 0);
    await this.#write(async () => {
      await this.#assertContinues(change);
      await this._commit(change);
    });
  }

  /**
   * Drops versions below a topoheight; of each record the last one below stays, without a link. Blocks, their places and indexes
   * stay. First the watermark is written: from then on every read answers as if all were done, and rollbacks below are refused. Then
   * the versions go in slices, between which other writes get their turn. When the process dies or the storage closes in between,
   * the next call goes on where it stopped; `prune(0)` does only that.
   * @param onSlice awaited after every slice: the place to show it, and to stop by throwing, as if the process had died there
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
   * Keeps a block without a place in the order; one with the same hash is replaced.
   * @throws TOS_STORAGE_CONFLICT when that has a place
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
   * Forgets a block that has no place in the order. Unknown hashes are fine.
   * @throws TOS_STORAGE_CONFLICT when it has a place
   */
  async deleteBlock(hash: Uint8Array): Promise<void> {
    this.#assertOpen();
    assertBytes(hash, 'hash', HASH_SIZE);
    await this.#write(async () => {
      if (await this.#assertUnordered(hash)) await this._deleteBlock(hash);
    });
  }

  /** By hash, or by its place in the order. */
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

  /** Hashes of the blocks at these places in the order; undefined where there is none. */
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
   * Fills an empty storage with the state at some head. The next block is the one above that head; below it there is no history, so
   * `prunedBelow` is the head. Everything goes in chunks, so that memory stays flat, and is invisible until it is complete: when the
   * promise rejects or the process dies, the storage is empty as before. A failing source rejects with its own error.
   * @throws TOS_STORAGE_CONFLICT unless it is empty, without loose blocks as well
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

  /** One stable state to read from until it is closed, whatever is committed meanwhile. Closing it twice is fine. */
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

  /** Override to tell more than those of the head: verification then checks what a rollback would bring back. */
  protected async _metadataAt(topoheight: Topoheight): Promise<ChainMetadata | undefined> {
    const stored = await this._metadata();
    if (stored?.head.topoheight !== topoheight) return undefined;
    const { formatVersion: _, prunedBelow: __, ...metadata } = stored;
    return metadata;
  }

  /** Override where the database keeps anything twice, or can check its files. */
  protected async *_problems(_onRow: OnRow): AsyncGenerator<string> {}

  /** Override where the database counts faster than it iterates. */
  protected async _count(domain: Domain): Promise<number> {
    let count = 0;
    for await (const _ of this._iterate(domain, undefined, {})) count++;
    return count;
  }

  /** With `manifest.pruning`: writes the watermark, and where pruning begins, in one transaction. */
  protected async _markPruned(_below: Topoheight): Promise<void> {
    throw notSupported('pruning');
  }

  /**
   * With `manifest.pruning`: removes some thousand versions that the watermark made unreachable, in one transaction with the place
   * where the next slice goes on. True when none is left.
   */
  protected async _pruneSlice(): Promise<boolean> {
    throw notSupported('pruning');
  }

  /** With `manifest.stateImport`: whether nothing at all is stored, apart from the rows of an import that is not finished. */
  protected async _isEmpty(): Promise<boolean> {
    throw notSupported('stateImport');
  }

  /** With `manifest.stateImport`: keeps sorted records where no read sees them before `_finishImport`. */
  protected async _importRecords(_records: readonly ImportRecord[]): Promise<void> {
    throw notSupported('stateImport');
  }

  /** With `manifest.stateImport`: keeps blocks where no read sees them before `_finishImport`. */
  protected async _importBlocks(_blocks: readonly OrderedBlock[]): Promise<void> {
    throw notSupported('stateImport');
  }

  /** With `manifest.stateImport`: makes all visible in one durable step, with `prunedBelow` at the head. */
  protected async _finishImport(_metadata: ChainMetadata): Promise<void> {
    throw notSupported('stateImport');
  }

  /** With `manifest.stateImport`: takes the rows of an unfinished import away. `_open` does the same after a crash. */
  protected async _discardImport(): Promise<void> {
    throw notSupported('stateImport');
  }

  /** Override together with `manifest.snapshots`. Its methods are called as the hooks are: while it is open, with arguments that were checked. */
  protected async _snapshot(): Promise<StorageSnapshot> {
    throw notSupported('snapshots');
  }

  async #write<T>(work: () => Promise<T>): Promise<T> {
    // Again, for a write that is a part of a longer call: none may come in behind the one that close() waits for.
    this.#assertOpen();
    const done = this.#writes.then(async () => {
      if (this.#hasImportLeft) await this.#discardImport();
      return work();
    });
    // A failed write must not fail the ones behind it.
    this.#writes = done.catch(() => undefined);
    return done;
  }

  /** Whether the block is stored. @throws TOS_STORAGE_CONFLICT when it has a place in the order */
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
    if (before && compareRefs(before, record.ref) >= 0) throw invalid('records', ORDER, 'one out of order');
    // A copy: the source may use its buffer again.
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
    if (block.topoheight <= before) throw invalid('blocks', 'by rising topoheight', String(block.topoheight));
    before = block.topoheight;
    // A copy: the source may use its buffer again.
    yield { ...copyBlock(block), topoheight: block.topoheight };
  }
}

function assertNotAbove(argument: string, topoheight: Topoheight, head: Topoheight): void {
  if (topoheight > head) throw invalid(argument, `at most the head, ${head}`, String(topoheight));
}

function rowSize({ ref, value }: ImportRecord): number {
  return ref.key.length + value.length;
}

function blockSize({ bytes, info, transactionHashes }: OrderedBlock): number {
  return bytes.length + info.length + 32 * transactionHashes.length;
}

/** Arrays of up to `IMPORT_CHUNK` items, cut earlier where they have many bytes. */
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

function isWrite(write: RecordWrite | undefined): boolean {
  return write != null && isRef(write.ref) && (write.value === null || isBytes(write.value));
}

function assertWrite(write: RecordWrite, argument: string): void {
  assertObject(write, argument);
  assertRef(write.ref, `${argument}.ref`);
  if (write.value !== null) assertBytes(write.value, `${argument}.value`);
}

function assertIterable(items: AsyncIterable<unknown>, argument: string): void {
  if (typeof Object(items)[Symbol.asyncIterator] !== 'function')
    throw invalidArgument(argument, 'an async iterable', items);
}

function assertSorted(refs: readonly RecordRef[]): void {
  for (let i = 1; i < refs.length; i++) {
    if (compareRefs(refs[i - 1]!, refs[i]!) >= 0) {
      throw invalid('writes', ORDER, `record ${i} out of order`);
    }
  }
}

/** Order of writes: by domain id, then by key bytes, a prefix before what it begins. */
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

function invalid(argument: string, expected: string, received: string): TosError {
  return new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received });
}

function notSupported(feature: string): TosError {
  return new TosError('TOS_NOT_SUPPORTED', { feature: `storage ${feature}` });
}
