import { type AccessColumns, type AccessList, accessColumns } from '../conflicts/access-columns.ts';
import { type ConflictGraph, detectConflicts } from '../conflicts/detect-conflicts.ts';
import type { RunValue, RunValues } from '../running/run-values.ts';
import type { Task } from '../task.ts';
import { admitAdds } from './admit-adds.ts';

/** The key of a cell that stands for the whole state: a task of unknown access uses it exclusively, and all others read it. */
const EVERYTHING = Symbol('everything');

/** Tasks, their conflicts and their admissions. Entry `at` of `access` is one declared key of one task. */
export interface TaskPlan {
  readonly tasks: readonly Task[];
  /** The entries of a task: writes, reads, additions, each in the order of the declaration. */
  readonly access: AccessColumns;
  /** For each cell its value; undefined for the cell of `EVERYTHING`. */
  readonly values: readonly (RunValue | undefined)[];
  /** An `Admission` for each entry. */
  readonly admissions: Uint8Array;
  readonly graph: ConflictGraph;
}

/** Plans tasks. @param runValues holds every value that the tasks declare */
export function planTasks(tasks: readonly Task[], runValues: RunValues): TaskPlan {
  const hasUnknown = tasks.some(({ access }) => access === 'unknown');
  const { keys, ...access } = accessColumns(tasks.map((task) => accessList(task, hasUnknown)));
  const values = keys.map((key) => (typeof key === 'string' ? runValues.of(key) : undefined));
  const admissions = admitAdds(tasks, access, (cell) => {
    const now = values[cell]?.now;
    if (now === undefined) return 0n;
    return typeof now === 'bigint' ? now : undefined;
  });
  return { tasks, access, values, admissions, graph: detectConflicts(access) };
}

function accessList({ access }: Task, hasUnknown: boolean): AccessList<string | symbol> {
  if (access === 'unknown') return { exclusive: [EVERYTHING] };
  const { writes = [], reads = [], adds = [] } = access;
  const read = hasUnknown ? [...reads, EVERYTHING] : reads;
  return adds.length === 0
    ? { exclusive: writes, read }
    : { exclusive: writes, read, credit: adds.map(({ key }) => key) };
}
