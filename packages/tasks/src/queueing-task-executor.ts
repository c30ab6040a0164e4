import { TosError } from '@tos/protocol';
import { keepAlive } from '../threads/keep-alive.ts';
import { hrefOf, type ModuleAddress } from '../threads/module-address.ts';
import { checkRunOptions } from './given/check-run-options.ts';
import { copyTasks } from './given/copy-tasks.ts';
import { loadTaskModule } from './running/load-task-module.ts';
import { assertOutside, runInside } from './running/nested-runs.ts';
import { RunStop } from './running/run-stop.ts';
import { RunValues } from './running/run-values.ts';
import { type RunSettings, TaskRun } from './running/task-run.ts';
import { TaskSpeeds } from './running/task-speeds.ts';
import type { Task, TaskExecutor, TaskModule, TaskRunOptions, TaskRunResult } from './task.ts';
import { ThreadPool, type ThreadSettings } from './threads/thread-pool.ts';

type Settings = RunSettings & Omit<ThreadSettings, 'moduleUrl'>;

/** Runs one run after the other, in the order in which they were asked for. */
export class QueueingTaskExecutor implements TaskExecutor {
  readonly #workerModule: ModuleAddress;
  readonly #settings: Settings;
  readonly #pool: ThreadPool;
  readonly #speeds = new TaskSpeeds();
  #module: Promise<TaskModule> | undefined;
  /** Resolves when the runs that were asked for are over. */
  #queue: Promise<void> = Promise.resolve();
  #status: 'open' | 'closed' = 'open';

  constructor(workerModule: ModuleAddress, settings: Settings) {
    this.#workerModule = workerModule;
    this.#settings = settings;
    this.#pool = new ThreadPool({ ...settings, moduleUrl: String(workerModule?.href) });
    void this.#load();
  }

  // Async, so that whatever is wrong with the arguments is a rejection. Until the first `await` it runs at the call.
  async run(tasks: readonly Task[], options: TaskRunOptions): Promise<TaskRunResult> {
    if (this.#status === 'closed') throw new TosError('TOS_NOT_OPEN', { what: 'task executor', status: this.#status });
    assertOutside(this, 'run');
    const copies = copyTasks(tasks);
    const { state, signal } = checkRunOptions(options, copies);
    const stop = new RunStop(signal);
    const turn = this.#queue;
    const run = this.#runInTurn(turn, copies, state, stop);
    // One that is given up before its turn does not let the next one pass. The results are not kept.
    this.#queue = Promise.allSettled([turn, run]).then(() => undefined);
    return keepAlive(run);
  }

  started(): Promise<void> {
    return keepAlive(this.#pool.started());
  }

  async close(): Promise<void> {
    assertOutside(this, 'close');
    this.#status = 'closed';
    await keepAlive(this.#queue.then(() => this.#pool.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #runInTurn(
    turn: Promise<void>,
    tasks: readonly Task[],
    state: TaskRunOptions['state'],
    stop: RunStop,
  ): Promise<TaskRunResult> {
    try {
      await stop.unlessStopped(turn);
      return await runInside(this, async () => {
        const module = await stop.unlessStopped(this.#load());
        const values = new RunValues(state, stop);
        await values.readDeclared(tasks);
        return new TaskRun({ tasks, values, module, stop }, this.#settings, this.#pool, this.#speeds).run();
      });
    } catch (error) {
      // What the state threw, instead of what came of it.
      stop.throwIfStopped();
      throw error;
    } finally {
      stop.end();
    }
  }

  /** The module, which main needs for what it runs, and to say what is wrong with it, be it its address. */
  #load(): Promise<TaskModule> {
    this.#module ??= this.#import();
    // Whoever runs is told, and the next one looks again: what took too long may be there by then.
    this.#module.catch(() => {
      this.#module = undefined;
    });
    return this.#module;
  }

  async #import(): Promise<TaskModule> {
    return loadTaskModule(hrefOf('workerModule', this.#workerModule));
  }
}
