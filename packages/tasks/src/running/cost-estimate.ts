// Older work than this many milliseconds of it counts for less and less: a cold program is slow, and the next run may have other tasks.
const MEMORY_MS = 50;

/** Estimates how many milliseconds a unit of cost takes, from how long tasks took. The latest tasks count most. */
export class CostEstimate {
  #ms = 0;
  #cost = 0;

  /** Milliseconds per unit of cost; undefined before the first task. */
  get msPerCost(): number | undefined {
    return this.#cost === 0 ? undefined : this.#ms / this.#cost;
  }

  /** Notes how long tasks took. @param cost of these tasks together */
  add(ms: number, cost: number): void {
    this.#ms += ms;
    this.#cost += cost;
    while (this.#ms > MEMORY_MS) {
      this.#ms /= 2;
      this.#cost /= 2;
    }
  }
}
