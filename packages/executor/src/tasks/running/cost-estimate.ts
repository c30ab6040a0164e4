const MEMORY = 64;

/** How many milliseconds a unit of cost takes, from what tasks took, the latest most: the first ones in a cold thread are slow. */
export class CostEstimate {
  #ms = 0;
  #cost = 0;
  #tasks = 0;

  /** Undefined before the first task. */
  get msPerCost(): number | undefined {
    return this.#cost === 0 ? undefined : this.#ms / this.#cost;
  }

  add(ms: number, cost: number): void {
    this.#ms += ms;
    this.#cost += cost;
    if (++this.#tasks % MEMORY !== 0) return;
    this.#ms /= 2;
    this.#cost /= 2;
  }
}
