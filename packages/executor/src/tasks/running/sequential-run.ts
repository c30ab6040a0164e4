import { Admission } from '../schedule/admission.ts';
import type { Task, TaskAccess, TaskModule, TaskResult } from '../task.ts';
import { runTask, type TaskOutcome } from './run-task.ts';
import { afterEffect, type RunValue, type RunValues } from './run-values.ts';
import { DeclaredScope, OpenScope, type ScopeEntry, Use } from './task-scope.ts';

// Other events of this thread get their turn after so long, and it is looked again whether threads would pay.
const SLICE_MS = 2;

/** Runs tasks one after the other, in their order, on this thread: what every other way of running them must equal. */
export class SequentialRun {
  readonly tasks: readonly Task[];
  readonly #values: RunValues;
  readonly #module: TaskModule;
  readonly #signal: AbortSignal | undefined;
  readonly #results: TaskResult[] = [];

  constructor(tasks: readonly Task[], values: RunValues, module: TaskModule, signal: AbortSignal | undefined) {
    this.tasks = tasks;
    this.#values = values;
    this.#module = module;
    this.#signal = signal;
  }

  get remaining(): number {
    return this.tasks.length - this.#results.length;
  }

  /** Of the tasks that have run. */
  get results(): readonly TaskResult[] {
    return this.#results;
  }

  /** Runs some tasks, at least one if there is one. @returns milliseconds @throws the reason of the signal, or what reading the state throws */
  async runSlice(): Promise<number> {
    const began = performance.now();
    let elapsed = 0;
    while (this.remaining > 0 && elapsed < SLICE_MS) {
      this.#signal?.throwIfAborted();
      const running = this.#runNext(this.tasks[this.#results.length]!);
      // Only what waits is waited for.
      if (running !== undefined) await running;
      elapsed = performance.now() - began;
    }
    return elapsed;
  }

  #runNext({ input, access }: Task): Promise<void> | undefined {
    const values = access === 'unknown' ? undefined : this.#declared(access);
    const scope =
      access === 'unknown' || values === undefined
        ? new OpenScope((key) => this.#values.of(key).now)
        : new DeclaredScope(entriesOf(access, values));
    const running = runTask(this.#module, input.slice(), scope);
    if ('then' in running) return running.then((outcome) => this.#finish(outcome, values));
    this.#finish(running, values);
    return undefined;
  }

  #finish(outcome: TaskOutcome, declared: readonly RunValue[] | undefined): void {
    if (!outcome.ok) {
      this.#results.push(outcome);
      return;
    }
    for (const effect of outcome.effects) {
      const { target } = effect;
      const value = typeof target === 'string' ? this.#values.of(target) : declared![target]!;
      value.now = afterEffect(value.now, effect);
    }
    this.#results.push({ ok: true, output: outcome.output });
  }

  /** The values of an access list: writes, reads, additions. */
  #declared({ writes, reads, adds }: TaskAccess): RunValue[] {
    const values: RunValue[] = [];
    if (writes !== undefined) for (const key of writes) values.push(this.#values.of(key));
    if (reads !== undefined) for (const key of reads) values.push(this.#values.of(key));
    if (adds !== undefined) for (const { key } of adds) values.push(this.#values.of(key));
    return values;
  }
}

function entriesOf({ writes = [], reads = [], adds = [] }: TaskAccess, values: readonly RunValue[]): ScopeEntry[] {
  const firstAdd = writes.length + reads.length;
  return values.map(({ key, now }, index): ScopeEntry => {
    const use = index < writes.length ? Use.WRITE : index < firstAdd ? Use.READ : Use.ADD;
    // In order, every value is known.
    const admission = use === Use.ADD ? Admission.EXACT : Admission.NONE;
    return { index, key, use, value: now, admission, add: adds[index - firstAdd] };
  });
}
