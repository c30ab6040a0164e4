import { isTosError, TosError, type TosErrorObject } from '@tos/protocol';
import type { TaskModule } from '../task.ts';
import type { RunningScope, TaskEffect } from './task-scope.ts';

/** What one run of one task came to. */
export type TaskOutcome =
  | { readonly ok: true; readonly output: Uint8Array; readonly effects: readonly TaskEffect[] }
  | { readonly ok: false; readonly error: TosErrorObject };

const NOTHING = new Uint8Array(0);

/** Runs a task. A program that does not wait for anything is not waited for: a promise costs more than a small task. */
export function runTask(
  module: TaskModule,
  input: Uint8Array,
  scope: RunningScope,
): TaskOutcome | Promise<TaskOutcome> {
  try {
    const output = module.runTask(input, scope);
    if (output === undefined || !('then' in output)) return succeed(output, scope);
    return output.then(
      (value) => succeed(value, scope),
      (error: unknown) => fail(error, scope),
    );
  } catch (error) {
    return fail(error, scope);
  }
}

/** @param output of a program, which need not have kept to the types */
function succeed(output: unknown, scope: RunningScope): TaskOutcome {
  if (output !== undefined && !(output instanceof Uint8Array)) {
    return fail(new TypeError('runTask returned neither a Uint8Array nor undefined.'), scope);
  }
  const refusal = scope.finish(true);
  if (refusal !== undefined) return { ok: false, error: refusal };
  return { ok: true, output: output === undefined ? NOTHING : new Uint8Array(output), effects: scope.effects() };
}

function fail(error: unknown, scope: RunningScope): TaskOutcome {
  return { ok: false, error: scope.finish(false) ?? plainFailure(error) };
}

/** The same on every thread: code, message and details, without a stack. */
function plainFailure(error: unknown): TosErrorObject {
  if (isTosError(error)) {
    try {
      return JSON.parse(JSON.stringify(error.toObject()));
    } catch {
      // Details that are no JSON: the message has to do.
    }
  }
  return new TosError('TOS_TASK_FAILED', { reason: describe(error) }).toObject();
}

function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'a value that is no text';
  }
}
