// Older work than this many milliseconds of it counts for less and less: a cold program is slow, and the next run may have other tasks.
const MEMORY_MS = 50;

/** Estimates how many milliseconds a unit of cost takes, from how long work took. The latest work counts most. */
export class CostEstimate {
  #ms = 0;
  #cost = 0;

  /** Milliseconds per unit of cost; undefined before the first work. */
  get msPerCost(): number | undefined {
    return this.#cost === 0 ? undefined : this.#ms / this.#cost;
  }

  /** Notes how long work took. @param cost of this work, more than 0 */
  add(ms: number, cost: number): void {
    this.#ms += ms;
    this.#cost += cost;
    while (this.#ms > MEMORY_MS) {
      this.#ms /= 2;
      this.#cost /= 2;
    }
  }
}
