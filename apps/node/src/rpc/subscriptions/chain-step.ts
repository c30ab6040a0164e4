import type { Topoheight } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';

/** One step of a walk along the order of blocks: a block got a place, or lost the place that it had. */
export interface ChainStep {
  readonly change: 'ordered' | 'orphaned';
  /** The block's place, for an orphaned one the place that it had. */
  readonly topoheight: Topoheight;
  readonly hash: Uint8Array;
  /** Hash of the block before it; undefined for the genesis. */
  readonly parent: Uint8Array | undefined;
  /** Hashes of its transactions, 32 bytes each, back to back. */
  readonly transactionHashes: Uint8Array;
  /** Its transactions, decoded at the first call. */
  transactions(): PackedBatch;
  /** What the original calls the block, such as `Normal`. */
  readonly blockType: string;
  /** The result of `new_block`, as the members of a JSON object without the braces; empty for an orphaned block. */
  readonly blockText: string;
}
