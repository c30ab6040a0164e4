import { TosError } from '@tos/protocol';
import { type AccessColumns, type AccessList, accessColumns } from '../../conflicts/access-columns.ts';
import { type ConflictGraph, detectConflicts } from '../../conflicts/detect-conflicts.ts';
import { COUNTER_LIMIT, type Task, type TaskState, type TaskValue } from '../task.ts';
import { admitAdds } from './admit-adds.ts';

/** Stands for the whole state: a task of unknown access excludes all others there. */
const EVERYTHING = Symbol('everything');

/** Tasks as the scheduler sees them. Entry `at` of `access` is one declared key of one task; the values are of before the run. */
export interface TaskPlan {
  readonly tasks: readonly Task[];
  /** Its entries of task i: writes, reads, additions, each in the order of the declaration. */
  readonly access: AccessColumns;
  /** The key of each cell; undefined for the cell that stands for everything. */
  readonly keys: readonly (string | undefined)[];
  readonly values: readonly (TaskValue | undefined)[];
  /** An `Admission` for each entry. */
  readonly admissions: Uint8Array;
  readonly graph: ConflictGraph;
}

/** @throws TOS_INVALID_ARGUMENT for counters out of range */
export function planTasks(tasks: readonly Task[], state: TaskState): TaskPlan {
  const hasUnknown = tasks.some(({ access }) => access === 'unknown');
  const { keys: cellKeys, ...access } = accessColumns(tasks.map((task) => accessList(task, hasUnknown)));
  const keys = cellKeys.map((key) => (typeof key === 'string' ? key : undefined));
  const values = keys.map((key) => (key === undefined ? undefined : readValue(state, key)));
  const admissions = admitAdds(tasks, access, (cell) => {
    const value = values[cell];
    if (value === undefined) return 0n;
    return typeof value === 'bigint' ? value : undefined;
  });
  return { tasks, access, keys, values, admissions, graph: detectConflicts(access) };
}

/** A value of the state before a run. @throws TOS_INVALID_ARGUMENT for a counter out of range */
export function readValue(state: TaskState, key: string): TaskValue | undefined {
  const value = state.get(key);
  if (typeof value === 'bigint' && (value <= -COUNTER_LIMIT || value >= COUNTER_LIMIT)) {
    throw new TosError('TOS_INVALID_ARGUMENT', {
      argument: `state: ${JSON.stringify(key)}`,
      expected: 'a counter between -2^254 and 2^254',
      received: String(value),
    });
  }
  return value;
}

function accessList({ access }: Task, hasUnknown: boolean): AccessList<string | symbol> {
  if (access === 'unknown') return { exclusive: [EVERYTHING] };
  const { writes = [], reads = [], adds = [] } = access;
  const read = hasUnknown ? [...reads, EVERYTHING] : reads;
  return adds.length === 0
    ? { exclusive: writes, read }
    : { exclusive: writes, read, credit: adds.map(({ key }) => key) };
}
