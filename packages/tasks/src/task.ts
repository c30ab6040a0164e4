/// <reference lib="esnext.disposable" preserve="true" />
import type { TosErrorObject } from '@tos/protocol';
import type { PlatformAbortSignal } from './platform-abort-signal.ts';

/** The value of a key: bytes, or a counter. */
export type TaskValue = Uint8Array | bigint;

/** A counter, read or written, is a bigint below this limit in magnitude: room for any u253, and for more additions than a run can hold. */
export const COUNTER_LIMIT: bigint = 1n << 254n;
/** One task adds at most this much to one counter, in magnitude. */
export const AMOUNT_LIMIT: bigint = 1n << 127n;

/**
 * The values before a run, such as a `Map`. `get` is called once for each declared key before any task runs, and for each key that a task
 * of unknown access asks for. Returned bytes are copied.
 */
export interface TaskState {
  get(key: string): TaskValue | undefined;
}

/** The values before a run, in a database that answers later. */
export interface TaskDatabase {
  /**
   * Called once per run, before any task runs, with all keys that tasks declare.
   * @param keys each one once @returns the values, in the order of the keys; undefined for a key that is absent
   */
  getMany(
    keys: readonly string[],
  ): PromiseLike<readonly (TaskValue | undefined)[]> | readonly (TaskValue | undefined)[];
  /** Answers tasks of unknown access while they run. A run that has such tasks is refused where this method is absent. */
  get?(key: string): TaskValue | undefined;
}

/** An addition to a counter that the task does not read. Additions to one counter commute. */
export interface TaskAdd {
  readonly key: string;
  /** The least that the task adds in total, if it adds anything. A debit is negative. @default -AMOUNT_LIMIT */
  readonly min?: bigint;
  /** The most that the task adds in total, if it adds anything. @default AMOUNT_LIMIT */
  readonly max?: bigint;
  /**
   * A debit that would leave the counter below this bound fails the task. Debits commute while `min` and `max` of the earlier tasks prove
   * that they fit, or that they cannot fit; else they run in order.
   */
  readonly atLeast?: bigint;
}

/**
 * Everything that a task uses. Keys are strings, because JavaScript compares strings by value; bytes would have to become strings before a
 * look-up. A key in `adds` is in neither of the other lists, and in `adds` once.
 */
export interface TaskAccess {
  readonly reads?: readonly string[];
  /** Keys that the task may read, write and delete. */
  readonly writes?: readonly string[];
  readonly adds?: readonly TaskAdd[];
}

export interface Task {
  /** At most 1 GiB. `runTask` gets the bytes as they were when `run` was called. */
  readonly input: Uint8Array;
  /** 'unknown': the task runs alone, after all earlier tasks and before all later ones, and may use any key. */
  readonly access: TaskAccess | 'unknown';
  /** How long the task takes in relation to other tasks. The cost decides the order of work, never a result. @default 1 */
  readonly cost?: number;
}

/** What a task can do to the state. A scope is valid until `runTask` returns or its promise settles. */
export interface TaskScope {
  /** Returns a copy of the value, as the task itself has last set it. @throws TOS_TASK_UNDECLARED unless the key is in `reads` or `writes` */
  get(key: string): TaskValue | undefined;
  /**
   * @throws TOS_TASK_UNDECLARED unless the key is in `writes`, TOS_TASK_COUNTER for a bigint out of range, TOS_INVALID_ARGUMENT for what is
   * neither bytes nor a bigint
   */
  set(key: string, value: TaskValue): void;
  /** @throws TOS_TASK_UNDECLARED unless the key is in `writes` */
  delete(key: string): void;
  /**
   * Adds to a counter; an absent counter is 0.
   * @throws TOS_TASK_UNDECLARED unless the key is in `adds`, TOS_TASK_COUNTER for a key that holds bytes, TOS_INVALID_ARGUMENT for an amount
   * that is no bigint
   */
  add(key: string, amount: bigint): void;
}

