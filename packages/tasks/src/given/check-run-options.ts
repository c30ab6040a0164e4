import { assertObject, invalidArgument } from '@tos/protocol';
import type { Task, TaskDatabase, TaskRunOptions, TaskState } from '../task.ts';

/**
 * Checks the options of a run.
 * @throws TOS_INVALID_ARGUMENT for a state that cannot be read as the tasks need it, or for what is no abort signal
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

/** Whether all values of a state are to be asked for at once. */
export function isDatabase(value: unknown): value is TaskDatabase {
  return hasMethod(value, 'getMany');
}

/** Accepts the signals of any realm, and those of a library that behave alike. */
function isSignal(value: unknown): value is AbortSignal {
  const hasListeners = hasMethod(value, 'addEventListener') && hasMethod(value, 'removeEventListener');
  return hasListeners && 'aborted' in value && typeof value.aborted === 'boolean';
}

function hasMethod(value: unknown, name: string): value is object {
  const mayHave = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return mayHave && typeof Reflect.get(value, name) === 'function';
}
