import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessColumns } from '../conflicts/access-columns.ts';
import { CellAccess } from '../conflicts/cell-access.ts';
import type { Task, TaskAdd } from '../task.ts';
import { Admission } from './admission.ts';
import { admitAdds } from './admit-adds.ts';

const NOTHING = new Uint8Array(0);

function admit(adds: readonly (TaskAdd | 'write')[], start: bigint): number[] {
  const tasks: Task[] = adds.map((add) =>
    add === 'write' ? { input: NOTHING, access: { writes: ['k'] } } : { input: NOTHING, access: { adds: [add] } },
  );
  const access = accessColumns(adds.map((add) => (add === 'write' ? { exclusive: ['k'] } : { credit: ['k'] })));
  const admissions = admitAdds(tasks, access, () => start);
  admissions.forEach((admission, at) => {
    const isExclusive = admission === Admission.EXACT || adds[at] === 'write';
    expect(access.modes[at], `entry ${at}`).toBe(isExclusive ? CellAccess.EXCLUSIVE : CellAccess.CREDIT);
  });
  return [...admissions];
}

const debit = (amount: bigint, atLeast = 0n): TaskAdd => ({ key: 'k', min: -amount, max: -amount, atLeast });
const credit = (amount: bigint): TaskAdd => ({ key: 'k', min: amount, max: amount });

describe('admitAdds', () => {
  test('debits that fit together commute; from the first that may not fit on, the value decides', () => {
    const { FITS, EXACT } = Admission;
    expect(admit([debit(40n), debit(60n), debit(1n)], 100n)).toEqual([FITS, FITS, EXACT]);
  });

  test('a debit beyond the most that may be there is known to fail, and takes nothing from the next', () => {
    expect(admit([debit(101n), debit(100n)], 100n)).toEqual([Admission.INSUFFICIENT, Admission.FITS]);
  });

  test('a credit that may fail counts for the most, not for the least', () => {
    expect(admit([credit(50n), debit(120n)], 100n)).toEqual([Admission.FITS, Admission.EXACT]);
  });

  test('additions without a bound always commute, and those of any amount leave nothing known', () => {
    expect(admit([{ key: 'k' }, { key: 'k' }], 0n)).toEqual([Admission.FITS, Admission.FITS]);
    expect(admit([{ key: 'k' }, debit(1n)], 1000n)).toEqual([Admission.FITS, Admission.EXACT]);
  });

  test('what was written is not known', () => {
    expect(admit(['write', debit(1n)], 1000n)).toEqual([Admission.NONE, Admission.EXACT]);
  });

  test('after a debit that passed or failed at least its bound is left', () => {
    expect(admit([debit(1n, 99n), debit(60n), debit(90n)], 100n)).toEqual([
      Admission.FITS,
      Admission.FITS,
      Admission.EXACT,
    ]);
  });

  test('is right about every value that the counter can have', () => {
    const add = fc
      .record({
        a: fc.integer({ min: -4, max: 3 }),
        width: fc.nat(3),
        bound: fc.option(fc.integer({ min: -2, max: 6 })),
      })
      .map(({ a, width, bound }): TaskAdd => {
        const range = { key: 'k', min: BigInt(a), max: BigInt(a + width) };
        return bound === null ? range : { ...range, atLeast: BigInt(bound) };
      });
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: add }, fc.constant('write' as const)), { maxLength: 6 }),
        fc.bigInt(0n, 9n),
        (adds, start) => {
          const admissions = admit(adds, start);
          // All values that the counter can have before each task, whichever earlier tasks fail and whatever they add.
          let values = new Set([start]);
          adds.forEach((each, i) => {
            if (each === 'write') {
              values = new Set([-50n, 50n]);
              return;
            }
            const { min = 0n, max = 0n, atLeast } = each;
            const after = new Set(values);
            for (const value of values) {
              for (let amount = min; amount <= max; amount++) {
                const isShort = amount < 0n && atLeast !== undefined && value + amount < atLeast;
                if (admissions[i] === Admission.FITS) expect(isShort, `${i}: fits at ${value}`).toBe(false);
                if (admissions[i] === Admission.INSUFFICIENT)
                  expect(isShort || amount === 0n, `${i}: short at ${value}`).toBe(true);
                if (!isShort) after.add(value + amount);
              }
            }
            values = after;
          });
        },
      ),
      { numRuns: 2000 },
    );
  });
});
