import type { ExecutionReport } from '@tos/executor';

/** A durable block of this run, as the terminal and the summary see it. Times in milliseconds. */
export interface ProducedBlock {
  readonly height: number;
  /** Executed. */
  readonly transactions: number;
  /** Offered, but breaking a rule. */
  readonly leftOut: number;
  /** From wire bytes to the disk. */
  readonly elapsedMs: number;
  readonly commitMs: number;
  readonly report: ExecutionReport;
}
