import { availableParallelism } from 'node:os';
import { TosError } from '@tos/protocol';
import type { ExecutorSetting } from '../execution-mode.ts';
import { CostEstimate } from './running/cost-estimate.ts';
import { runInline } from './running/inline-run.ts';
import { RunProgress } from './running/run-progress.ts';
import { runSequentially } from './running/sequential-run.ts';
import { ThreadedRun } from './running/threaded-run.ts';
import { type ModeFacts, type TaskModeChoice, whereToRun } from './running/where-to-run.ts';
import { assertTasks } from './schedule/assert-tasks.ts';
import { planTasks } from './schedule/plan-tasks.ts';
import { taskGraph } from './schedule/task-graph.ts';
import type { Task, TaskExecutor, TaskModule, TaskReport, TaskRunOptions, TaskRunResult } from './task.ts';
import { ThreadPool } from './threads/thread-pool.ts';

export interface TaskExecutorOptions {
  /** Module that exports `runTask`, loaded by main and by every worker. */
  readonly workerModule: URL;
  /** Threads besides main, 0 to 64. Main sleeps while they work. @default as many as the processor has cores */
  readonly workers?: number;
  /** 'sequential' runs all on main, 'parallel' all on threads, 'auto' where it is faster. @default 'auto' */
  readonly setting?: ExecutorSetting;
  /**
   * Milliseconds that a task may take. One that takes longer is tried once more on another thread, then fails. With a deadline every
   * task runs on a thread, because nothing else can be ended. @default none
   */
  readonly deadlineMs?: number;
  /** Megabytes of heap for each thread; one that needs more ends, and its task is tried once more. @default 512 */
  readonly heapMegabytes?: number;
}

const MAX_WORKERS = 64;
const HEAP_MEGABYTES = 512;
const MAX_DEADLINE_MS = 2 ** 30; // of a clock that counts to 2^31
// What a task costs is learned on main, from so much of the first run at least: the first tasks of a cold program are slow.
const PROBE_MS = 2;

/** Makes an executor and starts its threads. @throws TOS_INVALID_ARGUMENT for options out of range */
export function createTaskExecutor(options: TaskExecutorOptions): TaskExecutor {
  const { workerModule, deadlineMs, setting = 'auto' } = options;
  const workers = options.workers ?? Math.min(MAX_WORKERS, availableParallelism());
  const heapMegabytes = options.heapMegabytes ?? HEAP_MEGABYTES;
  assertInteger('workers', workers, 0, MAX_WORKERS);
  assertInteger('heapMegabytes', heapMegabytes, 16, 2 ** 20);
  if (deadlineMs !== undefined) {
    assertInteger('deadlineMs', deadlineMs, 1, MAX_DEADLINE_MS);
    if (setting === 'sequential' || workers === 0) {
      const expected = 'no deadline where tasks run on main, which cannot be ended';
      throw new TosError('TOS_INVALID_ARGUMENT', { argument: 'deadlineMs', expected, received: String(deadlineMs) });
    }
  }
  const threads = setting === 'sequential' ? 0 : workers;
  return new QueueingTaskExecutor({
    moduleUrl: workerModule.href,
    workers: threads,
    setting,
    deadlineMs,
    heapMegabytes,
  });
}

interface Settings {
  readonly moduleUrl: string;
  readonly workers: number;
  readonly setting: ExecutorSetting;
  readonly deadlineMs: number | undefined;
  readonly heapMegabytes: number;
}

class QueueingTaskExecutor implements TaskExecutor {
  readonly #settings: Settings;
  readonly #module: Promise<TaskModule>;
  readonly #pool: ThreadPool;
  readonly #estimate = new CostEstimate();
  #queue: Promise<unknown> = Promise.resolve();
  #status: 'open' | 'closed' = 'open';

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#module = import(settings.moduleUrl);
    // Whoever runs first is told; until then nobody listens.
    this.#module.catch(() => undefined);
    this.#pool = new ThreadPool(settings);
  }

  run(tasks: readonly Task[], options: TaskRunOptions): Promise<TaskRunResult> {
    if (this.#status === 'closed') {
      return Promise.reject(new TosError('TOS_NOT_OPEN', { what: 'task executor', status: this.#status }));
    }
    const run = this.#queue.then(() => this.#run([...tasks], options));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  started(): Promise<void> {
    return this.#pool.started();
  }

  async close(): Promise<void> {
    this.#status = 'closed';
    await this.#queue;
    await this.#pool.close();
  }

  async #run(tasks: readonly Task[], { state, signal }: TaskRunOptions): Promise<TaskRunResult> {
    const began = performance.now();
    signal?.throwIfAborted();
    assertTasks(tasks);
    const module = await this.#module;
    const { setting, workers } = this.#settings;
    if (setting === 'sequential' || workers === 0) {
      const { results, changes, busyMs } = await runSequentially(tasks, state, module, signal);
      const report: TaskReport = {
        mode: 'inline',
        reason: 'switched off',
        busyMs,
        wallMs: performance.now() - began,
        parallelism: 1,
        inlineTasks: tasks.length,
        retries: 0,
      };
      return { results, changes, report };
    }
    const plan = planTasks(tasks, state);
    const graph = taskGraph(plan.graph, (task) => tasks[task]!.cost ?? 1);
    const parallelism = graph.criticalPath === 0 ? 1 : graph.work / graph.criticalPath;
    const progress = new RunProgress({ plan, graph, state, module, estimate: this.#estimate, workers, signal });
    const choice = await this.#runSomewhere(progress, { parallelism, joins: graph.joins });
    const report: TaskReport = {
      ...choice,
      busyMs: progress.busyMs,
      wallMs: performance.now() - began,
      parallelism,
      inlineTasks: progress.inlineTasks,
      retries: progress.retries,
    };
    return { results: progress.state.results, changes: progress.state.changes(), report };
  }

  /** Runs all tasks; on main first, where it is not known that threads pay. */
  async #runSomewhere(progress: RunProgress, shape: Pick<ModeFacts, 'parallelism' | 'joins'>): Promise<TaskModeChoice> {
    const { setting, workers, deadlineMs } = this.#settings;
    const cores = availableParallelism();
    const choose = (): TaskModeChoice =>
      whereToRun({
        setting,
        hasDeadline: deadlineMs !== undefined,
        workers,
        cores,
        isHealthy: this.#pool.isHealthy,
        tasks: progress.schedule.remaining,
        work: progress.remainingCost,
        ...shape,
        msPerCost: this.#estimate.msPerCost ?? 0,
      });
    let choice = choose();
    if (choice.mode === 'inline') {
      await runInline(progress, () => {
        if (progress.busyMs < PROBE_MS && this.#isFirst) return false;
        this.#isFirst = false;
        if (progress.schedule.remaining < 2) return false;
        choice = choose();
        return choice.mode === 'threads';
      });
    }
    if (progress.schedule.remaining > 0) await new ThreadedRun(progress, this.#pool, deadlineMs).run();
    return choice;
  }

  #isFirst = true;
}

function assertInteger(argument: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  const expected = `an integer from ${from} to ${to}`;
  throw new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received: String(value) });
}
