import { Admission } from '../schedule/admission.ts';
import { readValue, type TaskPlan } from '../schedule/plan-tasks.ts';
import type { TaskChange, TaskResult, TaskState, TaskValue } from '../task.ts';
import type { MessageEntry } from '../threads/task-message.ts';
import type { TaskOutcome } from './run-task.ts';
import { changesOf } from './task-changes.ts';
import { type TaskEffect, Use } from './task-scope.ts';

/** The values and results of one run, as far as it has come. Outcomes are applied in an order that the schedule allows. */
export class RunState {
  readonly #plan: TaskPlan;
  readonly #state: TaskState;
  readonly #keys: (string | undefined)[];
  readonly #before: (TaskValue | undefined)[];
  readonly #values: (TaskValue | undefined)[];
  readonly #results: TaskResult[];
  /** Made for the first task of unknown access. */
  #cells: Map<string, number> | undefined;

  constructor(plan: TaskPlan, state: TaskState) {
    this.#plan = plan;
    this.#state = state;
    this.#keys = [...plan.keys];
    this.#before = [...plan.values];
    this.#values = [...plan.values];
    this.#results = new Array(plan.tasks.length);
  }

  /**
   * What a task may use, as it is now; undefined for a task of unknown access.
   * @param writers of each cell, how many tasks are in flight that may write it
   */
  entries(task: number, writers?: Uint32Array): MessageEntry[] | undefined {
    const { tasks, access, keys, admissions } = this.#plan;
    const declared = tasks[task]!.access;
    if (declared === 'unknown') return undefined;
    const start = access.start[task]!;
    const end = access.start[task + 1]!;
    const { adds = [], writes = [] } = declared;
    const entries: MessageEntry[] = [];
    for (let at = start; at < end; at++) {
      const cell = access.cells[at]!;
      const key = keys[cell];
      if (key === undefined) continue;
      const add = adds[at - end + adds.length];
      const admission = admissions[at]!;
      const use = add === undefined ? (at < start + writes.length ? Use.WRITE : Use.READ) : Use.ADD;
      const value = this.#values[cell];
      const known = add !== undefined && admission !== Admission.EXACT ? kindOf(value) : value;
      const isWithWorker = writers !== undefined && writers[cell]! > 0;
      entries.push({ index: at - start, cell, key, use, add, admission, isWithWorker, value: known });
    }
    return entries;
  }

  /** The value of any key, for a task of unknown access. */
  read(key: string): TaskValue | undefined {
    return this.#values[this.#cell(key)];
  }

  /**
   * The end of a task: its result, and its effects unless it failed.
   * @throws RangeError, and changes nothing, for effects that the task has not declared: no worker makes them
   */
  apply(task: number, outcome: TaskOutcome): void {
    if (!outcome.ok) {
      this.#results[task] = outcome;
      return;
    }
    const cells = outcome.effects.map((effect) => this.#target(task, effect));
    outcome.effects.forEach(({ isAdd, value }, i) => {
      const cell = cells[i]!;
      this.#values[cell] = isAdd ? sum(this.#values[cell], value) : value;
    });
    this.#results[task] = { ok: true, output: outcome.output };
  }

  get results(): readonly TaskResult[] {
    return this.#results;
  }

  changes(): TaskChange[] {
    return changesOf(this.#keys, this.#before, this.#values);
  }

  #target(task: number, { target, isAdd }: TaskEffect): number {
    const { tasks, access, keys } = this.#plan;
    const declared = tasks[task]!.access;
    if (declared === 'unknown') {
      if (typeof target === 'string' && !isAdd) return this.#cell(target);
    } else if (typeof target === 'number') {
      const at = access.start[task]! + target;
      const firstAdd = access.start[task + 1]! - (declared.adds?.length ?? 0);
      const isDeclared = isAdd ? at >= firstAdd : target < (declared.writes?.length ?? 0);
      if (isDeclared && at < access.start[task + 1]! && keys[access.cells[at]!] !== undefined) return access.cells[at]!;
    }
    throw new RangeError(`task ${task} has an effect that it has not declared`);
  }

  #cell(key: string): number {
    if (this.#cells === undefined) {
      this.#cells = new Map();
      for (const [cell, known] of this.#keys.entries()) if (known !== undefined) this.#cells.set(known, cell);
    }
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = this.#keys.length;
      const value = readValue(this.#state, key);
      this.#cells.set(key, cell);
      this.#keys.push(key);
      this.#before.push(value);
      this.#values.push(value);
    }
    return cell;
  }
}

const SOME_BYTES = new Uint8Array(0);

/** What a commuting addition may know of a value: whether it is a counter. */
function kindOf(value: TaskValue | undefined): TaskValue {
  return value instanceof Uint8Array ? SOME_BYTES : 0n;
}

/** The worker has refused to add to bytes. */
function sum(value: TaskValue | undefined, amount: TaskValue | undefined): TaskValue | undefined {
  return typeof amount !== 'bigint' || value instanceof Uint8Array ? value : (value ?? 0n) + amount;
}
