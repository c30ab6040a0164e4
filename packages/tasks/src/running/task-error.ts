import { isTosError, TosError, type TosErrorObject } from '@tos/protocol';
import type { TaskError } from '../task.ts';
import { reasonOf, stackOf } from './reason-of.ts';

/** Returns why a task failed. @param thrown by the program of the task, any value. Code, message and details are equal on every thread */
export function taskError(thrown: unknown): TaskError {
  const plain = plainError(thrown) ?? new TosError('TOS_TASK_FAILED', { reason: reasonOf(thrown) }).toObject();
  return withStack(plain, stackOf(thrown));
}

/** Adds a stack to an error. @param stack of what the program threw; undefined where that has none */
export function withStack(error: TosErrorObject, stack: string | undefined): TaskError {
  return stack === undefined ? error : Object.defineProperty(error, 'stack', { value: stack });
}

/** Returns a `TosError` as data that JSON can carry; undefined for any other value, and for an error that a program has tampered with. */
function plainError(thrown: unknown): TosErrorObject | undefined {
  try {
    if (!isTosError(thrown)) return undefined;
    return TosError.fromObject(JSON.parse(JSON.stringify(thrown.toObject()))).toObject();
  } catch {
    return undefined;
  }
}
