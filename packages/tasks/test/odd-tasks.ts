import { createTaskExecutor, type Task, type TaskAccess, type TaskExecutor, type TaskRunResult } from '../src/index.ts';
import { describeRun } from './script.ts';

/** The module of programs that ignore the types. */
export const ODD_TASKS: URL = new URL('./fixtures/odd-tasks.mjs', import.meta.url);

/** Every way to run tasks. */
export const settings = ['sequential', 'parallel', 'auto'] as const;

export function oddExecutors(): TaskExecutor[] {
  return settings.map((setting) => createTaskExecutor({ workerModule: ODD_TASKS, setting, workers: 2 }));
}

export function oddTask(input: string, access: TaskAccess | 'unknown'): Task {
  return { input: new TextEncoder().encode(input), access };
}

/** Returns how a call ended: with the outcome of a run, or with a thrown value of any type. */
export async function outcomeOf(call: () => Promise<TaskRunResult>): Promise<{ run: string[] } | { thrown: unknown }> {
  try {
    return { run: describeRun(await call()) };
  } catch (thrown) {
    return { thrown };
  }
}
