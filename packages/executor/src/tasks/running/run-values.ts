import { TosError } from '@tos/protocol';
import { COUNTER_LIMIT, type TaskChange, type TaskState, type TaskValue } from '../task.ts';
import type { TaskEffect } from './task-scope.ts';

/** What one key stands for: before the run, and as far as that has come. */
export interface RunValue {
  readonly key: string;
  readonly before: TaskValue | undefined;
  now: TaskValue | undefined;
}

/** The values that a run has to do with. Each is read from the state once. */
export class RunValues {
  readonly #state: TaskState;
  readonly #values = new Map<string, RunValue>();

  constructor(state: TaskState) {
    this.#state = state;
  }

  /** @throws TOS_INVALID_ARGUMENT for a counter out of range, and what reading the state throws */
  of(key: string): RunValue {
    let value = this.#values.get(key);
    if (value === undefined) {
      const before = this.#state.get(key);
      assertCounter(key, before);
      value = { key, before, now: before };
      this.#values.set(key, value);
    }
    return value;
  }

  /** What differs, by key in the order of UTF-16 code units. */
  changes(): TaskChange[] {
    const changes: TaskChange[] = [];
    for (const { key, before, now } of this.#values.values()) if (!isSame(before, now)) changes.push([key, now]);
    return changes.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }
}

/** What a key stands for after an effect. A worker has refused to add to bytes. */
export function afterEffect(held: TaskValue | undefined, { isAdd, value }: TaskEffect): TaskValue | undefined {
  if (!isAdd) return value;
  return typeof value !== 'bigint' || held instanceof Uint8Array ? held : (held ?? 0n) + value;
}

function assertCounter(key: string, value: TaskValue | undefined): void {
  if (typeof value !== 'bigint' || (value > -COUNTER_LIMIT && value < COUNTER_LIMIT)) return;
  throw new TosError('TOS_INVALID_ARGUMENT', {
    argument: `state: ${JSON.stringify(key)}`,
    expected: 'a counter between -2^254 and 2^254',
    received: String(value),
  });
}

function isSame(a: TaskValue | undefined, b: TaskValue | undefined): boolean {
  if (a === b) return true;
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
