import { AccessMode } from '@tos/runtime';
import type { AccessColumns } from '../../conflicts/access-columns.ts';
import { AMOUNT_LIMIT, COUNTER_LIMIT, type Task, type TaskAdd } from '../task.ts';
import { Admission } from './admission.ts';

const UNKNOWN = { lo: -COUNTER_LIMIT, hi: COUNTER_LIMIT };

/**
 * Decides which additions commute, in one pass in task order: for each counter with a lower bound, the interval that its value
 * must lie in before task i, whichever of the earlier tasks fail and whatever they add within what they declared. Additions that
 * the interval cannot decide become exclusive in `access.modes`.
 * @param access the last entries of each task are its additions, in their order
 * @param counterOf value before the run, undefined where that is no counter
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
        if (access.modes[at] === AccessMode.EXCLUSIVE) forget(access.cells[at]!);
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
      if (admission === Admission.EXACT) access.modes[at] = AccessMode.EXCLUSIVE;
      if (admission !== Admission.SHORT) intervals.set(cell, after(add, interval));
    }
  }
  return admissions;
}

interface Interval {
  readonly lo: bigint;
  readonly hi: bigint;
}

/** The counters that some addition sets a lower bound to; the others need no interval. */
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
  return max < 0n && hi + max < atLeast ? Admission.SHORT : Admission.EXACT;
}

/** The interval behind a task that may fail, or may not add. */
function after({ min = -AMOUNT_LIMIT, max = AMOUNT_LIMIT, atLeast }: TaskAdd, { lo, hi }: Interval): Interval {
  const taken = min < 0n ? lo + min : lo;
  // A debit that passes leaves at least the bound.
  const least = atLeast !== undefined && taken < atLeast ? atLeast : taken;
  return { lo: least < lo ? least : lo, hi: max > 0n ? hi + max : hi };
}
