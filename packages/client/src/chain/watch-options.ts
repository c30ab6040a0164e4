export interface WatchOptions {
  /** Topoheight of the first block, at most one above the head. When absent, the first one is the next to come. */
  readonly from?: bigint | number;
  /** Ends the iteration: the iterator throws the signal's reason. */
  readonly signal?: AbortSignal;
}
