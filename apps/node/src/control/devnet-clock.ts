import { TosError } from '@tos/protocol';

/** The latest time that a date can have, in milliseconds since 1970. Source: ECMA-262, time values. */
const LATEST_MS = 8_640_000_000_000_000;

/**
 * The time that a devnet's blocks get, in milliseconds since 1970: that of the system, set forward. Execution never reads it. A block is
 * never older than its parent, whatever this clock shows, because the chain sees to that.
 */
export class DevnetClock {
  readonly #system: () => number;
  #offset = 0;

  /** @param system milliseconds since 1970 */
  constructor(system: () => number = Date.now) {
    this.#system = system;
  }

  /** Milliseconds by which this clock is ahead of the system's. */
  get offset(): number {
    return this.#offset;
  }

  readonly now = (): number => this.#system() + this.#offset;

  /**
   * Sets the clock forward. @param ms whole milliseconds, at least 0 @returns the time now
   * @throws TOS_INVALID_ARGUMENT for a time that no date can have
   */
  forward(ms: number): number {
    const most = LATEST_MS - this.now();
    if (ms > most) {
      throw new TosError('TOS_INVALID_ARGUMENT', {
        argument: 'milliseconds',
        expected: `at most ${most}, which leads to the latest date`,
        received: String(ms),
      });
    }
    this.#offset += ms;
    return this.now();
  }

  /** Sets the clock forward to a time, if it is behind: a chain whose clock was set forward goes on from its last block. */
  catchUp(time: number): void {
    this.#offset += Math.max(0, time - this.now());
  }
}
