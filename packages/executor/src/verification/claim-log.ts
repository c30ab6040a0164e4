import type { JobClaims } from './job-claims.ts';

// How many of the newest claims are known: those of five full blocks (of 5,650 transfers) whose signatures were verified one by one, as they
// came. A claim takes 22 bytes, so that all of them take 720 kB, of which only what was used is in memory.
const MOST_CLAIMS = 32_768;

/** A claim of which nobody knows anything. */
export const UNKNOWN_CLAIM = 0;

/** A claim that is known by its number. Times are by `microsecondsOfProcess`. */
export interface LoggedClaim {
  readonly thread: number;
  readonly began: number;
  readonly done: number;
  /** Number of signatures. */
  readonly count: number;
}

/** The newest claims of an executor, by number: what was verified earlier than a block is found here. For people, never for decisions. */
export class ClaimLog {
  readonly #number: Uint32Array = new Uint32Array(MOST_CLAIMS);
  readonly #thread: Uint8Array = new Uint8Array(MOST_CLAIMS);
  readonly #count: Uint8Array = new Uint8Array(MOST_CLAIMS);
  readonly #began: Float64Array = new Float64Array(MOST_CLAIMS);
  readonly #done: Float64Array = new Float64Array(MOST_CLAIMS);
  #last = UNKNOWN_CLAIM;

  /** @returns the number of the claim, from 1 to 2^32 - 1; then numbers begin again */
  add({ thread, began, done, count }: LoggedClaim): number {
    this.#last = this.#last === 0xffffffff ? 1 : this.#last + 1;
    const at = this.#last % MOST_CLAIMS;
    this.#number[at] = this.#last;
    this.#thread[at] = thread;
    this.#count[at] = count;
    this.#began[at] = began;
    this.#done[at] = done;
    return this.#last;
  }

  /** Adds the claims of a job. @param slots number of records of the job @returns for each record the number of its claim */
  addAll({ count, thread, began, done, firstSlot, slots: claimed }: JobClaims, slots: number): Uint32Array {
    const numbers = new Uint32Array(slots);
    for (let c = 0; c < count; c++) {
      const [from, to] = [firstSlot[c]!, firstSlot[c + 1]!];
      const number = this.add({ thread: thread[c]!, began: began[c]!, done: done[c]!, count: to - from });
      for (let at = from; at < to; at++) numbers[claimed[at]!] = number;
    }
    return numbers;
  }

  /** Returns the claim with a number; undefined for an unknown one, and for one that newer ones have displaced. */
  find(number: number): LoggedClaim | undefined {
    const at = number % MOST_CLAIMS;
    if (number === UNKNOWN_CLAIM || this.#number[at] !== number) return undefined;
    return { thread: this.#thread[at]!, began: this.#began[at]!, done: this.#done[at]!, count: this.#count[at]! };
  }
}
