import { availableParallelism } from 'node:os';
import { assertInteger, assertObject, assertOneOf, invalidArgument } from '@tos/protocol';
import { type ExecutionMode, executionModes } from './execution-mode.ts';
import { QueueingTaskExecutor } from './queueing-task-executor.ts';
import type { TaskExecutor } from './task.ts';
import type { ModuleAddress } from './threads/module-address.ts';

export interface TaskExecutorOptions {
  /** URL of the module that exports `runTask`, loaded by main and by every worker. */
  readonly workerModule: ModuleAddress;
  /** Threads besides main, 0 to 64. Main sleeps while they work. @default the number of cores of the processor, at most 64 */
  readonly workers?: number;
  /** 'sequential' runs all tasks on main, 'parallel' all on threads, 'auto' where they are faster. @default 'auto' */
  readonly setting?: ExecutionMode;
  /**
   * Milliseconds that a task may take. A task that takes longer is tried once more, on another thread, and then fails. With a deadline every
   * task runs on a thread, because only a thread can be ended from outside. @default none
   */
  readonly deadlineMs?: number;
  /**
   * Megabytes of heap for each thread. A thread whose heap grows beyond this limit in small pieces ends, and its task is tried once more. A
   * single allocation beyond the limit aborts the process, and the bytes of a `Uint8Array` do not count (README). @default 512
   */
  readonly heapMegabytes?: number;
}

const MAX_WORKERS = 64;
const HEAP_MEGABYTES = 512;
// Threads note when they begin with a task by a clock that counts milliseconds modulo 2^31 (`machineMs`).
const MAX_DEADLINE_MS = 2 ** 30;

/** Makes a task executor and starts its threads. @throws TOS_INVALID_ARGUMENT for options of other types, or out of range */
export function createTaskExecutor(options: TaskExecutorOptions): TaskExecutor {
  assertObject(options, 'options');
  const { workerModule, deadlineMs, setting = 'auto', heapMegabytes = HEAP_MEGABYTES } = options;
  const { workers = Math.min(MAX_WORKERS, availableParallelism()) } = options;
  assertOneOf(setting, 'setting', executionModes);
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
