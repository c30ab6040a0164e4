/// <reference lib="esnext.disposable" preserve="true" />
import type { TosErrorObject } from '@tos/protocol';
import type { PlatformAbortSignal } from './platform-abort-signal.ts';

/** What a key stands for: bytes, or a counter. */
export type TaskValue = Uint8Array | bigint;

/** A counter, read or written, is a bigint below this in magnitude: room for any u253, and for more adds than a run can hold. */
export const COUNTER_LIMIT: bigint = 1n << 254n;
/** What one task adds to one counter is at most this in magnitude. */
export const AMOUNT_LIMIT: bigint = 1n << 127n;

/**
 * The values before a run. A `Map` is one. Asked once for each declared key before any task runs, and for what tasks of unknown access
 * ask for. What it gives is copied.
 */
export interface TaskState {
  get(key: string): TaskValue | undefined;
}

/** The values before a run, where they are in a database that answers later. */
export interface TaskDatabase {
  /**
   * Asked once a run, before any task runs, for all that tasks declare.
   * @param keys each once @returns the values, in the order of the keys; undefined for one that is absent
   */
  getMany(
    keys: readonly string[],
  ): PromiseLike<readonly (TaskValue | undefined)[]> | readonly (TaskValue | undefined)[];
  /** What tasks of unknown access ask for while they run. Without it, a run that has such tasks is refused. */
  get?(key: string): TaskValue | undefined;
}

/** An addition to a counter that the task does not read. Additions to one counter commute. */
export interface TaskAdd {
  readonly key: string;
  /** The least that the task adds in total, if it adds anything: a debit is negative. @default -AMOUNT_LIMIT */
  readonly min?: bigint;
  /** The most that the task adds in total, if it adds anything. @default AMOUNT_LIMIT */
  readonly max?: bigint;
  /**
   * A debit that would leave the counter below this fails the task. Debits commute while `min` and `max` of the tasks before prove
   * that they fit, or that they cannot; else they run in order.
   */
  readonly atLeast?: bigint;
}

/**
 * Everything that a task uses. Keys are strings, because JavaScript compares those by value; bytes would have to be made strings
 * to be looked up. A key that a task adds to is neither read nor written by it, and added to once.
 */
export interface TaskAccess {
  readonly reads?: readonly string[];
  /** Read, written and deleted. */
  readonly writes?: readonly string[];
  readonly adds?: readonly TaskAdd[];
}

export interface Task {
  /** Handed to `runTask` as they are when `run` is called; at most 1 GiB. */
  readonly input: Uint8Array;
  /** 'unknown': the task runs alone, after all before it and before all behind it, and may use any key. */
  readonly access: TaskAccess | 'unknown';
  /** How long it takes in relation to other tasks. Decides the order of work, never a result. @default 1 */
  readonly cost?: number;
}

/** What a task can do to the state. Valid until `runTask` returns or its promise settles. */
export interface TaskScope {
  /** A copy of the value, with what the task itself has set. @throws TOS_TASK_UNDECLARED unless in `reads` or `writes` */
  get(key: string): TaskValue | undefined;
  /** @throws TOS_TASK_UNDECLARED unless in `writes`, TOS_TASK_COUNTER for a bigint out of range, TOS_INVALID_ARGUMENT for no value */
  set(key: string, value: TaskValue): void;
  /** @throws TOS_TASK_UNDECLARED unless in `writes` */
  delete(key: string): void;
  /**
   * Adds to a counter; one that is absent is 0.
   * @throws TOS_TASK_UNDECLARED unless in `adds`, TOS_TASK_COUNTER for a key that holds bytes, TOS_INVALID_ARGUMENT for no bigint
   */
  add(key: string, amount: bigint): void;
}

/**
 * What a worker module exports. Main and every worker import the module by its URL, so it is JavaScript. The result may depend on
 * the input and on what the scope gives, on nothing else: no clock, no randomness, no memory of earlier tasks.
 */
export interface TaskModule {
  runTask(input: Uint8Array, scope: TaskScope): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** Why a task failed: plain data, the same wherever it ran. */
export interface TaskError extends TosErrorObject {
  /**
   * Where its program threw, and where the causes were thrown, for people. It depends on the machine, so it is no part of the result: not
   * enumerable, as the stack of any error.
   */
  readonly stack?: string;
}

/** What became of one task. A failed one has changed nothing. */
export type TaskResult =
  | { readonly ok: true; readonly output: Uint8Array }
  | { readonly ok: false; readonly error: TaskError };

/** A key whose value is another one after the run than before; undefined: it is gone. */
export type TaskChange = readonly [key: string, value: TaskValue | undefined];

/** How a run went. Depends on time and machine, so no part of any result. */
export interface TaskReport {
  /** 'threads' when at least one task ran on a thread. */
  readonly mode: 'inline' | 'threads';
  readonly reason: TaskModeReason;
  /** Milliseconds of work, over all tasks. */
  readonly busyMs: number;
  readonly wallMs: number;
  /** Cost of all tasks over that of the longest chain; 1 where no graph was made. */
  readonly parallelism: number;
  /** Tasks that ran on main. */
  readonly inlineTasks: number;
  /** Times that a task was given to a thread again because its first one ended or was too slow. */
  readonly retries: number;
  /** Why there is no thread, where none could be had; null where there are some, or none was asked for. */
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
  /** Result i is that of task i. */
  readonly results: readonly TaskResult[];
  /** By key, in the order of UTF-16 code units. */
  readonly changes: readonly TaskChange[];
  readonly report: TaskReport;
}

export interface TaskRunOptions {
  /** Only read, and only by its methods. It must stay as it is from the turn of this run to its end. */
  readonly state: TaskState | TaskDatabase;
  /** Ends the run, whatever it waits for; `run` rejects with its reason. */
  readonly signal?: PlatformAbortSignal;
}

/**
 * Runs tasks on several cores. Make one with `createTaskExecutor`, and close it when it is not needed any more, or let `await using` do
 * so. One that is idle does not keep a process alive.
 */
export interface TaskExecutor extends AsyncDisposable {
  /**
   * Runs tasks, with the results and changes of running them one after the other. The state is not written to: `changes` holds
   * what to store. Runs queue up. Tasks are copied at the call; the state is read when it is the run's turn.
   * @throws TOS_INVALID_ARGUMENT for tasks, options or values that are not what they must be, TOS_TASK_MODULE for a worker module that
   * cannot be used, TOS_NO_THREADS where tasks need a thread and none can be had, TOS_NOT_OPEN after `close`, TOS_NOT_SUPPORTED within a
   * run of the same executor, and whatever reading the state throws. Nothing is half done then.
   */
  run(tasks: readonly Task[], options: TaskRunOptions): Promise<TaskRunResult>;

  /** Resolves when every thread is ready or has failed to start. Runs wait for threads by themselves. */
  started(): Promise<void>;

  /** Ends the threads, after the runs that were asked for; a signal of theirs ends them sooner. @throws TOS_NOT_SUPPORTED within a run of it */
  close(): Promise<void>;
}
