/** Microseconds that main takes to wake one sleeping thread: 7 on an idle virtual machine and 30 on a busy one (`npm run bench -- scale`). */
const OFFER_US = 25;

/**
 * Returns how many threads beside main are worth waking, at least one. Main wakes them one after the other, and n threads share the work, so that
 * a run takes about `work / n + n OFFER_US`, which is least for this n. A block of 100 signatures of 50 us keeps 15 threads busy; 64 would
 * have made it twice as slow.
 * @param workUs microseconds of work in the run, over all threads
 */
export function threadsWorthWaking(workUs: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(workUs / OFFER_US)));
}
