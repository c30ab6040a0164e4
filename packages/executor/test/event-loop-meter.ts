import { bytesToHex } from '@noble/hashes/utils.js';
import { onTestFinished, vi } from 'vitest';

/** The module of a verifier that reports to `EventLoopMeter` whatever main verifies. */
export const SLOW_VERIFIER: URL = new URL('./fixtures/slow-verifier.mjs', import.meta.url);

/** Milliseconds that each piece of work takes on the clock of the meter: those of the slowest verifiers. */
const COSTS = { signature: 2, proof: 5, sum: 1 };

/**
 * Measures how long the event loop is blocked, on a clock that only work moves: `performance.now()` stands still except for signatures and
 * proofs that are verified and sums that are made, so that the measure is equal on all machines.
 */
export class EventLoopMeter {
  /** Longest time between two turns of the event loop. */
  longest = 0;
  /** How often main verified each signature or proof. */
  readonly verified: Map<string, number> = new Map();
  #now = 0;
  #turnedAt = 0;

  constructor() {
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => this.#now);
    Object.assign(globalThis, {
      onVerified: (kind: 'signature' | 'proof', proof: Uint8Array) => {
        const name = `${kind} ${bytesToHex(proof)}`;
        this.verified.set(name, (this.verified.get(name) ?? 0) + 1);
        this.#work(COSTS[kind]);
      },
    });
    let next: NodeJS.Immediate;
    const turn = (): void => {
      this.#turnedAt = this.#now;
      next = setImmediate(turn);
    };
    turn();
    onTestFinished(() => {
      clearImmediate(next);
      clock.mockRestore();
      Object.assign(globalThis, { onVerified: undefined });
    });
  }

  /** Milliseconds of work so far, on the clock of the meter. */
  get worked(): number {
    return this.#now;
  }

  summed(): void {
    this.#work(COSTS.sum);
  }

  #work(ms: number): void {
    this.#now += ms;
    this.longest = Math.max(this.longest, this.#now - this.#turnedAt);
  }
}
