import { type AccessColumns, type AccessList, accessColumns } from '../../conflicts/access-columns.ts';
import { type ConflictGraph, detectConflicts } from '../../conflicts/detect-conflicts.ts';
import type { RunValue, RunValues } from '../running/run-values.ts';
import type { Task } from '../task.ts';
import { admitAdds } from './admit-adds.ts';

/** Stands for the whole state: a task of unknown access excludes all others there. */
const EVERYTHING = Symbol('everything');

/** Tasks as the scheduler sees them. Entry `at` of `access` is one declared key of one task. */
export interface TaskPlan {
  readonly tasks: readonly Task[];
  /** Its entries of task i: writes, reads, additions, each in the order of the declaration. */
  readonly access: AccessColumns;
  /** The value that each cell stands for; undefined for the cell that stands for everything. */
  readonly values: readonly (RunValue | undefined)[];
  /** An `Admission` for each entry. */
  readonly admissions: Uint8Array;
  readonly graph: ConflictGraph;
}

/** @param runValues with all that the tasks declare */
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
