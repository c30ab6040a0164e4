import { isTosError, TosError, type TosErrorObject } from '@tos/protocol';
import type { TaskError } from '../task.ts';
import { reasonOf, stackOf } from './reason-of.ts';

/** Why a task failed whose program threw this, which may be anything. Code, message and details are the same on every thread. */
export function taskError(thrown: unknown): TaskError {
  const plain = plainError(thrown) ?? new TosError('TOS_TASK_FAILED', { reason: reasonOf(thrown) }).toObject();
  return withStack(plain, stackOf(thrown));
}

/** @param stack of what the program threw, undefined where that has none */
export function withStack(error: TosErrorObject, stack: string | undefined): TaskError {
  return stack === undefined ? error : Object.defineProperty(error, 'stack', { value: stack });
}

/** An error of our table as data, which JSON carries; undefined for everything else, and for one that a program has tampered with. */
function plainError(thrown: unknown): TosErrorObject | undefined {
  try {
    if (!isTosError(thrown)) return undefined;
    return TosError.fromObject(JSON.parse(JSON.stringify(thrown.toObject()))).toObject();
  } catch {
    return undefined;
  }
}
