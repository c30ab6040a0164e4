import { assertList, invalidArgument } from '@tos/protocol';
import { AMOUNT_LIMIT, COUNTER_LIMIT, type Task, type TaskAccess, type TaskAdd } from '../task.ts';
import { copyBytes } from './copy-bytes.ts';

const LEAST_AMOUNT = -AMOUNT_LIMIT;
const LEAST_COUNTER = -COUNTER_LIMIT;
// Comparing at most this many strings pair by pair costs less than a Set.
const FEW = 16;

/**
 * Copies tasks, so that the caller may change the originals at once. Every member is read once.
 * @throws TOS_INVALID_ARGUMENT for what is no task, and for a key that a task adds to and declares a second time
 */
export function copyTasks(tasks: unknown): Task[] {
  assertList(tasks, 'tasks');
  const copies: Task[] = [];
  // The copies are made by loops: `Array.from` takes ten times as long. A hole of an array reads as undefined.
  for (let i = 0; i < tasks.length; i++) copies.push(copyTask(tasks[i], i));
  return copies;
}

function copyTask(task: unknown, index: number): Task {
  if (!isObject(task)) refuse(index, '', 'an object with an input and an access set', task);
  const { input, access, cost = 1 }: { input?: unknown; access?: unknown; cost?: unknown } = task;
  if (!(typeof cost === 'number' && cost > 0 && cost < Number.POSITIVE_INFINITY)) {
    refuse(index, '.cost', 'a number above 0', cost);
  }
  return {
    input: copyBytes(input, () => `tasks[${index}].input`),
    access: access === 'unknown' ? access : copyAccess(access, index),
    cost,
  };
}

function copyAccess(access: unknown, task: number): TaskAccess {
  if (!isObject(access)) refuse(task, '.access', "an access set ({} for no key), or 'unknown'", access);
  const { reads, writes, adds }: { reads?: unknown; writes?: unknown; adds?: unknown } = access;
  const copy: { reads?: string[]; writes?: string[]; adds?: TaskAdd[] } = {};
  if (reads !== undefined) copy.reads = copyKeys(reads, '.access.reads', task);
  if (writes !== undefined) copy.writes = copyKeys(writes, '.access.writes', task);
  if (adds === undefined) return copy;
  if (!Array.isArray(adds)) refuse(task, '.access.adds', 'an array of additions', adds);
  copy.adds = copyAdds(adds, task);
  assertOnce(copy, copy.adds, task);
  return copy;
}

function copyKeys(keys: unknown, path: string, task: number): string[] {
  if (!Array.isArray(keys)) refuse(task, path, 'an array of keys', keys);
  const copies: string[] = [];
  for (let at = 0; at < keys.length; at++) {
    const key: unknown = keys[at];
    if (typeof key !== 'string') refuse(task, `${path}[${at}]`, 'a key (a text)', key);
    copies.push(key);
  }
  return copies;
}

function copyAdds(adds: readonly unknown[], task: number): TaskAdd[] {
  const copies: TaskAdd[] = [];
  for (let at = 0; at < adds.length; at++) copies.push(copyAdd(adds[at], task, at));
  return copies;
}

function copyAdd(add: unknown, task: number, at: number): TaskAdd {
  if (!isObject(add)) refuse(task, `.access.adds[${at}]`, 'an object with a key', add);
  const { key, min, max, atLeast }: { key?: unknown; min?: unknown; max?: unknown; atLeast?: unknown } = add;
  if (typeof key !== 'string') refuse(task, `.access.adds[${at}].key`, 'a key (a text)', key);
  const copy: { key: string; min?: bigint; max?: bigint; atLeast?: bigint } = { key };
  if (min !== undefined) copy.min = isAmount(min) ? min : refuseAmount(task, at, 'min', min);
  if (max !== undefined) copy.max = isAmount(max) ? max : refuseAmount(task, at, 'max', max);
  if (copy.min !== undefined && copy.max !== undefined && copy.min > copy.max) {
    refuse(task, `.access.adds[${at}].min`, `at most max (${copy.max})`, copy.min);
  }
  if (atLeast === undefined) return copy;
  if (typeof atLeast !== 'bigint' || atLeast <= LEAST_COUNTER || atLeast >= COUNTER_LIMIT) {
    refuse(task, `.access.adds[${at}].atLeast`, 'a bigint between -2^254 and 2^254', atLeast);
  }
  copy.atLeast = atLeast;
  return copy;
}

function isAmount(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= LEAST_AMOUNT && value <= AMOUNT_LIMIT;
}

function refuseAmount(task: number, at: number, bound: string, value: unknown): never {
  return refuse(task, `.access.adds[${at}].${bound}`, 'a bigint from -2^127 to 2^127', value);
}

/** @throws TOS_INVALID_ARGUMENT for a key in `adds` that the task declares a second time, in whichever list */
function assertOnce({ reads = [], writes = [] }: TaskAccess, adds: readonly TaskAdd[], task: number): void {
  const isFew = reads.length + writes.length + adds.length <= FEW;
  const others = isFew ? undefined : new Set([...reads, ...writes]);
  const added = isFew ? undefined : new Set<string>();
  adds.forEach(({ key }, at) => {
    const isTwice =
      others === undefined || added === undefined
        ? reads.includes(key) || writes.includes(key) || adds.findIndex((add) => add.key === key) < at
        : others.has(key) || added.size === added.add(key).size;
    if (isTwice) refuse(task, `.access.adds[${at}].key`, 'a key that the task declares nowhere else', key);
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function refuse(task: number, path: string, expected: string, value: unknown): never {
  throw invalidArgument(`tasks[${task}]${path}`, expected, value);
}
