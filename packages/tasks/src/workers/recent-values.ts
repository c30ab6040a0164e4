import type { TaskValue } from '../task.ts';
import { CLAIM_COUNT } from './thread-control.ts';

/**
 * The values that the latest tasks of a worker wrote, for later tasks that main sent before it knew these values. Main relies on the values
 * of tasks in flight alone, of which there are fewer than `CLAIM_COUNT`; older values are dropped, so that a long run needs no more memory.
 */
export class RecentValues {
  #young = new Map<number, TaskValue | undefined>();
  #old = new Map<number, TaskValue | undefined>();
  #turns = 0;

  /** Notes that a task begins. */
  turn(): void {
    if (++this.#turns < CLAIM_COUNT) return;
    this.#turns = 0;
    this.#old = this.#young;
    this.#young = new Map();
  }

  /** Drops all values. */
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
