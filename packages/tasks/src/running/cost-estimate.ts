// Work further back than this is forgotten: a cold program is slow, and the next run may be of other tasks.
const MEMORY_MS = 50;

/** How many milliseconds a unit of cost takes, from what tasks took, the latest most. */
export class CostEstimate {
  #ms = 0;
  #cost = 0;

  /** Undefined before the first task. */
  get msPerCost(): number | undefined {
    return this.#cost === 0 ? undefined : this.#ms / this.#cost;
  }

  /** Tasks of so much cost took so long. */
  add(ms: number, cost: number): void {
    this.#ms += ms;
    this.#cost += cost;
    while (this.#ms > MEMORY_MS) {
      this.#ms /= 2;
      this.#cost /= 2;
    }
  }
}
