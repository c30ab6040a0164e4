import type { Task, TaskAccess, TaskResult, TaskRunResult, TaskValue } from '../src/index.ts';

/** The module that runs scripts. */
export const SCRIPT_TASKS: URL = new URL('./fixtures/script-tasks.mjs', import.meta.url);

/** One step of a script: its name and arguments, which `fixtures/script-tasks.mjs` defines. */
export type Step = readonly [name: string, ...rest: (string | number | readonly (string | number)[])[]];

export interface Script {
  readonly steps: readonly Step[];
  readonly access: TaskAccess | 'unknown';
  readonly cost?: number;
}

export function scriptTask({ steps, access, cost }: Script): Task {
  const input = new TextEncoder().encode(JSON.stringify(steps));
  return cost === undefined ? { input, access } : { input, access, cost };
}

/** Returns the outcome of a run as lines of text that can be compared; errors by code and message. */
export function describeRun({ results, changes }: Pick<TaskRunResult, 'results' | 'changes'>): string[] {
  return [...results.map(describeResult), ...changes.map(([key, value]) => `${key} := ${describeValue(value)}`)];
}

export function describeResult(result: TaskResult): string {
  return result.ok ? new TextDecoder().decode(result.output) : `${result.error.code}: ${result.error.message}`;
}

export function describeValue(value: TaskValue | undefined): string {
  if (value === undefined) return '-';
  return typeof value === 'bigint' ? `${value}n` : `[${new TextDecoder().decode(value)}]`;
}