/**
 * The exports of a worker module. Main and every worker import the module by its URL, so the module is JavaScript. A result may depend on
 * the input and on what the scope returns, and on nothing else: no clock, no randomness, no memory of earlier tasks.
 */
export interface TaskModule {
  runTask(input: Uint8Array, scope: TaskScope): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** Why a task failed: plain data that does not depend on where the task ran. */
export interface TaskError extends TosErrorObject {
  /**
   * Where the program threw, and where the causes were thrown, for people. The stack depends on the machine, so it is no part of the result
   * and not enumerable, as the stack of any error.
   */
  readonly stack?: string;
}

/** The result of one task. A failed task has changed nothing. */
export type TaskResult =
  | { readonly ok: true; readonly output: Uint8Array }
  | { readonly ok: false; readonly error: TaskError };

/** A key whose value after the run differs from the value before; undefined: the key is deleted. */
export type TaskChange = readonly [key: string, value: TaskValue | undefined];

/** How a run went. A report depends on time and machine, so it is no part of any result. */
export interface TaskReport {
  /** 'threads' when at least one task ran on a thread. */
  readonly mode: 'inline' | 'threads';
  readonly reason: TaskModeReason;
  /** Milliseconds of work, summed over all tasks. */
  readonly busyMs: number;
  readonly wallMs: number;
  /** Cost of all tasks divided by the cost of the longest chain; 1 where no graph was made. */
  readonly parallelism: number;
  /** Number of tasks that ran on main. */
  readonly inlineTasks: number;
  /** How often a task was given to a second thread, because the first thread ended or was too slow. */
  readonly retries: number;
  /** Why there is no thread, if none could be started; null where there are threads, or none was asked for. */
  readonly threadFault: string | null;
}

export type TaskModeReason =
  | 'switched off'
  | 'forced'
  | 'a deadline'
  | 'one worker'
  | 'no healthy workers'
  | 'few tasks'
  | 'no parallelism'
  | 'cheap tasks'
  | 'pays';

export interface TaskRunResult {
  /** Result i belongs to task i. */
  readonly results: readonly TaskResult[];
  /** Sorted by key, in the order of UTF-16 code units. */
  readonly changes: readonly TaskChange[];
  readonly report: TaskReport;
}

export interface TaskRunOptions {
  /** The executor only reads the state, by its methods alone. The state must not change from the turn of this run to its end. */
  readonly state: TaskState | TaskDatabase;
  /** Ends the run, whatever the run waits for; `run` rejects with the reason of the signal. */
  readonly signal?: PlatformAbortSignal;
}

/**
 * Runs tasks on several cores. `createTaskExecutor` makes one; `close`, or `await using`, ends its threads. An idle executor does not keep
 * the process alive.
 */
export interface TaskExecutor extends AsyncDisposable {
  /**
   * Runs tasks, with the results and changes of running them one after the other. The state is not written to: `changes` holds
   * what to store. Runs queue up. Tasks are copied at the call; the state is read when the turn of the run has come.
   * @throws TOS_INVALID_ARGUMENT for tasks, options or values of other types or out of range, TOS_TASK_MODULE for a worker module that
   * cannot be used, TOS_NO_THREADS where tasks need a thread and none can be started, TOS_NOT_OPEN after `close`, TOS_NOT_SUPPORTED within a
   * run of the same executor, and whatever reading the state throws. A run that rejects has no effect.
   */
  run(tasks: readonly Task[], options: TaskRunOptions): Promise<TaskRunResult>;

  /** Resolves when every thread is ready or has failed to start. Runs wait for threads by themselves. */
  started(): Promise<void>;

  /** Ends the threads once all runs that were asked for are over; the signal of a run ends it sooner. @throws TOS_NOT_SUPPORTED within a run of this executor */
  close(): Promise<void>;
}
