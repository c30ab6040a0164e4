import { CostEstimate } from '@tos/tasks/threads';

// Assumed before any signature was verified: the default verifier, and keys that it sees for the first time (docs/measurements.md §4).
const FIRST_MICROSECONDS = 50;
// No verifier takes longer, not even on a machine that is oversubscribed; a process that was suspended does.
const SLOWEST_MS = 10;

/** What a signature takes one thread, measured: it depends on the verifier, the processor, and how many senders have tables. */
export class SignatureCost {
  readonly #estimate = new CostEstimate();

  /** Whole microseconds per signature, at least 1. */
  get microseconds(): number {
    const { msPerCost } = this.#estimate;
    return msPerCost === undefined ? FIRST_MICROSECONDS : Math.max(1, Math.round(1000 * msPerCost));
  }

  /** Notes signatures that were verified. @param busyMs milliseconds of work, summed over all threads. What clocks cannot have shown is ignored */
  verified(count: number, busyMs: number): void {
    if (count > 0 && busyMs >= 0) this.#estimate.add(Math.min(busyMs, SLOWEST_MS * count), count);
  }
}
