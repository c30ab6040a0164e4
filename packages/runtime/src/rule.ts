import type { ErrorCode, Network } from '@tos/protocol';
import type { BlockOverlay, Topoheight } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { AccessSet } from './access-set.ts';
import type { Evidence } from './evidence.ts';
import type { Reach } from './reach.ts';
import type { Steps } from './steps.ts';

/** Facts of the block that rules see: read once, the same for every transaction. */
export interface BlockContext {
  readonly network: Network;
  /** Where the block stands in the order. */
  readonly topoheight: Topoheight;
  /** 1 where the reference of transaction i names a block it may name. */
  readonly references: Uint8Array;
  readonly access: AccessSet;
  /** Judges co-signatures, proofs and whatever else takes long to verify. */
  readonly evidence: Evidence;
}

/**
 * What one type of transaction does, step by step in the order of docs/protocol.md §5.2. All methods are synchronous, depend on their
 * arguments alone, and answer a numeric code (0: fine). Between `check` and `apply` stands the owner's signature (step 14), which
 * other threads judge: an error of `check` wins over a bad signature, an error of `apply` loses to it.
 */
export interface Rule {
  /** Declares the cells of transaction i, from its bytes alone. */
  access(batch: PackedBatch, i: number, out: AccessSet): void;
  /** Once those are loaded: asks, with `overlay.want`, for reserved cells that the state turns out to need. */
  moreAccess(batch: PackedBatch, i: number, access: AccessSet): void;
  /**
   * True for what only the owner of an agent account may sign, and may sign although the account is frozen. Absent: it is for whoever may
   * sign for the account.
   */
  isOwners?(batch: PackedBatch, i: number): boolean;
  /** What the transaction gives to whom, which session keys are limited in. Absent: no session key signs this type. */
  reach?(batch: PackedBatch, i: number, access: AccessSet): Reach;
  /** What comes before the signature: steps 4 to 13 of docs/protocol.md §5.2. Changes nothing. */
  check(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode;
  /**
   * What comes behind it: steps 15 to 20. May have changed the overlay when it fails: the caller reverts. Is called again when it asked for evidence that
   * nobody had verified, and then returns steps, if any, that are run only once every answer is a verdict.
   */
  apply(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode | Steps;
  /**
   * Asks for the evidence that `apply` will probably ask for, while transactions before i are yet to come, so that much of it is
   * verified together. Changes nothing and decides nothing: what it gets wrong costs time. Absent: `apply` asks for none.
   */
  askAhead?(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): void;
}

/** Rules by opcode. */
export type RuleSet = { readonly [opcode: number]: Rule };
