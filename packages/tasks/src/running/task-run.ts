import { availableParallelism } from 'node:os';
import type { ExecutionMode } from '../execution-mode.ts';
import { planTasks } from '../schedule/plan-tasks.ts';
import { taskGraph } from '../schedule/task-graph.ts';
import type { Task, TaskModule, TaskReport, TaskResult, TaskRunResult } from '../task.ts';
import { nextTurn, now } from '../threads/timers.ts';
import type { ThreadPool } from '../workers/thread-pool.ts';
import { RunProgress } from './run-progress.ts';
import type { RunStop } from './run-stop.ts';
import type { RunValues } from './run-values.ts';
import { SequentialRun } from './sequential-run.ts';
import type { RunShape, TaskSpeeds } from './task-speeds.ts';
import { ThreadedRun } from './threaded-run.ts';
import { type TaskModeChoice, whereToRun } from './where-to-run.ts';

/** The settings that all runs of an executor share. */
export interface RunSettings {
  readonly setting: ExecutionMode;
  readonly workers: number;
  readonly deadlineMs: number | undefined;
}

// After a slice of tasks on main, other events of this thread get their turn, and `whereToRun` is asked again. The first slices are short,
// because least is known then; they grow, because a turn costs 0.1 to 0.2 ms.
const FIRST_SLICE_MS = 2;
const LAST_SLICE_MS = 16;
// Measuring main again leaves the threads idle for the time of at least one task: a run with this many tasks or more can afford that.
const PROBED_TASKS = 32;

/** The tasks of one run, and what it needs to run them. */
export interface RunGiven {
  readonly tasks: readonly Task[];
  /** Holds every value that the tasks declare. */
  readonly values: RunValues;
  readonly module: TaskModule;
  readonly stop: RunStop;
}

/** One run: tasks run on main until it is known that threads pay, and the rest of them on threads. */
export class TaskRun {
  readonly #settings: RunSettings;
  readonly #pool: ThreadPool;
  readonly #speeds: TaskSpeeds;
  readonly #values: RunValues;
  readonly #onMain: SequentialRun;
  readonly #stop: RunStop;
  readonly #cores: number = availableParallelism();
  readonly #began: number = now();
  #results: readonly TaskResult[] = [];
  #restCost: number;
  #sliceMs = FIRST_SLICE_MS;
  #mainCost = 0;
  #mainMs = 0;
  #threadsMs = 0;
  #retries = 0;
  // Until a graph is made, no task is assumed to wait for another one.
  #parallelism = Number.POSITIVE_INFINITY;
  #joins = 0;

  constructor(given: RunGiven, settings: RunSettings, pool: ThreadPool, speeds: TaskSpeeds) {
    const { tasks, values, module, stop } = given;
    this.#settings = settings;
    this.#pool = pool;
    this.#speeds = speeds;
    this.#values = values;
    this.#stop = stop;
    this.#onMain = new SequentialRun(tasks, this.#values, module, stop);
    this.#restCost = costOf(tasks);
  }

  /** @throws what the run is stopped with; no task is running on a thread then */
  async run(): Promise<TaskRunResult> {
    this.#pool.countRun();
    let choice = this.#choose();
    if (choice.reason === 'pays' && this.#speeds.needsProbe && this.#onMain.remaining >= PROBED_TASKS) {
      await this.#runSlice();
    }
    for (;;) {
      if (choice.mode === 'threads') choice = await this.#runOnThreads();
      if (choice.mode === 'threads' || this.#onMain.remaining === 0) break;
      await this.#runSlice();
      // Once a single task is left, the reason would be 'few tasks', which is not the reason of the run as a whole.
      if (this.#onMain.remaining > 1) choice = this.#choose();
    }
    if (choice.reason === 'cheap tasks') this.#speeds.passedOver();
    return {
      results: this.#results.length === 0 ? this.#onMain.results : [...this.#onMain.results, ...this.#results],
      changes: this.#values.changes(),
      report: this.#report(choice),
    };
  }

  #report({ mode, reason }: TaskModeChoice): TaskReport {
    return {
      mode,
      reason,
      busyMs: this.#mainMs + this.#threadsMs,
      wallMs: now() - this.#began,
      parallelism: Number.isFinite(this.#parallelism) ? this.#parallelism : 1,
      inlineTasks: this.#onMain.results.length,
      retries: this.#retries,
      threadFault: this.#settings.workers > 0 && this.#pool.isLost ? this.#pool.noThreads.details.reason : null,
    };
  }

  get #shape(): RunShape {
    const atOnce = Math.min(this.#settings.workers, this.#cores, this.#parallelism);
    return { tasks: this.#onMain.remaining, atOnce, joins: this.#joins };
  }

  #choose(): TaskModeChoice {
    const { setting, workers, deadlineMs } = this.#settings;
    return whereToRun({
      setting,
      hasDeadline: deadlineMs !== undefined,
      workers,
      cores: this.#cores,
      isHealthy: this.#pool.isHealthy,
      tasks: this.#onMain.remaining,
      parallelism: this.#parallelism,
      inlineMs: this.#speeds.inlineMs(this.#restCost),
      threadsMs: this.#speeds.threadsMs(this.#restCost, this.#shape),
    });
  }

  async #runSlice(): Promise<void> {
    const from = this.#onMain.results.length;
    const ms = await this.#onMain.runSlice(this.#sliceMs);
    this.#sliceMs = Math.min(LAST_SLICE_MS, 2 * this.#sliceMs);
    const cost = costOf(this.#onMain.tasks, from, this.#onMain.results.length);
    this.#speeds.sawMain(ms, cost);
    this.#mainMs += ms;
    this.#mainCost += cost;
    this.#restCost -= cost;
    if (this.#onMain.remaining > 0) await nextTurn();
  }

  /** Plans which task waits for which, and runs the rest on threads if they pay with that plan. */
  async #runOnThreads(): Promise<TaskModeChoice> {
    const began = now();
    const tasks = this.#onMain.tasks.slice(this.#onMain.results.length);
    const plan = planTasks(tasks, this.#values);
    const graph = taskGraph(plan.graph, (task) => tasks[task]!.cost ?? 1);
    this.#parallelism = graph.criticalPath === 0 ? 1 : graph.work / graph.criticalPath;
    this.#joins = graph.joins;
    const choice = this.#choose();
    if (choice.mode === 'inline') return choice;

    const { workers, deadlineMs } = this.#settings;
    const parts = { plan, graph, values: this.#values, workers, speeds: this.#speeds, stop: this.#stop };
    const progress = new RunProgress(parts);
    await new ThreadedRun(progress, this.#pool, deadlineMs).run();
    const { busyMs, busyCost, retries } = progress;
    const probe = this.#mainCost === 0 ? undefined : this.#mainMs / this.#mainCost;
    if (retries === 0 && busyCost > 0) {
      this.#speeds.sawThreads(now() - began, busyMs, busyCost, this.#shape, probe);
    }
    this.#threadsMs = busyMs;
    this.#retries = retries;
    this.#results = progress.state.results;
    return choice;
  }
}

function costOf(tasks: readonly Task[], from = 0, to: number = tasks.length): number {
  let cost = 0;
  for (let i = from; i < to; i++) cost += tasks[i]!.cost ?? 1;
  return cost;
}
