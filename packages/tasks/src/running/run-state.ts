import { Admission } from '../schedule/admission.ts';
import type { TaskPlan } from '../schedule/plan-tasks.ts';
import type { TaskResult, TaskValue } from '../task.ts';
import type { MessageEntry } from '../workers/task-message.ts';
import type { TaskOutcome } from './run-task.ts';
import { afterEffect, type RunValue, type RunValues } from './run-values.ts';
import { type TaskEffect, Use } from './task-scope.ts';

/** The values that planned tasks may use, and their results. Outcomes are applied in an order that the schedule allows. */
export class RunState {
  readonly #plan: TaskPlan;
  readonly #values: RunValues;
  readonly #results: TaskResult[];

  /** @param values from which the plan was made */
  constructor(plan: TaskPlan, values: RunValues) {
    this.#plan = plan;
    this.#values = values;
    this.#results = new Array(plan.tasks.length);
  }

  /**
   * Returns the entries of a task with their present values; undefined for a task of unknown access.
   * @param writers for each cell, how many tasks in flight may write it
   */
  entries(task: number, writers?: Uint32Array): MessageEntry[] | undefined {
    const { tasks, access, values, admissions } = this.#plan;
    const declared = tasks[task]!.access;
    if (declared === 'unknown') return undefined;
    const start = access.start[task]!;
    const end = access.start[task + 1]!;
    const { adds = [], writes = [] } = declared;
    const entries: MessageEntry[] = [];
    for (let at = start; at < end; at++) {
      const cell = access.cells[at]!;
      const held = values[cell];
      if (held === undefined) continue;
      const { key, now } = held;
      const add = adds[at - end + adds.length];
      const admission = admissions[at]!;
      const use = add === undefined ? (at < start + writes.length ? Use.WRITE : Use.READ) : Use.ADD;
      const known = add !== undefined && admission !== Admission.EXACT ? kindOf(now) : now;
      const isWithWorker = writers !== undefined && writers[cell]! > 0;
      entries.push({ index: at - start, cell, key, use, add, admission, isWithWorker, value: known });
    }
    return entries;
  }

  /** Returns the value of any key, for a task of unknown access. @throws TOS_STORAGE_FAILURE, and stops the run, when the key cannot be read */
  read(key: string): TaskValue | undefined {
    return this.#values.asked(key).now;
  }

  /**
   * Keeps the result of a task and applies its effects, unless it failed.
   * @throws RangeError, and changes nothing, for effects that the task has not declared: no worker of ours sends such effects
   */
  apply(task: number, outcome: TaskOutcome): void {
    if (!outcome.ok) {
      this.#results[task] = outcome;
      return;
    }
    const targets = outcome.effects.map((effect) => this.#target(task, effect));
    outcome.effects.forEach((effect, i) => {
      const value = targets[i]!;
      value.now = afterEffect(value.now, effect);
    });
    this.#results[task] = { ok: true, output: outcome.output };
  }

  get results(): readonly TaskResult[] {
    return this.#results;
  }

  #target(task: number, { target, isAdd }: TaskEffect): RunValue {
    const { tasks, access, values } = this.#plan;
    const declared = tasks[task]!.access;
    if (declared === 'unknown') {
      if (typeof target === 'string' && !isAdd) return this.#values.asked(target);
    } else if (typeof target === 'number') {
      const at = access.start[task]! + target;
      const firstAdd = access.start[task + 1]! - (declared.adds?.length ?? 0);
      const isDeclared = isAdd ? at >= firstAdd : target < (declared.writes?.length ?? 0);
      const value = isDeclared && at < access.start[task + 1]! ? values[access.cells[at]!] : undefined;
      if (value !== undefined) return value;
    }
    throw new RangeError(`task ${task} has an effect that it has not declared`);
  }
}

const SOME_BYTES = new Uint8Array(0);

/** Returns what a commuting addition may know of a value: whether it is a counter. */
function kindOf(value: TaskValue | undefined): TaskValue {
  return value instanceof Uint8Array ? SOME_BYTES : 0n;
}
