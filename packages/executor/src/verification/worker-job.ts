/** How a worker went about a job that it is done with, in microseconds. */
export interface WorkerJob {
  readonly busy: number;
  /** From waking it to its first claim; undefined when it got none. */
  readonly wakeLatency: number | undefined;
  /** From its being done, or our beginning to wait if that was later, to our noticing. */
  readonly answerLatency: number;
}
