import { describe, expect, test } from 'vitest';
import { Admission } from '../schedule/admission.ts';
import type { TaskAdd, TaskValue } from '../task.ts';
import { runTask } from './run-task.ts';
import { DeclaredScope, OpenScope, type RunningScope, type ScopeEntry, Use } from './task-scope.ts';

const entry = (key: string, use: number, value?: TaskValue): Omit<ScopeEntry, 'index'> => ({
  key,
  use,
  value,
  admission: Admission.NONE,
  add: undefined,
});

const adding = (add: TaskAdd, admission: number, value: TaskValue = 0n): Omit<ScopeEntry, 'index'> => ({
  key: add.key,
  use: Use.ADD,
  value,
  admission,
  add,
});

const scopeOf = (...entries: Omit<ScopeEntry, 'index'>[]): DeclaredScope =>
  new DeclaredScope(entries.map((each, index) => ({ ...each, index })));

function run(scope: RunningScope, program: (scope: RunningScope) => void): ReturnType<typeof runTask> {
  const module = {
    runTask() {
      program(scope);
      return undefined;
    },
  };
  return runTask(module, new Uint8Array(0), scope);
}

describe('what is not declared', () => {
  const uses: [name: string, use: (scope: RunningScope) => void][] = [
    ['reading another key', (scope) => scope.get('other')],
    ['writing what is read', (scope) => scope.set('read', 1n)],
    ['deleting what is read', (scope) => scope.delete('read')],
    ['adding to what is read', (scope) => scope.add('read', 1n)],
    ['adding to what is written', (scope) => scope.add('written', 1n)],
    ['reading what is added to', (scope) => scope.get('added')],
    ['writing what is added to', (scope) => scope.set('added', 1n)],
  ];
  const scope = (): DeclaredScope =>
    scopeOf(entry('written', Use.WRITE), entry('read', Use.READ), adding({ key: 'added' }, Admission.FITS));

  test.each(uses)('%s is refused', (_, use) => {
    expect(run(scope(), use)).toMatchObject({ ok: false, error: { code: 'TOS_TASK_UNDECLARED' } });
  });

  test.each(uses)('%s fails the task even if the program goes on', (_, use) => {
    const program = (here: RunningScope): void => {
      here.set('written', 1n);
      expect(() => use(here)).toThrow();
    };
    expect(run(scope(), program)).toMatchObject({ ok: false, error: { code: 'TOS_TASK_UNDECLARED' } });
  });

  test.each([
    [5n, 'within', true],
    [-5n, 'below min', false],
    [6n, 'above max', false],
  ])('a total of %s is %s what was declared', (total, _, ok) => {
    const declared = scopeOf(adding({ key: 'c', min: -4n, max: 5n }, Admission.FITS));
    expect(run(declared, (here) => here.add('c', total)).valueOf()).toMatchObject({ ok });
  });
});

describe('counters', () => {
  const debit: TaskAdd = { key: 'c', min: -5n, max: 0n, atLeast: 0n };

  test.each([
    ['fits', Admission.FITS, 0n, true],
    ['short', Admission.INSUFFICIENT, 0n, false],
    ['exactly enough', Admission.EXACT, 5n, true],
    ['one too few', Admission.EXACT, 4n, false],
  ])('a debit that is %s', (_, admission, value, ok) => {
    const outcome = run(scopeOf(adding(debit, admission, value)), (here) => here.add('c', -5n));
    expect(outcome).toMatchObject(
      ok ? { effects: [{ isAdd: true, value: -5n }] } : { error: { code: 'TOS_TASK_COUNTER' } },
    );
  });

  test('a short debit of nothing is none', () => {
    expect(run(scopeOf(adding(debit, Admission.INSUFFICIENT)), () => {})).toMatchObject({ ok: true, effects: [] });
  });

  test('a key that holds bytes takes no addition', () => {
    const declared = scopeOf(adding({ key: 'c' }, Admission.FITS, new Uint8Array(0)));
    expect(run(declared, (here) => here.add('c', 1n))).toMatchObject({ error: { code: 'TOS_TASK_COUNTER' } });
  });

  test.each([2n ** 254n, -(2n ** 254n)])('%s is out of range', (value) => {
    const program = (here: RunningScope): void => here.set('w', value);
    expect(run(scopeOf(entry('w', Use.WRITE)), program)).toMatchObject({ error: { code: 'TOS_TASK_COUNTER' } });
  });
});

describe('values are copies', () => {
  test('what a program does to an array changes nothing but that', () => {
    const held = Uint8Array.of(1, 2);
    const scope = scopeOf(entry('w', Use.WRITE, held));
    const outcome = run(scope, (here) => {
      const got = here.get('w');
      if (got instanceof Uint8Array) got[0] = 9;
      expect(here.get('w')).toEqual(Uint8Array.of(1, 2));
      const given = Uint8Array.of(3);
      here.set('w', given);
      given[0] = 9;
    });
    expect(outcome).toMatchObject({ effects: [{ target: 0, value: Uint8Array.of(3) }] });
    expect(held).toEqual(Uint8Array.of(1, 2));
  });

  test('a task sees what it has written, and that it has deleted', () => {
    for (const scope of [scopeOf(entry('w', Use.WRITE, 1n)), new OpenScope(() => 1n)]) {
      run(scope, (here) => {
        expect(here.get('w')).toBe(1n);
        here.set('w', 2n);
        expect(here.get('w')).toBe(2n);
        here.delete('w');
        expect(here.get('w')).toBeUndefined();
      });
    }
  });
});

test.each([
  ['declared', scopeOf(entry('w', Use.WRITE))],
  ['open', new OpenScope(() => undefined)],
])('a %s scope is closed behind its task', (_, scope) => {
  run(scope, () => {});
  for (const use of [
    () => scope.get('w'),
    () => scope.set('w', 1n),
    () => scope.delete('w'),
    () => scope.add('w', 1n),
  ]) {
    expect(use).toThrow(expect.objectContaining({ code: 'TOS_NOT_OPEN' }));
  }
});

test('many keys are found as few are', () => {
  const keys = Array.from({ length: 500 }, (_, i) => `k${i}`);
  const scope = scopeOf(...keys.map((key, i) => entry(key, Use.WRITE, BigInt(i))), entry('k3', Use.READ, 7n));
  const outcome = run(scope, (here) => {
    for (const [i, key] of keys.entries()) expect(here.get(key), key).toBe(BigInt(i));
    here.set('k3', 1n);
  });
  expect(outcome).toMatchObject({ ok: true, effects: [{ target: 3 }] });
});
