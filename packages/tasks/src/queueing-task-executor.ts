import { TosError } from '@tos/protocol';
import { checkRunOptions } from './given/check-run-options.ts';
import { copyTasks } from './given/copy-tasks.ts';
import { loadTaskModule } from './running/load-task-module.ts';
import { assertOutside, runInside } from './running/nested-runs.ts';
import { RunStop } from './running/run-stop.ts';
import { RunValues } from './running/run-values.ts';
import { type RunSettings, TaskRun } from './running/task-run.ts';
import { TaskSpeeds } from './running/task-speeds.ts';
import type { Task, TaskExecutor, TaskModule, TaskRunOptions, TaskRunResult } from './task.ts';
import { keepAlive } from './threads/keep-alive.ts';
import { hrefOf, type ModuleAddress } from './threads/module-address.ts';
import { ThreadPool, type ThreadSettings } from './workers/thread-pool.ts';

type Settings = RunSettings & Omit<ThreadSettings, 'moduleUrl'>;

/** Does one run after the other, in the order of the calls. */
export class QueueingTaskExecutor implements TaskExecutor {
  readonly #workerModule: ModuleAddress;
  readonly #settings: Settings;
  readonly #pool: ThreadPool;
  readonly #speeds = new TaskSpeeds();
  #module: Promise<TaskModule> | undefined;
  /** Resolves when all runs that were asked for are over. */
  #queue: Promise<void> = Promise.resolve();
  #status: 'open' | 'closed' = 'open';

  constructor(workerModule: ModuleAddress, settings: Settings) {
    this.#workerModule = workerModule;
    this.#settings = settings;
    this.#pool = new ThreadPool({ ...settings, moduleUrl: String(workerModule?.href) });
    void this.#load();
  }

  // The method is async so that wrong arguments reject the promise and never throw. Everything before the first `await` happens at the call.
  async run(tasks: readonly Task[], options: TaskRunOptions): Promise<TaskRunResult> {
    if (this.#status === 'closed') throw new TosError('TOS_NOT_OPEN', { what: 'task executor', status: this.#status });
    assertOutside(this, 'run');
    const copies = copyTasks(tasks);
    const { state, signal } = checkRunOptions(options, copies);
    const stop = new RunStop(signal);
    const turn = this.#queue;
    const run = this.#runInTurn(turn, copies, state, stop);
    // A run that is aborted before its turn still leaves the next run waiting for `turn`. The queue does not hold on to results.
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
      // A run that was stopped rejects with what stopped it, such as an error of the state, and not with what followed from that.
      stop.throwIfStopped();
      throw error;
    } finally {
      stop.end();
    }
  }

  /** Loads the module on main, which runs tasks itself and reports what is wrong with the module, its address included. */
  #load(): Promise<TaskModule> {
    this.#module ??= this.#import();
    // The run that waits for the module rejects, and the next run loads again: a module that took too long may be ready by then.
    this.#module.catch(() => {
      this.#module = undefined;
    });
    return this.#module;
  }

  async #import(): Promise<TaskModule> {
    return loadTaskModule(hrefOf('workerModule', this.#workerModule));
  }
}
