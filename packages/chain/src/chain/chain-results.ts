import type { BlockOutcome, ExecutionReport } from '@tos/executor';
import { assertList, assertObject, type ErrorCode, errorCodeName } from '@tos/protocol';
import type { Topoheight } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { BlockHeader } from '../block/block-header.ts';
import type { BlockInfo } from '../block/block-info.ts';

/** What `buildBlock` and `produceBlock` take. */
export interface BuildArguments {
  /** Transactions to choose from, in the order in which they shall stand. */
  readonly candidates: PackedBatch;
  /** Public key (32 bytes) that receives reward and fees. */
  readonly miner: Uint8Array;
  /** Milliseconds; the later of the clock and the parent's timestamp when absent. */
  readonly timestamp?: number;
}

/** A candidate that is not in the block. */
export interface LeftOut {
  /** Its place among the candidates. */
  readonly index: number;
  readonly hash: Uint8Array;
  /** The rule that it breaks; null when it, or an earlier one of its sender, did not fit: nothing is wrong with it. */
  readonly error: ErrorCode | null;
}

/** An execution that was not refused. */
export type ExecutedOutcome = Extract<BlockOutcome, { readonly refused: null }>;

/** A block that is not part of the chain yet. */
export interface BuiltBlock {
  readonly hash: Uint8Array;
  /** Header and transactions as on the wire. */
  readonly bytes: Uint8Array;
  readonly header: BlockHeader;
  readonly transactions: PackedBatch;
  /** In the order of the candidates. */
  readonly leftOut: readonly LeftOut[];
  /** Of the candidates that fitted, in their order: the block's transactions and those that failed. */
  readonly outcome: ExecutedOutcome;
}

/** A block that the chain has committed. */
export interface CommittedBlock {
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
  readonly header: BlockHeader;
  readonly height: number;
  readonly topoheight: Topoheight;
  readonly transactions: PackedBatch;
  /** State digest after the block. */
  readonly digest: Uint8Array;
  /** Fees that the miner received, in atomic units. */
  readonly gasFee: bigint;
  readonly info: BlockInfo;
  readonly report: ExecutionReport;
  /** Milliseconds that the storage took. */
  readonly commitMs: number;
}

export interface ProducedBlock extends CommittedBlock {
  readonly leftOut: readonly LeftOut[];
  /** How many were left out, by name of the code; `DOES_NOT_FIT` for those that found no room. */
  readonly leftOutCounts: { readonly [name: string]: number };
}

export function countLeftOut(leftOut: readonly LeftOut[]): { readonly [name: string]: number } {
  assertList(leftOut, 'leftOut');
  const counts: { [name: string]: number } = {};
  for (const one of leftOut) {
    assertObject(one, 'leftOut');
    const { error } = one;
    const name = error === null ? 'DOES_NOT_FIT' : errorCodeName(error);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
