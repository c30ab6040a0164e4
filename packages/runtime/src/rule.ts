import type { ErrorCode, Network } from '@tos/protocol';
import type { BlockOverlay, Topoheight } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { AccessSet } from './access-set.ts';
import type { Evidence } from './evidence.ts';
import type { Reach } from './reach.ts';
import type { Steps } from './steps.ts';

/** The facts of a block that rules see. They are read once, and are the same for every transaction. */
export interface BlockContext {
  readonly network: Network;
  /** The block's place in the order. */
  readonly topoheight: Topoheight;
  /** 1 for each transaction whose reference names a block that it may name, else 0. */
  readonly references: Uint8Array;
  readonly access: AccessSet;
  /** Gives the verdicts of co-signatures, proofs and other evidence, which takes long to verify. */
  readonly evidence: Evidence;
}

/**
 * What one type of transaction does, step by step in the order of docs/protocol.md §5.2. All methods are synchronous, depend on their
 * arguments alone, and return a numeric code (0 for success). Between `check` and `apply` comes the owner's signature (step 14), which
 * other threads verify: an error of `check` wins over a bad signature, a bad signature over an error of `apply`.
 */
export interface Rule {
  /** Declares the cells of transaction i, from its bytes alone. */
  access(batch: PackedBatch, i: number, out: AccessSet): void;
  /** Called once the declared cells are loaded: asks, with `overlay.want`, for reserved cells that this state needs. */
  moreAccess(batch: PackedBatch, i: number, access: AccessSet): void;
  /**
   * True for a transaction that only the owner of an agent account may sign, and may sign while the account is frozen. When absent, everybody
   * who may sign for the account may sign it.
   */
  isOwners?(batch: PackedBatch, i: number): boolean;
  /** What the transaction gives to whom: the limits of session keys are about this. When absent, no session key signs this type. */
  reach?(batch: PackedBatch, i: number, access: AccessSet): Reach;
  /** The checks before the signature: steps 4 to 13 of docs/protocol.md §5.2. They change nothing. */
  check(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode;
  /**
   * The checks and effects behind the signature: steps 15 to 20. When it fails it may have changed the overlay, and the caller reverts. It is
   * called again when it asked about evidence that nobody had verified. The steps that it returns, if any, run only once every answer
   * was a verdict.
   */
  apply(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): ErrorCode | Steps;
  /**
   * Asks about the evidence that `apply` will probably ask about, before the transactions before i are applied, so that much evidence is
   * verified together. It changes nothing and decides nothing: a wrong guess costs time. When absent, `apply` asks about none.
   */
  askAhead?(batch: PackedBatch, i: number, context: BlockContext, overlay: BlockOverlay): void;
}

/** Rules by opcode. */
export type RuleSet = { readonly [opcode: number]: Rule };
