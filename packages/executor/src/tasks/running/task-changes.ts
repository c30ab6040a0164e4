import type { TaskChange, TaskValue } from '../task.ts';

/** What differs, by key in the order of UTF-16 code units. */
export function changesOf(
  keys: readonly (string | undefined)[],
  before: readonly (TaskValue | undefined)[],
  after: readonly (TaskValue | undefined)[],
): TaskChange[] {
  const changes: TaskChange[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key !== undefined && !isSame(before[i], after[i])) changes.push([key, after[i]]);
  }
  return changes.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function isSame(a: TaskValue | undefined, b: TaskValue | undefined): boolean {
  if (a === b) return true;
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
