import { availableParallelism } from 'node:os';
import { TosError } from '@tos/protocol';
import type { ExecutorSetting } from '../execution-mode.ts';
import { keepAlive } from '../threads/keep-alive.ts';
import { hrefOf, type ModuleAddress } from '../threads/module-address.ts';
import { loadTaskModule } from './load-task-module.ts';
import { type RunSettings, TaskRun } from './running/task-run.ts';
import { TaskSpeeds } from './running/task-speeds.ts';
import { assertTasks } from './schedule/assert-tasks.ts';
import type { Task, TaskExecutor, TaskModule, TaskRunOptions, TaskRunResult } from './task.ts';
import { ThreadPool, type ThreadSettings } from './threads/thread-pool.ts';

export interface TaskExecutorOptions {
  /** URL of the module that exports `runTask`, loaded by main and by every worker. */
  readonly workerModule: ModuleAddress;
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
  const module = loadModule(workerModule);
  const threads = setting === 'sequential' ? 0 : workers;
  const moduleUrl = String(workerModule?.href);
  return new QueueingTaskExecutor({ moduleUrl, workers: threads, setting, deadlineMs, heapMegabytes }, module);
}

/** Whatever is wrong with a module fails the runs, be it its address. */
async function loadModule(workerModule: ModuleAddress): Promise<TaskModule> {
  return loadTaskModule(hrefOf('workerModule', workerModule));
}

type Settings = RunSettings & ThreadSettings;

class QueueingTaskExecutor implements TaskExecutor {
  readonly #settings: Settings;
  readonly #module: Promise<TaskModule>;
  readonly #pool: ThreadPool;
  readonly #speeds = new TaskSpeeds();
  #queue: Promise<unknown> = Promise.resolve();
  #status: 'open' | 'closed' = 'open';

  constructor(settings: Settings, module: Promise<TaskModule>) {
    this.#settings = settings;
    this.#module = module;
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
    return keepAlive(run);
  }

  started(): Promise<void> {
    return keepAlive(this.#pool.started());
  }

  close(): Promise<void> {
    this.#status = 'closed';
    return keepAlive(this.#queue.then(() => this.#pool.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(tasks: readonly Task[], options: TaskRunOptions): Promise<TaskRunResult> {
    options.signal?.throwIfAborted();
    assertTasks(tasks);
    const module = await this.#module;
    return new TaskRun(tasks, options, module, this.#settings, this.#pool, this.#speeds).run();
  }
}

function assertInteger(argument: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  const expected = `an integer from ${from} to ${to}`;
  throw new TosError('TOS_INVALID_ARGUMENT', { argument, expected, received: String(value) });
}
