import type { Domain, RecordRef, RecordWrite } from '../domain.ts';

/** A place in the execution order of blocks: a safe integer. A larger u64 on the wire stays a bigint and equals no topoheight. */
export type Topoheight = number;

/** One version of a record. The value is null if the record was deleted at that topoheight. */
export interface StoredVersion {
  readonly topoheight: Topoheight;
  /** Topoheight of the version before; null for the first version, and for every version below `prunedBelow`. */
  readonly previous: Topoheight | null;
  readonly value: Uint8Array | null;
}

/** What a storage can do. The object is frozen, and the same before and after open and close. */
export interface StorageManifest {
  readonly name: string;
  /** True if data outlive `close()` and the process. */
  readonly persistent: boolean;
  /** The worst that a resolved commit survives: nothing, the death of the process, or a loss of power. */
  readonly durability: 'none' | 'process' | 'power';
  /** Who else may open the same location for reading while this storage writes. */
  readonly concurrentReaders: 'none' | 'threads' | 'processes';
  readonly snapshots: boolean;
  readonly pruning: boolean;
  readonly stateImport: boolean;
}

/** A block as a storage keeps it. */
export interface StoredBlock {
  readonly hash: Uint8Array;
  readonly height: number;
  /** The block's place in the order, or null for a block without one. */
  readonly topoheight: Topoheight | null;
  /** Header and transactions as on the wire. */
  readonly bytes: Uint8Array;
  readonly transactionHashes: readonly Uint8Array[];
  /** State digest after this block; null for a block without a place in the order. */
  readonly digest: Uint8Array | null;
  /** The chain's own record of the block (rewards, fees, results), which a storage does not read. */
  readonly info: Uint8Array;
}

/** Facts about the chain at its head. */
export interface ChainMetadata {
  /** Name of the network. */
  readonly network: string;
  /** Hash of the genesis block, by which two devnets differ. */
  readonly genesis: Uint8Array;
  readonly head: { readonly hash: Uint8Array; readonly height: number; readonly topoheight: Topoheight };
  readonly tips: readonly Uint8Array[];
  /** Atomic units of TOS, equal to the records of the domain `supply` at the head. */
  readonly supply: { readonly emitted: bigint; readonly burned: bigint };
  /** State digest at the head. */
  readonly digest: Uint8Array;
}

/** The chain's metadata, with the storage's own. */
export interface StoredMetadata extends ChainMetadata {
  /** Version of the storage's own format. */
  readonly formatVersion: number;
  /**
   * Below this topoheight each record has at most one version, its last, and rollbacks to there are refused. 0 when nothing was pruned;
   * after an import, the head of the import.
   */
  readonly prunedBelow: Topoheight;
}

/** A write with the version that it replaces, for callers who know it: a storage then need not read it. */
export interface VersionedWrite extends RecordWrite {
  /**
   * The record's newest version before the block, as `readMany` returns it; null for a record without one. A storage reads the version itself
   * when this is absent. A wrong one is damage, which `problems()` finds, unless the true one lies below `prunedBelow`: nothing else is kept of
   * what a record was there.
   */
  readonly previous?: StoredVersion | null;
}

/** A block's whole effect, committed together. Writes are sorted by (domain id, key) and name no record twice. */
export interface BlockCommit {
  readonly block: OrderedBlock;
  readonly writes: readonly VersionedWrite[];
  readonly metadata: ChainMetadata;
}

export interface ChainChange {
  /** Every block above this topoheight is undone first: it loses its place in the order, and keeps its bytes. */
  readonly rollbackTo?: Topoheight;
  /** Blocks in order, at consecutive topoheights from the head after `rollbackTo`. */
  readonly blocks: readonly BlockCommit[];
}

/** Both bounds inclusive. */
export interface TopoRange {
  readonly from?: Topoheight;
  readonly to?: Topoheight;
}

/** Keys with `from <= key < to`, compared byte by byte. */
export interface KeyRange {
  readonly from?: Uint8Array;
  readonly to?: Uint8Array;
}

export type BlockLocator = { readonly hash: Uint8Array } | { readonly topoheight: Topoheight };

/** A block that contains a transaction. `executed` is true if the block has a place in the order. */
export interface TransactionLocation {
  readonly block: Uint8Array;
  readonly executed: boolean;
}

/** A live record, and the topoheight at which it got its value. */
export interface ImportRecord {
  readonly ref: RecordRef;
  readonly topoheight: Topoheight;
  readonly value: Uint8Array;
}

/** A block with a place in the order. */
export type OrderedBlock = StoredBlock & { readonly topoheight: Topoheight };

export interface StateImport {
  /** Metadata of the chain at its head, which is the head of the state. */
  readonly metadata: ChainMetadata;
  /** Every live record, sorted by (domain id, key), none above the head. */
  readonly records: AsyncIterable<ImportRecord>;
  /** Blocks to import with the state, in ascending order of topoheight, none above the head. */
  readonly blocks?: AsyncIterable<OrderedBlock>;
}

/** The reading methods of a storage, over one state. */
export interface StorageReader {
  /** The newest version at or below `at` (the head when absent) of each record, in the order of `refs`. A deleted record's value is null. */
  readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]>;
  /** Versions of one record, newest first. */
  history(ref: RecordRef, range?: TopoRange): AsyncIterable<StoredVersion>;
  /** Live records of a domain in key order, as of `at`. */
  iterate(domain: Domain, at?: Topoheight, range?: KeyRange): AsyncIterable<readonly [Uint8Array, StoredVersion]>;
  getBlock(by: BlockLocator): Promise<StoredBlock | undefined>;
  /** Hashes of the blocks at these places in the order. */
  hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]>;
  metadata(): Promise<StoredMetadata | undefined>;
}

export interface StorageSnapshot extends StorageReader {
  close(): Promise<void>;
}
