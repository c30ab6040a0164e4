/** The times of a worker at a job that it is done with, in microseconds. */
export interface WorkerJob {
  readonly busy: number;
  /** From waking the worker to its first claim; undefined when it got none. */
  readonly wakeLatency: number | undefined;
  /** From when the worker was done, or main began to wait if that was later, to when main noticed. */
  readonly answerLatency: number;
}
