import { TosError } from '@tos/protocol';
import { settlesWithin } from '../../threads/settles-within.ts';
import type { TaskModule } from '../task.ts';
import { reasonOf } from './reason-of.ts';

// A module may read files and compile before it is ready. One that takes longer is tried again by the next run, which finds it where it is.
const LOAD_LIMIT_MS = 10_000;

/**
 * Loads a worker module, on main or on a thread.
 * @throws TOS_TASK_MODULE, with its error as `cause`, for a module that throws, does not come to an end in time, or has no `runTask`
 */
export async function loadTaskModule(url: string): Promise<TaskModule> {
  const loading: Promise<unknown> = import(url);
  if (!(await settlesWithin(loading, LOAD_LIMIT_MS))) {
    throw refused(url, `it has not come to the end of its imports and its top level within ${LOAD_LIMIT_MS / 1000} s`);
  }
  let exported = 'nothing';
  try {
    const module = await loading;
    if (isTaskModule(module)) return module;
    exported = Object.keys(Object(module)).sort().slice(0, 10).join(', ') || 'nothing';
  } catch (error) {
    throw refused(url, reasonOf(error), error);
  }
  throw refused(url, `it exports no function runTask, but ${exported}`);
}

// What a module exports as `then` decides what its import gives.
function isTaskModule(module: unknown): module is TaskModule {
  return typeof module === 'object' && module !== null && 'runTask' in module && typeof module.runTask === 'function';
}

function refused(url: string, reason: string, cause?: unknown): TosError {
  return new TosError('TOS_TASK_MODULE', { module: url, reason }, undefined, { cause });
}
