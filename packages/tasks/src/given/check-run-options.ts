import { assertObject, invalidArgument } from '@tos/protocol';
import type { Task, TaskDatabase, TaskRunOptions, TaskState } from '../task.ts';

/**
 * What a run was given besides its tasks.
 * @throws TOS_INVALID_ARGUMENT for a state that cannot be read as the tasks need it, or a signal that is none
 */
export function checkRunOptions(options: unknown, tasks: readonly Task[]): TaskRunOptions {
  assertObject(options, 'options');
  const { state, signal }: { state?: unknown; signal?: unknown } = options;
  if (!isState(state) && !isDatabase(state)) {
    throw invalidArgument('options.state', 'a Map, or an object with a method get or getMany', state);
  }
  if (!isState(state) && tasks.some(({ access }) => access === 'unknown')) {
    throw invalidArgument('options.state', 'one with a method get, which tasks of unknown access need', state);
  }
  if (signal === undefined) return { state };
  if (!isSignal(signal)) throw invalidArgument('options.signal', 'an AbortSignal', signal);
  return { state, signal };
}

function isState(value: unknown): value is TaskState {
  return hasMethod(value, 'get');
}

/** Whether a state is to be asked for all at once. */
export function isDatabase(value: unknown): value is TaskDatabase {
  return hasMethod(value, 'getMany');
}

/** Of any realm, or of a library that does the same. */
function isSignal(value: unknown): value is AbortSignal {
  const hasListeners = hasMethod(value, 'addEventListener') && hasMethod(value, 'removeEventListener');
  return hasListeners && 'aborted' in value && typeof value.aborted === 'boolean';
}

function hasMethod(value: unknown, name: string): value is object {
  const mayHave = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return mayHave && typeof Reflect.get(value, name) === 'function';
}
