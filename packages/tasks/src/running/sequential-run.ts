import { Admission } from '../schedule/admission.ts';
import type { Task, TaskAccess, TaskAdd, TaskModule, TaskResult } from '../task.ts';
import { now } from '../threads/timers.ts';
import type { RunStop } from './run-stop.ts';
import { runTask, type TaskOutcome } from './run-task.ts';
import { afterEffect, type RunValue, type RunValues } from './run-values.ts';
import { DeclaredScope, OpenScope, type RunningScope, type ScopeEntry, Use } from './task-scope.ts';

/** Runs tasks one after the other, in their order, on this thread. Every other way of running tasks must give the same results. */
export class SequentialRun {
  readonly tasks: readonly Task[];
  readonly #values: RunValues;
  readonly #module: TaskModule;
  readonly #stop: RunStop;
  readonly #results: TaskResult[] = [];

  constructor(tasks: readonly Task[], values: RunValues, module: TaskModule, stop: RunStop) {
    this.tasks = tasks;
    this.#values = values;
    this.#module = module;
    this.#stop = stop;
  }

  get remaining(): number {
    return this.tasks.length - this.#results.length;
  }

  /** The results of the tasks that have run. */
  get results(): readonly TaskResult[] {
    return this.#results;
  }

  /**
   * Runs at least one task, if one is left, and more until `sliceMs` milliseconds are over.
   * @returns how many milliseconds that took @throws what the run is stopped with; a program that waits for something is left alone then, and
   * its scope is closed
   */
  async runSlice(sliceMs: number): Promise<number> {
    const began = now();
    let elapsed = 0;
    while (this.remaining > 0 && elapsed < sliceMs) {
      this.#stop.throwIfStopped();
      const running = this.#runNext(this.tasks[this.#results.length]!);
      // An `await` of a program that waits for nothing would cost more than a small task.
      if (running !== undefined) await running;
      elapsed = now() - began;
    }
    this.#stop.throwIfStopped();
    return elapsed;
  }

  #runNext({ input, access }: Task): Promise<void> | undefined {
    const entries = access === 'unknown' ? undefined : this.#entriesOf(access);
    const scope =
      entries === undefined ? new OpenScope((key) => this.#values.asked(key).now) : new DeclaredScope(entries);
    const running = runTask(this.#module, input, scope);
    if ('then' in running) return this.#await(running, scope, entries);
    this.#finish(running, entries);
    return undefined;
  }

  #await(running: Promise<TaskOutcome>, scope: RunningScope, entries: readonly RunEntry[] | undefined): Promise<void> {
    return this.#stop.unlessStopped(running).then(
      (outcome) => this.#finish(outcome, entries),
      (error: unknown) => {
        scope.finish(false);
        throw error;
      },
    );
  }

  #finish(outcome: TaskOutcome, entries: readonly RunEntry[] | undefined): void {
    if (!outcome.ok) {
      this.#results.push(outcome);
      return;
    }
    for (const effect of outcome.effects) {
      const { target } = effect;
      const value = typeof target === 'string' ? this.#values.asked(target) : entries![target]!.held;
      value.now = afterEffect(value.now, effect);
    }
    this.#results.push({ ok: true, output: outcome.output });
  }

  /** The entries that an access list allows: writes, reads, additions. On main every value is known. */
  #entriesOf({ writes, reads, adds }: TaskAccess): RunEntry[] {
    const entries: RunEntry[] = [];
    if (writes !== undefined) for (const key of writes) this.#allow(entries, key, Use.WRITE, undefined);
    if (reads !== undefined) for (const key of reads) this.#allow(entries, key, Use.READ, undefined);
    if (adds !== undefined) for (const add of adds) this.#allow(entries, add.key, Use.ADD, add);
    return entries;
  }

  #allow(entries: RunEntry[], key: string, use: number, add: TaskAdd | undefined): void {
    const held = this.#values.of(key);
    const admission = add === undefined ? Admission.NONE : Admission.EXACT;
    entries.push({ index: entries.length, key, use, value: held.now, admission, add, held });
  }
}

/** A declared key of a task, and where its value is kept. */
interface RunEntry extends ScopeEntry {
  readonly held: RunValue;
}
