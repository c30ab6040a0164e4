import type { RecordRef, RecordWrite, Storage, Topoheight } from '@tos/state';

export type WritesReader = Pick<Storage, 'getBlock' | 'history' | 'iterate' | 'readMany' | 'writesAt'>;

/** The records that a block wrote. */
export interface BlockWrites {
  readonly topoheight: Topoheight;
  /** Sorted by (domain id, key). */
  readonly writes: readonly RecordWrite[];
  /** Whether the writes give the digest that is stored with the block; null when that digest or the one before it is not known. */
  readonly matches: boolean | null;
}

export interface BlockWritesOptions {
  readonly from: Topoheight;
  readonly to: Topoheight;
  /**
   * Versions kept in memory where the storage does not know the writes of a block, about 300 bytes each. A block with more versions is read
   * whole all the same.
   * @default 250,000
   */
  readonly maxVersions?: number;
  /**
   * Receives a record whose versions cannot be read, and the error; without this function the error is thrown. With it, writes that cannot
   * be read are none, and the digest of a block that cannot be read is not known.
   */
  readonly onBroken?: (ref: RecordRef, error: unknown) => void;
  /** Awaited at every 256th record of a walk. */
  readonly onRecord?: () => void | Promise<void>;
}
