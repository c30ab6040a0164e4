import type { ErrorCode, Network } from '@tos/protocol';
import type { BlockOverlay, Topoheight } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { AccessSet } from './access-set.ts';

/** Facts of the block that rules see: read once, the same for every transaction. */
export interface BlockContext {
  readonly network: Network;
  /** Where the block stands in the order. */
  readonly topoheight: Topoheight;
  /** 1 where the reference of transaction i names a block it may name. */
  readonly references: Uint8Array;
  readonly access: AccessSet;
  /** True when the signature (64) by the key (32) over the message is good. */
  verifyCoSignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/**
 * What one type of transaction does, step by step in the order of protocol.md §5.2. All methods are synchronous, depend on their
 * arguments alone, and answer a numeric code (0: fine). Between `check` and `apply` stands the owner's signature (step 14), which
 * other threads judge: an error of `check` wins over a bad signature, an error of `apply` loses to it.
 */
export interface Rule {
  /** Declares the cells of transaction i, from its bytes alone. */
  access(batch: PackedBatch, i: number, out: AccessSet): void;
  /** Once those are loaded: asks, with `overlay.want`, for reserved cells that the state turns out to need. */
  moreAccess(batch: PackedBatch, i: number, access: AccessSet): void;
  /** Steps 3 to 13. Changes nothing. */
  check(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode;
  /** Steps 15 to 20. May have changed the overlay when it fails: the caller reverts. */
  apply(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode;
}

/** Rules by opcode. */
export type RuleSet = { readonly [opcode: number]: Rule };
