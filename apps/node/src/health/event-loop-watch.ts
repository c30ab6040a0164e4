/** Time between two looks at the clock: one a second costs an idle node nothing that can be measured. */
const TICK_MS = 1000;
/** Ticks that are remembered, so that a probe every ten seconds sees each delay. */
const REMEMBERED_TICKS = 10;

/** Watches for how long the event loop stands still: calls, probes and signals wait that long. */
export class EventLoopWatch {
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #delays: number[] = [];
  #expected: number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#expected = now() + TICK_MS;
    this.#timer = setInterval(() => this.tick(), TICK_MS).unref();
  }

  /** Takes note of a tick that is due now or was due earlier. */
  tick(): void {
    this.#delays = [...this.#delays, this.#overdue()].slice(-REMEMBERED_TICKS);
    this.#expected = this.#now() + TICK_MS;
  }

  /** The longest delay of the last ten ticks, in milliseconds; that of the tick which is due counts too. */
  get longestDelayMs(): number {
    return Math.max(this.#overdue(), ...this.#delays);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #overdue(): number {
    return Math.max(0, this.#now() - this.#expected);
  }
}
