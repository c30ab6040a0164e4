// Main and one worker talk by two shared words. New job memory, which a word cannot hold, comes through a message port that
// the worker empties after each wake-up. What the worker counts of its work is in its report (thread-report.ts).

/** Written by main: the number of the job to work on, or STOP. */
export const EPOCH = 0;
/** Written by the worker: the last job that it is done with. It touches the memory of a job, and its report, only between EPOCH and ACK. */
export const ACK = 1;
export const MAILBOX_WORDS = 2;

export const STOP = -1;

/** Returns the number of the next job, which is never 0 or STOP. */
export function nextEpoch(epoch: number): number {
  return epoch === 0x7fffffff ? 1 : epoch + 1;
}
