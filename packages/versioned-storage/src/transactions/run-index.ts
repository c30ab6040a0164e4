/** Bytes of an entry: the first eight of a transaction's hash, then the first eight of its block's. Candidates are checked against the block. */
export const ENTRY_SIZE = 16;

/** A sorted list of entries, in rows of the table `transactions`. */
export interface Run {
  readonly id: number;
  /** 0 for the entries of one write, and one more with each merge. */
  readonly level: number;
  readonly entries: number;
}

/** A merge of some runs of one level that goes on in slices. Its inputs answer until it is done. */
export interface RunMerge {
  readonly level: number;
  readonly inputs: readonly number[];
  readonly output: number;
  /** Entries that the output has so far. */
  readonly entries: number;
  /** The last entry of the output; null before the first. */
  readonly last: Uint8Array | null;
}

/** Which runs there are. Lookups read `runs`; the rest is work that is under way. */
export interface RunIndex {
  /** The id of the next run. */
  readonly next: number;
  readonly runs: readonly Run[];
  /** At most one per level. */
  readonly merges: readonly RunMerge[];
  /** Runs whose rows are being deleted. */
  readonly garbage: readonly number[];
}
