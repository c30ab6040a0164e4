import type { AccessColumns } from '../conflicts/access-columns.ts';
import { CellAccess } from '../conflicts/cell-access.ts';
import { AMOUNT_LIMIT, COUNTER_LIMIT, type Task, type TaskAdd } from '../task.ts';
import { Admission } from './admission.ts';

const UNKNOWN = { lo: -COUNTER_LIMIT, hi: COUNTER_LIMIT };

/**
 * Decides which additions commute. One pass in task order keeps, for each counter with a lower bound, the interval in which its value
 * must lie before task i, whichever of the earlier tasks fail, and whatever they add within their declared bounds. Additions that
 * the interval cannot decide become exclusive in `access.modes`.
 * @param access the last entries of each task are its additions, in their order
 * @param counterOf returns the value of a cell before the run; undefined where that is no counter
 * @returns an `Admission` for each entry of `access`
 */
export function admitAdds(
  tasks: readonly Task[],
  access: AccessColumns,
  counterOf: (cell: number) => bigint | undefined,
): Uint8Array {
  const admissions = new Uint8Array(access.cells.length);
  const intervals = boundedCounters(tasks, access, counterOf);
  const forget = (cell: number): void => {
    if (intervals.has(cell)) intervals.set(cell, UNKNOWN);
  };
  for (let i = 0; i < access.count; i++) {
    const { access: declared } = tasks[i]!;
    if (declared === 'unknown') {
      for (const cell of intervals.keys()) forget(cell);
      continue;
    }
    const adds = declared.adds ?? [];
    const firstAdd = access.start[i + 1]! - adds.length;
    if (intervals.size > 0) {
      for (let at = access.start[i]!; at < firstAdd; at++) {
        if (access.modes[at] === CellAccess.EXCLUSIVE) forget(access.cells[at]!);
      }
    }
    for (let at = firstAdd; at < access.start[i + 1]!; at++) {
      const add = adds[at - firstAdd]!;
      const cell = access.cells[at]!;
      const interval = intervals.get(cell);
      if (interval === undefined) {
        admissions[at] = Admission.FITS;
        continue;
      }
      const admission = admit(add, interval);
      admissions[at] = admission;
      if (admission === Admission.EXACT) access.modes[at] = CellAccess.EXCLUSIVE;
      if (admission !== Admission.INSUFFICIENT) intervals.set(cell, after(add, interval));
    }
  }
  return admissions;
}

interface Interval {
  readonly lo: bigint;
  readonly hi: bigint;
}

/** Returns the counters for which some addition has a lower bound; the others need no interval. */
function boundedCounters(
  tasks: readonly Task[],
  access: AccessColumns,
  counterOf: (cell: number) => bigint | undefined,
): Map<number, Interval> {
  const intervals = new Map<number, Interval>();
  for (let i = 0; i < access.count; i++) {
    const { access: declared } = tasks[i]!;
    if (declared === 'unknown' || declared.adds === undefined) continue;
    const firstAdd = access.start[i + 1]! - declared.adds.length;
    for (let a = 0; a < declared.adds.length; a++) {
      const cell = access.cells[firstAdd + a]!;
      if (declared.adds[a]!.atLeast === undefined || intervals.has(cell)) continue;
      const value = counterOf(cell);
      intervals.set(cell, value === undefined ? UNKNOWN : { lo: value, hi: value });
    }
  }
  return intervals;
}

function admit({ min = -AMOUNT_LIMIT, max = AMOUNT_LIMIT, atLeast }: TaskAdd, { lo, hi }: Interval): number {
  if (atLeast === undefined || min >= 0n || lo + min >= atLeast) return Admission.FITS;
  return max < 0n && hi + max < atLeast ? Admission.INSUFFICIENT : Admission.EXACT;
}

/** Returns the interval after a task that may fail, or may add nothing. */
function after({ min = -AMOUNT_LIMIT, max = AMOUNT_LIMIT, atLeast }: TaskAdd, { lo, hi }: Interval): Interval {
  const taken = min < 0n ? lo + min : lo;
  // A debit that succeeds leaves at least its bound.
  const least = atLeast !== undefined && taken < atLeast ? atLeast : taken;
  return { lo: least < lo ? least : lo, hi: max > 0n ? hi + max : hi };
}
