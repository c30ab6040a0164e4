import { describeValue, isBytes, TosError } from '@tos/protocol';
import { MAX_BYTES } from '../given/copy-bytes.ts';
import type { TaskError, TaskModule } from '../task.ts';
import { taskError } from './task-error.ts';
import type { RunningScope, TaskEffect } from './task-scope.ts';

/** The outcome of one attempt at one task. */
export type TaskOutcome =
  | { readonly ok: true; readonly output: Uint8Array; readonly effects: readonly TaskEffect[] }
  | { readonly ok: false; readonly error: TaskError };

const NOTHING = new Uint8Array(0);

/**
 * Runs a task. This function neither throws nor rejects, whatever the program returns or throws. It returns no promise for a program that
 * does not wait for anything, because a promise costs more than a small task.
 */
export function runTask(
  module: TaskModule,
  input: Uint8Array,
  scope: RunningScope,
): TaskOutcome | Promise<TaskOutcome> {
  try {
    const output: unknown = module.runTask(input, scope);
    if (!isObject(output) || isBytes(output)) return succeed(output, scope);
    // Any object may be a thenable, whose `then` may call back many times or throw: a promise of our own settles once and catches.
    return new Promise((resolve) => resolve(output)).then(
      (value) => succeed(value, scope),
      (error: unknown) => fail(error, scope),
    );
  } catch (error) {
    return fail(error, scope);
  }
}

/** @param output of a program, which may return a value of any type */
function succeed(output: unknown, scope: RunningScope): TaskOutcome {
  if (output !== undefined && !(isBytes(output) && output.length <= MAX_BYTES)) {
    const reason = `runTask returned ${describeValue(output)}`;
    const problem = `${reason}, but must return bytes (a Uint8Array), at most 2^30, or undefined.`;
    const error = new TosError('TOS_TASK_FAILED', { reason }, problem).toObject();
    return { ok: false, error: scope.finish(false) ?? error };
  }
  const refusal = scope.finish(true);
  if (refusal !== undefined) return { ok: false, error: refusal };
  return { ok: true, output: output === undefined ? NOTHING : new Uint8Array(output), effects: scope.effects() };
}

function fail(error: unknown, scope: RunningScope): TaskOutcome {
  return { ok: false, error: scope.finish(false) ?? taskError(error) };
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
