import type { ExecutionReport } from '@tos/executor';

/** What the terminal and the summary show of a durable block. Times are in milliseconds. */
export interface ProducedBlock {
  readonly height: number;
  /** Transactions in the block. */
  readonly transactions: number;
  /** Candidates that are not in the block. */
  readonly leftOut: number;
  /** From wire bytes to the disk. */
  readonly elapsedMs: number;
  readonly commitMs: number;
  readonly report: ExecutionReport;
}
