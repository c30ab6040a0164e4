import { assertList, invalidArgument, TosError } from '@tos/protocol';
import { isDatabase } from '../given/check-run-options.ts';
import { ignoreRejection, quoteKey, stateValue } from '../given/state-value.ts';
import type { Task, TaskChange, TaskDatabase, TaskState, TaskValue } from '../task.ts';
import { nextTurn, now } from '../threads/timers.ts';
import type { RunStop } from './run-stop.ts';
import type { TaskEffect } from './task-scope.ts';

/** The value of one key: before the run, and after the tasks that have been applied. */
export interface RunValue {
  readonly key: string;
  readonly before: TaskValue | undefined;
  now: TaskValue | undefined;
}

// A state may be slow: other events get their turn after this many milliseconds of reading.
const SLICE_MS = 5;
// Reading the clock costs as much as a key or two: it is read once per this many tasks.
const TASKS_PER_LOOK = 32;

/** The values that a run uses. Each value is read from the state once; the values that tasks declare, before any task runs. */
export class RunValues {
  readonly #state: TaskState | TaskDatabase;
  readonly #stop: RunStop;
  readonly #values = new Map<string, RunValue>();

  constructor(state: TaskState | TaskDatabase, stop: RunStop) {
    this.#state = state;
    this.#stop = stop;
  }

  /** Reads the values that tasks declare. @throws TOS_INVALID_ARGUMENT for what is no value, and whatever reading the state throws */
  async readDeclared(tasks: readonly Task[]): Promise<void> {
    if (isDatabase(this.#state)) await this.#readAtOnce(this.#state, tasks);
    else await this.#readEach(tasks);
  }

  /** Returns the value of a key that was read before. */
  of(key: string): RunValue {
    const value = this.#values.get(key);
    if (value === undefined) throw new TosError('TOS_INTERNAL', { reason: `nobody has read ${quoteKey(key)}` });
    return value;
  }

  /** Returns the value of a key that a task of unknown access asks for. @throws TOS_STORAGE_FAILURE, and stops the run, when the key cannot be read */
  asked(key: string): RunValue {
    try {
      return this.#values.get(key) ?? this.#read(key);
    } catch (error) {
      this.#stop.stop(error);
      throw unreadable(key);
    }
  }

  /** Returns the values that the run has changed, sorted by key in the order of UTF-16 code units. */
  changes(): TaskChange[] {
    const changes: TaskChange[] = [];
    for (const { key, before, now } of this.#values.values()) if (!isSame(before, now)) changes.push([key, now]);
    return changes.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }

  async #readAtOnce(database: TaskDatabase, tasks: readonly Task[]): Promise<void> {
    const keys = new Set<string>();
    for (const { access } of tasks) forEachKey(access, (key) => keys.add(key));
    if (keys.size === 0) return;
    const found: unknown = await this.#stop.unlessStopped(Promise.resolve(database.getMany([...keys])));
    const name = 'What getMany of the state gives';
    assertList(found, name);
    for (const value of found) ignoreRejection(value);
    if (found.length !== keys.size) throw invalidArgument(name, `${keys.size} values, in the order of the keys`, found);
    let at = 0;
    for (const key of keys) this.#keep(key, found[at++]);
  }

  async #readEach(tasks: readonly Task[]): Promise<void> {
    const readOnce = (key: string): void => {
      if (!this.#values.has(key)) this.#read(key);
    };
    let began = now();
    for (let i = 0; i < tasks.length; i++) {
      forEachKey(tasks[i]!.access, readOnce);
      if (i % TASKS_PER_LOOK !== 0 || now() - began < SLICE_MS) continue;
      await nextTurn();
      this.#stop.throwIfStopped();
      began = now();
    }
  }

  #read(key: string): RunValue {
    return this.#keep(key, this.#state.get?.(key));
  }

  #keep(key: string, found: unknown): RunValue {
    const before = stateValue(key, found);
    const value = { key, before, now: before };
    this.#values.set(key, value);
    return value;
  }
}

/** The error that a program gets where the state cannot be read. The run is over then, and rejects with what the state threw. */
export function unreadable(key: string): TosError {
  return new TosError('TOS_STORAGE_FAILURE', { operation: `read ${quoteKey(key)} for a task of unknown access` });
}

/** Returns the value of a key after an effect. A worker has already refused an addition to bytes. */
export function afterEffect(held: TaskValue | undefined, { isAdd, value }: TaskEffect): TaskValue | undefined {
  if (!isAdd) return value;
  return typeof value !== 'bigint' || held instanceof Uint8Array ? held : (held ?? 0n) + value;
}

function forEachKey(access: Task['access'], visit: (key: string) => void): void {
  if (access === 'unknown') return;
  const { writes, reads, adds } = access;
  if (writes !== undefined) for (const key of writes) visit(key);
  if (reads !== undefined) for (const key of reads) visit(key);
  if (adds !== undefined) for (const { key } of adds) visit(key);
}

function isSame(a: TaskValue | undefined, b: TaskValue | undefined): boolean {
  if (a === b) return true;
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
