// How main and one worker talk: two shared words. New job memory, which a word cannot hold, comes through a message port that
// the worker empties after each wake-up. What the worker tells of its work is in its report (thread-report.ts).

/** Written by main: the number of the job to work on, or STOP. */
export const EPOCH = 0;
/** Written by the worker: the last job it is done with. It touches a job's memory, and its report, only between EPOCH and ACK. */
export const ACK = 1;
export const MAILBOX_WORDS = 2;

export const STOP = -1;

/** The job after this one; never 0 or STOP. */
export function nextEpoch(epoch: number): number {
  return epoch === 0x7fffffff ? 1 : epoch + 1;
}
