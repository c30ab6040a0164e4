import type { FeeType } from '@tos/protocol';
import type { Payload } from './types/codecs.ts';

/** A block that the sender knew: the transaction is valid only on a chain that has it. */
export interface Reference {
  /** 32 bytes. */
  readonly hash: Uint8Array;
  /** u64. */
  readonly topoheight: bigint;
}

/** A signature of one of an account's multisig participants. */
export interface CoSignature {
  /** Index in the list of participants, 0 to 255. */
  readonly id: number;
  /** 64 bytes: s, then e. */
  readonly signature: Uint8Array;
}

/** What the owner signs, and the fields 8-9 of types that have them, in the payload. Source: docs/protocol.md §2.1. */
export interface UnsignedTransaction<P = Payload> {
  readonly version: number;
  /** u8. The decoder accepts every number; the rules refuse one that is not the chain's. */
  readonly chainId: number;
  /** The sender's key, 32 bytes. */
  readonly source: Uint8Array;
  readonly payload: P;
  /** u64, atomic units. */
  readonly fee: bigint;
  readonly feeType: FeeType;
  /** u64. */
  readonly nonce: bigint;
  readonly reference: Reference;
}

/** A transaction as an object, for the edges of a program. Rules and executors work on `PackedBatch`. */
export interface Transaction<P = Payload> extends UnsignedTransaction<P> {
  /** Null (no field) and an empty list differ on the wire. */
  readonly multisig: readonly CoSignature[] | null;
  /** The owner's signature, 64 bytes: s, then e. */
  readonly signature: Uint8Array;
}
