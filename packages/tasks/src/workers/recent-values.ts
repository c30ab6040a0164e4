import type { TaskValue } from '../task.ts';
import { CLAIM_COUNT } from './thread-control.ts';

/**
 * Values that a worker's latest tasks wrote, for tasks behind them that main sent before it knew. Main relies on those of tasks in
 * flight only, of which there are fewer than `CLAIM_COUNT`; what is older is dropped, so that a long run takes no more memory.
 */
export class RecentValues {
  #young = new Map<number, TaskValue | undefined>();
  #old = new Map<number, TaskValue | undefined>();
  #turns = 0;

  /** A task begins. */
  turn(): void {
    if (++this.#turns < CLAIM_COUNT) return;
    this.#turns = 0;
    this.#old = this.#young;
    this.#young = new Map();
  }

  /** Drops all. */
  clear(): void {
    this.#old = new Map();
    this.#young = new Map();
  }

  get(cell: number): TaskValue | undefined {
    return this.#young.has(cell) ? this.#young.get(cell) : this.#old.get(cell);
  }

  set(cell: number, value: TaskValue | undefined): void {
    this.#young.set(cell, value);
  }
}
