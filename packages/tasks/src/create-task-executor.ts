import { availableParallelism } from 'node:os';
import { assertInteger, assertObject, assertOneOf, invalidArgument } from '@tos/protocol';
import type { ExecutorSetting } from '../execution-mode.ts';
import type { ModuleAddress } from '../threads/module-address.ts';
import { QueueingTaskExecutor } from './queueing-task-executor.ts';
import type { TaskExecutor } from './task.ts';

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
  /**
   * Megabytes of heap for each thread. One whose heap grows beyond it in small pieces ends, and its task is tried once more; a single
   * allocation beyond it aborts the process, and bytes do not count (README). @default 512
   */
  readonly heapMegabytes?: number;
}

const SETTINGS: readonly ExecutorSetting[] = ['auto', 'parallel', 'sequential'];
const MAX_WORKERS = 64;
const HEAP_MEGABYTES = 512;
const MAX_DEADLINE_MS = 2 ** 30; // of a clock that counts to 2^31

/** Makes an executor and starts its threads. @throws TOS_INVALID_ARGUMENT for options of other types, or out of range */
export function createTaskExecutor(options: TaskExecutorOptions): TaskExecutor {
  assertObject(options, 'options');
  const { workerModule, deadlineMs, setting = 'auto', heapMegabytes = HEAP_MEGABYTES } = options;
  const { workers = Math.min(MAX_WORKERS, availableParallelism()) } = options;
  assertOneOf(setting, 'setting', SETTINGS);
  assertInteger(workers, 'workers', 0, MAX_WORKERS);
  assertInteger(heapMegabytes, 'heapMegabytes', 16, 2 ** 20);
  if (deadlineMs !== undefined) {
    assertInteger(deadlineMs, 'deadlineMs', 1, MAX_DEADLINE_MS);
    if (setting === 'sequential' || workers === 0) {
      throw invalidArgument('deadlineMs', 'absent where tasks run on main, which cannot be ended', deadlineMs);
    }
  }
  const threads = setting === 'sequential' ? 0 : workers;
  return new QueueingTaskExecutor(workerModule, { workers: threads, setting, deadlineMs, heapMegabytes });
}
