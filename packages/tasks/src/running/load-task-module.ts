import { TosError } from '@tos/protocol';
import type { TaskModule } from '../task.ts';
import { settlesWithin } from '../threads/settles-within.ts';
import { reasonOf } from './reason-of.ts';

// A module may read files and compile before it is ready. A module that takes longer than this is tried again by the next run, which finds the
// import as far as it has come.
const LOAD_LIMIT_MS = 10_000;

/**
 * Loads a worker module, on main or on a thread.
 * @throws TOS_TASK_MODULE, with the error of the module as `cause`, for a module that throws, takes too long, or exports no `runTask`
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

// An import returns anything where a module exports a function named `then`, so the result is checked.
function isTaskModule(module: unknown): module is TaskModule {
  return typeof module === 'object' && module !== null && 'runTask' in module && typeof module.runTask === 'function';
}

function refused(url: string, reason: string, cause?: unknown): TosError {
  return new TosError('TOS_TASK_MODULE', { module: url, reason }, undefined, { cause });
}
