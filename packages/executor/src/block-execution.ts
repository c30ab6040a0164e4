import type { ErrorCode, Network } from '@tos/protocol';
import type { BlockFrame, RuleSet } from '@tos/runtime';
import type { HeadCache, RecordRef, StorageReader, Topoheight } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { BlockResults } from './block-results.ts';
import type { ModeChoice } from './execution-mode.ts';
import type { ParallelChainState } from './parallel-chain-state.ts';

/** The block around the transactions. */
export interface ExecutionContext {
  readonly network: Network;
  /** Where the block will stand in the order. */
  readonly topoheight: Topoheight;
  /** The state before the block. */
  readonly state: Pick<StorageReader, 'readMany'>;
  /** What of that state is known already. Whoever commits the blocks keeps it true; without one, everything is read. */
  readonly cache?: HeadCache;
  /** Answers 1 for each transaction whose reference names a block it may name. */
  references(batch: PackedBatch): Promise<Uint8Array>;
  /** Rewards and fees; none when absent. */
  readonly frame?: BlockFrame;
}

export interface ExecutionOptions {
  /** `build` leaves out transactions that fail; `validate` refuses the block at the first one. */
  readonly policy: 'build' | 'validate';
  readonly rules: RuleSet;
}

/** A record that several transactions of a block need. */
export interface HotRecord {
  readonly ref: RecordRef;
  /** Transactions that use it. */
  readonly accesses: number;
  /** Those that would have had to wait for an earlier one. */
  readonly waits: number;
}

/** How an execution went: for people and metrics, never for decisions. Times in milliseconds. */
export interface ExecutionReport extends ModeChoice {
  readonly prepareMs: number;
  readonly verifyMs: number;
  readonly applyMs: number;
  /** Reading the verdicts and finding the conflicts. */
  readonly collectMs: number;
  readonly totalMs: number;
  /** Owners' signatures checked in this execution, and known good from earlier. */
  readonly verified: number;
  readonly cached: number;
  /** Co-signatures and proofs verified in this execution. */
  readonly evidence: number;
  /** Busy time of all threads over wall time, while signatures were being checked; 1 when none was. */
  readonly effectiveParallelism: number;
  /** Share of the transactions that use a record in a way that excludes an earlier one: what locks would have serialised. */
  readonly conflictRate: number;
  /** Transactions on the longest chain of such exclusions. */
  readonly criticalPath: number;
  /** The records that transactions would have waited for most, at most ten. */
  readonly hottest: readonly HotRecord[];
}

/** `index` null: the block itself, not one of its transactions. */
export interface BlockRefusal {
  readonly index: number | null;
  readonly error: ErrorCode;
}

export type BlockOutcome =
  | { readonly refused: BlockRefusal; readonly report: ExecutionReport }
  | {
      readonly refused: null;
      /** One for each transaction of the batch, in its order. */
      readonly results: BlockResults;
      readonly state: ParallelChainState;
      readonly report: ExecutionReport;
    };
