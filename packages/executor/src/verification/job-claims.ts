import { CLAIM_BEGAN, CLAIM_DONE, CLAIM_END, CLAIM_THREAD, CLAIM_WORDS, type JobViews } from './job-layout.ts';
import { microsecondsOfProcess } from './process-clock.ts';

/** The claims of a finished job, in columns. Claim c has the slots from `firstSlot[c]` up to, but not including, `firstSlot[c + 1]` of `slots`. */
export interface JobClaims {
  readonly count: number;
  readonly thread: readonly number[];
  /** When the thread began, and was done, by `microsecondsOfProcess`. */
  readonly began: readonly number[];
  readonly done: readonly number[];
  readonly firstSlot: readonly number[];
  readonly slots: Uint32Array;
}

/** Copies the claims out of a job whose threads are done with it. @param threads more than the number of any thread */
export function readClaims(job: JobViews, threads: number): JobClaims {
  const thread: number[] = [];
  const began: number[] = [];
  const done: number[] = [];
  const firstSlot: number[] = [];
  const slots = new Uint32Array(job.count);
  const { claims } = job;
  const now = microsecondsOfProcess();
  // The job has the last 32 bits of a time, and no run takes the 71 minutes in which they begin again.
  const timeOf = (low: number): number => now - ((now - low) >>> 0);
  let used = 0;
  for (let from = 0; from < job.count; ) {
    const at = CLAIM_WORDS * from;
    const to = claims[at + CLAIM_END]!;
    const by = claims[at + CLAIM_THREAD]!;
    const start = timeOf(claims[at + CLAIM_BEGAN]!);
    const end = timeOf(claims[at + CLAIM_DONE]!);
    // A thread is not trusted to have written a claim.
    if (to <= from || to > job.count || end < start || by >= threads) {
      from++;
      continue;
    }
    thread.push(by);
    began.push(start);
    done.push(end);
    firstSlot.push(used);
    for (; from < to; from++) slots[used++] = job.slot[from]!;
  }
  firstSlot.push(used);
  return { count: thread.length, thread, began, done, firstSlot, slots };
}
