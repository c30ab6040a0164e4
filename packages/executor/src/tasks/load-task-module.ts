import { TosError } from '@tos/protocol';
import type { TaskModule } from './task.ts';

/**
 * Loads the module of an executor's tasks, on main or in a thread.
 * @throws TOS_INVALID_ARGUMENT for a module without `runTask`, and whatever importing it throws
 */
export async function loadTaskModule(url: string): Promise<TaskModule> {
  const module: object = await import(url);
  if (isTaskModule(module)) return module;
  const names = Object.keys(module).join(', ');
  const details = {
    argument: 'workerModule',
    expected: 'a module that exports a function runTask',
    received: `${url}, which exports ${names === '' ? 'nothing' : names}`,
  };
  throw new TosError(
    'TOS_INVALID_ARGUMENT',
    details,
    `No runTask in ${details.received}: the workerModule has to export it.`,
  );
}

function isTaskModule(module: object): module is TaskModule {
  return 'runTask' in module && typeof module.runTask === 'function';
}
