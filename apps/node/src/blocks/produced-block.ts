import type { CommittedBlock } from '@tos/chain';
import type { ExecutionReport } from '@tos/executor';

/** What the terminal and the summary show of a durable block. Times are in milliseconds. */
export interface ProducedBlock {
  readonly height: number;
  /** Transactions in the block. */
  readonly transactions: number;
  /** Candidates that are not in the block. */
  readonly leftOut: number;
  /** Time from the wire bytes of the transactions to the durable block, and that of signing the load, as a watch shows it. */
  readonly elapsedMs: number;
  readonly commitMs: number;
  readonly report: ExecutionReport;
}

/** Receives each block once it is durable: what is shown of it, and the block as the chain has committed it. */
export type OnBlock = (block: ProducedBlock, committed: CommittedBlock) => void;
