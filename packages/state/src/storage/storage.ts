import { TosError } from '@tos/protocol';
import type { Domain, RecordRef } from '../domain.ts';
import type {
  BlockLocator,
  ChainChange,
  ChainMetadata,
  ImportRecord,
  KeyRange,
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

export type StorageStatus = 'closed' | 'opening' | 'open' | 'closing';

/** What every storage module's `createStorage` takes. */
export interface StorageOptions {
  /** A folder (made when missing), or any name for a volatile storage. */
  readonly location: string;
  readonly readOnly?: boolean;
}

export type CreateStorage = (options: StorageOptions) => Storage;

/**
 * Versioned state, blocks and their indexes on some database. This class checks arguments and lifecycle; an adapter fills the
 * hooks (`_open`, `_readMany`, ...), which receive only valid arguments on an open storage. A storage copies the bytes it keeps
 * before the call's promise resolves, and the buffers it returns belong to the caller: neither can change the other's.
 *
 * A resolved `commit` is visible to every later read and as durable as the manifest says; a rejected one left nothing behind.
 */
export abstract class Storage implements StorageReader {
  abstract readonly manifest: StorageManifest;
  #status: StorageStatus = 'closed';
  // One writer at a time: writes queue up in call order, and close() waits for them.
  #writes: Promise<unknown> = Promise.resolve();
  #opening: Promise<void> = Promise.resolve();
  #closing: Promise<void> | null = null;

  get status(): StorageStatus {
    return this.#status;
  }

  /** @throws TOS_STORAGE_FORMAT, TOS_STORAGE_CORRUPT, TOS_STORAGE_FAILURE */
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

  /** Waits for an opening and for writes under way. Closing twice is fine: both wait for the end. */
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

  async metadata(): Promise<StoredMetadata | undefined> {
    this.#assertOpen();
    return this._metadata();
  }

  async readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]> {
    this.#assertOpen();
    if (at !== undefined) assertTopoheight('at', at);
    return this._readMany(refs, at);
  }

  history(ref: RecordRef, range: TopoRange = {}): AsyncIterable<StoredVersion> {
    this.#assertOpen();
    const { from = 0, to = Number.MAX_SAFE_INTEGER } = range;
    assertTopoheight('range.from', from);
    assertTopoheight('range.to', to);
    return this.#whileOpen(this._history(ref, from, to));
  }

  iterate(domain: Domain, at?: Topoheight, range: KeyRange = {}): AsyncIterable<readonly [Uint8Array, StoredVersion]> {
    this.#assertOpen();
    if (at !== undefined) assertTopoheight('at', at);
    return this.#whileOpen(this._iterate(domain, at, range));
  }

  /** How many live records the domain has at the head. */
  async count(domain: Domain): Promise<number> {
    this.#assertOpen();
    return this._count(domain);
  }

  /** Bytes on disk, or in memory for a volatile storage. */
  async sizeOnDisk(): Promise<number> {
    this.#assertOpen();
    return this._sizeOnDisk();
  }

  /**
   * Rollback and blocks together: all or nothing, durable when resolved. After a rollback alone, the metadata are those that
   * were committed with the block at `rollbackTo`.
   * @throws TOS_STORAGE_CONFLICT when it does not continue the stored chain, TOS_STORAGE_FAILURE from the database
   */
  async commit(change: ChainChange): Promise<void> {
    this.#assertOpen();
    for (const { block, writes } of change.blocks) {
      assertTopoheight('block.topoheight', block.topoheight);
      assertBlock(block);
      assertSorted(writes.map((write) => write.ref));
    }
    if (change.rollbackTo !== undefined) assertTopoheight('rollbackTo', change.rollbackTo);
    await this.#write(async () => {
      await this.#assertContinues(change);
      await this._commit(change);
    });
  }

  /** Drops versions below a topoheight; of each record the last one below stays, without a link. */
  async prune(below: Topoheight): Promise<void> {
    this.#assertOpen();
    assertTopoheight('below', below);
    if (!this.manifest.pruning) throw notSupported('pruning');
    await this.#write(() => this._prune(below));
  }

  /** Keeps a block without a place in the order. */
  async putBlock(block: StoredBlock): Promise<void> {
    this.#assertOpen();
    if (block.topoheight !== null) {
      throw invalid('block.topoheight', 'null: ordered blocks come with commit()', String(block.topoheight));
    }
    assertBlock(block);
    await this.#write(async () => {
      await this.#assertUnordered(block.hash);
      await this._putBlock(block);
    });
  }

  /** Forgets a block that has no place in the order. Unknown hashes are fine. */
  async deleteBlock(hash: Uint8Array): Promise<void> {
    this.#assertOpen();
    assertHash('hash', hash);
    await this.#write(async () => {
      if (await this.#assertUnordered(hash)) await this._deleteBlock(hash);
    });
  }

  async getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    this.#assertOpen();
    if ('hash' in by) assertHash('by.hash', by.hash);
    else assertTopoheight('by.topoheight', by.topoheight);
    return this._getBlock(by);
  }

  /** Hashes of every stored block of this height, in byte order. */
  async blocksAtHeight(height: number): Promise<Uint8Array[]> {
    this.#assertOpen();
    assertTopoheight('height', height);
    return this._blocksAtHeight(height);
  }

  async hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    this.#assertOpen();
    for (const topoheight of topoheights) assertTopoheight('topoheights', topoheight);
    return this._hashesAt(topoheights);
  }

  /** Every stored block that contains the transaction. */
  async locateTransaction(hash: Uint8Array): Promise<TransactionLocation[]> {
    this.#assertOpen();
    assertHash('hash', hash);
    return this._locateTransaction(hash);
  }

  /** Fills an empty storage, in chunks that stay invisible until the end. */
  async importState(records: AsyncIterable<ImportRecord>, metadata: ChainMetadata): Promise<void> {
    this.#assertOpen();
    if (!this.manifest.stateImport) throw notSupported('stateImport');
    await this.#write(() => this._importState(records, metadata));
  }

  /** One stable state to read from until it is closed, whatever is committed meanwhile. */
  async snapshot(): Promise<StorageSnapshot> {
    this.#assertOpen();
    if (!this.manifest.snapshots) throw notSupported('snapshots');
    return this._snapshot();
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

  /** Override where the database counts faster than it iterates. */
  protected async _count(domain: Domain): Promise<number> {
    let count = 0;
    for await (const _ of this._iterate(domain, undefined, {})) count++;
    return count;
  }

  /** Override together with `manifest.pruning`. */
  protected async _prune(_below: Topoheight): Promise<void> {
    throw notSupported('pruning');
  }

  /** Override together with `manifest.stateImport`. */
  protected async _importState(_records: AsyncIterable<ImportRecord>, _metadata: ChainMetadata): Promise<void> {
    throw notSupported('stateImport');
  }

  /** Override together with `manifest.snapshots`. */
  protected async _snapshot(): Promise<StorageSnapshot> {
    throw notSupported('snapshots');
  }

  #write<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#writes.then(work);
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

  /** Stops an iteration that is still under way when the storage closes. */
  async *#whileOpen<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    this.#assertOpen();
    for await (const item of items) {
      yield item;
      this.#assertOpen();
    }
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

  #assertOpen(): void {
    if (this.#status !== 'open') throw this.#notOpen();
  }

  #notOpen(): TosError {
    return new TosError('TOS_NOT_OPEN', { what: `storage ${this.manifest.name}`, status: this.#status });
  }
}

function assertTopoheight(argument: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw invalid(argument, 'a safe integer from 0', String(value));
}

function assertHash(argument: string, hash: Uint8Array): void {
  if (hash.length !== 32) throw invalid(argument, '32 bytes', `${hash.length} bytes`);
}

function assertBlock(block: StoredBlock): void {
  assertHash('block.hash', block.hash);
  assertTopoheight('block.height', block.height);
  for (const hash of block.transactionHashes) assertHash('block.transactionHashes', hash);
}

function assertSorted(refs: readonly RecordRef[]): void {
  for (let i = 1; i < refs.length; i++) {
    if (compareRefs(refs[i - 1]!, refs[i]!) >= 0) {
      throw invalid('writes', 'sorted by (domain id, key), each record once', `record ${i} out of order`);
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
