import type { ErrorCode, Network } from '@tos/protocol';
import type { BlockFrame, RuleSet } from '@tos/runtime';
import type { HeadCache, RecordRef, StorageReader, StoredVersion, Topoheight } from '@tos/state';
import type { ExecutionMode } from '@tos/tasks';
import type { PackedBatch } from '@tos/transaction';
import type { BlockResults } from './block-results.ts';
import type { ModeChoice } from './execution-mode.ts';
import type { ExecutionTrace } from './execution-trace.ts';
import type { ParallelChainState } from './parallel-chain-state.ts';

/** The block around the transactions. */
export interface ExecutionContext {
  readonly network: Network;
  /** The place that the block will have in the execution order. */
  readonly topoheight: Topoheight;
  /** The state before the block. The versions that it returns are the versions that the writes of the block replace. */
  readonly state: Pick<StorageReader, 'readMany'>;
  /** The records of that state that are known already. Whoever commits the blocks keeps the cache true. Without a cache, every record is read. */
  readonly cache?: HeadCache;
  /**
   * Records over the state and its cache, by their references: undefined where the state's own version holds. They are in no storage, so that
   * what was executed over them is never committed.
   */
  readonly layer?: (ref: RecordRef) => StoredVersion | undefined;
  /** Returns one byte per transaction: 1 where its reference names a block that it may name. */
  references(batch: PackedBatch): Promise<Uint8Array>;
  /** Pays rewards and fees; none are paid when absent. */
  readonly frame?: BlockFrame;
}

/** How a block is executed. */
export interface ExecutionOptions {
  /** `build` leaves out transactions that fail; `validate` refuses the block at the first one. */
  readonly policy: 'build' | 'validate';
  readonly rules: RuleSet;
  /** Where this block is executed. The result is the same. @default the executor's setting */
  readonly setting?: ExecutionMode;
  /** With fewer transactions `auto` executes this block sequentially; 0 for no threshold. @default `network.parallelThreshold` */
  readonly parallelThreshold?: number;
}

/** A record that several transactions of a block need. */
export interface HotRecord {
  readonly ref: RecordRef;
  /** Number of transactions that use the record. */
  readonly accesses: number;
  /** Number of transactions that would have had to wait for an earlier one, had there been locks. */
  readonly waits: number;
}

/** How an execution went: for people and metrics, never for decisions. Times are in milliseconds. */
export interface ExecutionReport extends ModeChoice {
  readonly prepareMs: number;
  readonly verifyMs: number;
  readonly applyMs: number;
  /** Reading the verdicts and finding the conflicts. */
  readonly collectMs: number;
  readonly totalMs: number;
  /** Signatures of owners that were verified in this execution, and those that were known to be good from earlier. */
  readonly verified: number;
  readonly cached: number;
  /** Co-signatures and proofs that were verified in this execution. */
  readonly evidence: number;
  /** Busy time of all threads divided by wall time, while signatures were verified; 1 when none was. */
  readonly effectiveParallelism: number;
  /** Share of the transactions that use a record in a way that excludes an earlier transaction: locks would have serialised these. */
  readonly conflictRate: number;
  /** Number of transactions on the longest chain of such exclusions. */
  readonly criticalPath: number;
  /** Number of transactions on each level: those of the first wait for none, those of another one for one of the level before it. */
  readonly levels: readonly number[];
  /** The records that most transactions would have waited for, at most ten, most waits first. */
  readonly hottest: readonly HotRecord[];
  readonly trace: ExecutionTrace;
}

/** Why a block is refused. `index` is null where the block itself is wrong, and not one of its transactions. */
export interface BlockRefusal {
  readonly index: number | null;
  readonly error: ErrorCode;
}

/** What the execution of a block returns. */
export type BlockOutcome =
  | { readonly refused: BlockRefusal; readonly report: ExecutionReport }
  | {
      readonly refused: null;
      /** One result for each transaction of the batch, in the order of the batch. */
      readonly results: BlockResults;
      readonly state: ParallelChainState;
      readonly report: ExecutionReport;
    };
