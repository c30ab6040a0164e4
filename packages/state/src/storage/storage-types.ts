import type { Domain, RecordRef, RecordWrite } from '../domain.ts';

/** A place in the execution order of blocks: a safe integer. A larger u64 on the wire stays a bigint and matches nothing. */
export type Topoheight = number;

/** One version of a record. `value` null: deleted at that topoheight. */
export interface StoredVersion {
  readonly topoheight: Topoheight;
  /** Where the version before it is; null for the first one, and for every version below `prunedBelow`. */
  readonly previous: Topoheight | null;
  readonly value: Uint8Array | null;
}

/** What a storage can do, told by the storage itself: frozen, the same before and after open and close. */
export interface StorageManifest {
  readonly name: string;
  /** Data outlive `close()` and the process. */
  readonly persistent: boolean;
  /** What a resolved commit survives: nothing, the death of the process, or a loss of power. */
  readonly durability: 'none' | 'process' | 'power';
  /** Who else may open the same location for reading while this one writes. */
  readonly concurrentReaders: 'none' | 'threads' | 'processes';
  readonly snapshots: boolean;
  readonly pruning: boolean;
  readonly stateImport: boolean;
}

/** A block as a storage keeps it. */
export interface StoredBlock {
  readonly hash: Uint8Array;
  readonly height: number;
  /** Its place in the order, or null for a block without one. */
  readonly topoheight: Topoheight | null;
  /** Header and transactions as on the wire. */
  readonly bytes: Uint8Array;
  readonly transactionHashes: readonly Uint8Array[];
  /** State digest after this block; null without a place in the order. */
  readonly digest: Uint8Array | null;
  /** What the chain keeps beside the block (rewards, fees, results); opaque to a storage. */
  readonly info: Uint8Array;
}

/** Facts about the chain as of its head. */
export interface ChainMetadata {
  /** Name of the network. */
  readonly network: string;
  /** Hash of the genesis block: tells two devnets apart. */
  readonly genesis: Uint8Array;
  readonly head: { readonly hash: Uint8Array; readonly height: number; readonly topoheight: Topoheight };
  readonly tips: readonly Uint8Array[];
  /** Atomic units of TOS, equal to the records of the domain `supply` at the head. */
  readonly supply: { readonly emitted: bigint; readonly burned: bigint };
  /** State digest at the head. */
  readonly digest: Uint8Array;
}

/** Metadata together with what the storage itself knows. */
export interface StoredMetadata extends ChainMetadata {
  /** Version of the storage's own format. */
  readonly formatVersion: number;
  /**
   * Of the versions below, each record has at most one: its last. 0 when nothing was pruned; the head of the import after one.
   * Rollbacks below are refused.
   */
  readonly prunedBelow: Topoheight;
}

/** A block's whole effect, committed together. Writes are sorted by (domain id, key) and name no record twice. */
export interface BlockCommit {
  readonly block: OrderedBlock;
  readonly writes: readonly RecordWrite[];
  readonly metadata: ChainMetadata;
}

export interface ChainChange {
  /** Undo every block above this topoheight first. They lose their place in the order, not their bytes. */
  readonly rollbackTo?: Topoheight;
  /** In order, at consecutive topoheights from the head after `rollbackTo`. */
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

/** A block that contains a transaction. `executed`: the block has a place in the order. */
export interface TransactionLocation {
  readonly block: Uint8Array;
  readonly executed: boolean;
}

/** A live record, and at which topoheight it got its value. */
export interface ImportRecord {
  readonly ref: RecordRef;
  readonly topoheight: Topoheight;
  readonly value: Uint8Array;
}

/** A block with a place in the order. */
export type OrderedBlock = StoredBlock & { readonly topoheight: Topoheight };

export interface StateImport {
  /** What the chain is at its head, where the state is from. */
  readonly metadata: ChainMetadata;
  /** Every live record, sorted by (domain id, key), none above the head. */
  readonly records: AsyncIterable<ImportRecord>;
  /** Blocks to come along, by rising topoheight, none above the head. */
  readonly blocks?: AsyncIterable<OrderedBlock>;
}

/** The read half of a storage, over one state. */
export interface StorageReader {
  /** The newest version at or below `at` (the head when absent) of each record, in the order asked. Deleted: value null. */
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
