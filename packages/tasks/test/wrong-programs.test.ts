import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Task, TaskResult } from '../src/index.ts';
import { thrown, values } from './fixtures/odd-tasks.mjs';
import { oddExecutors, oddTask, settings } from './odd-tasks.ts';
import { describeResult } from './script.ts';

// Whatever a program returns, throws or hands to its scope, its task ends alike in every setting, and no other task is affected.

const executors = oddExecutors();
beforeAll(() => Promise.all(executors.map((executor) => executor.started())));
afterAll(() => Promise.all(executors.map((executor) => executor.close())));

const good = oddTask('return: bytes', {});
const access = { writes: ['k'], adds: [{ key: 'n' }] };

/** Runs a task between two good ones, in every setting. @returns the result of the task in each */
async function endsOf(task: Task): Promise<TaskResult[]> {
  const ends: TaskResult[] = [];
  for (const [i, executor] of executors.entries()) {
    const { results, report } = await executor.run([good, task, good], { state: new Map() });
    expect(results.map(({ ok }) => ok).toSpliced(1, 1), settings[i]).toEqual([true, true]);
    expect(report.retries, `${settings[i]}: no thread was lost`).toBe(0);
    ends.push(results[1]!);
  }
  return ends;
}

async function sameEnd(task: Task): Promise<TaskResult> {
  const ends = await endsOf(task);
  for (const [i, end] of ends.entries()) expect(end, settings[i]).toEqual(ends[0]);
  return ends[0]!;
}

const bytes = ['bytes', 'a Buffer', 'bytes of another realm', 'shared bytes', 'bytes that are a thenable'];
const promises = [
  'a promise',
  'a promise of another realm',
  'a thenable',
  'a thenable of a promise',
  'a function that is a thenable',
  'a thenable that settles twice',
];

describe.each(['return', 'return later'])('%s', (use) => {
  test.each(Object.keys(values))('%s', async (name) => {
    const end = await sameEnd(oddTask(`${use}: ${name}`, access));
    // The promise of an async function looks for a `then` in its value first.
    const isAwaited = use === 'return later' && name === 'bytes that are a thenable';
    if (name === 'nothing') expect(end).toEqual({ ok: true, output: new Uint8Array(0) });
    else if ([...bytes, ...promises].includes(name) && !isAwaited) {
      expect(end).toEqual({ ok: true, output: Uint8Array.of(1, 2, 3) });
    } else expect(end).toMatchObject({ ok: false, error: { code: 'TOS_TASK_FAILED' } });
  });
});

describe.each(['throw', 'throw later'])('%s', (use) => {
  test.each(Object.keys(thrown))('%s', async (name) => {
    const [first, ...others] = await endsOf(oddTask(`${use}: ${name}`, access));
    expect(first).toMatchObject({ ok: false, error: { code: 'TOS_TASK_FAILED' } });
    for (const other of others) expect(other).toEqual(first);
    expect(JSON.stringify(first).length).toBeLessThan(4000);
  });

  test('an error keeps its stack and that of its cause', async () => {
    for (const [i, end] of (await endsOf(oddTask(`${use}: an error with a cause`, access))).entries()) {
      const { stack = '' } = end.ok ? {} : end.error;
      expect(stack, settings[i]).toMatch(/Error: outer\n.*odd-tasks.*\[cause\]: Error: inner\n.*odd-tasks/s);
      expect(Object.keys(end.ok ? {} : end.error), settings[i]).toEqual(['code', 'message', 'details']);
    }
  });
});

// A rejection without a listener is left to the program.
const given = Object.keys(values).filter((name) => !name.includes('rejected'));

describe.each(['declared', 'unknown'] as const)('to a scope, access %s', (kind) => {
  const declared = kind === 'declared' ? access : kind;

  test.each(given)('set %s', async (name) => {
    const end = await sameEnd(oddTask(`set: ${name}`, declared));
    if ([...bytes, 'a bigint'].includes(name)) expect(end).toMatchObject({ ok: true });
    else if (name === 'a bigint without end') expect(end).toMatchObject({ error: { code: 'TOS_TASK_COUNTER' } });
    else expect(describeResult(end)).toMatch(/^TOS_INVALID_ARGUMENT: The value for "k" is /);
  });

  test.each(given)('add %s', async (name) => {
    const end = await sameEnd(oddTask(`add: ${name}`, declared));
    if (name === 'a bigint') expect(end).toMatchObject({ ok: true });
    else if (name === 'a bigint without end') expect(end).toMatchObject({ ok: false });
    else expect(describeResult(end)).toMatch(/^TOS_INVALID_ARGUMENT: The amount for "n" is /);
  });

  describe.each(['get', 'set', 'add', 'delete'])('%s with a key that is', (use) => {
    test.each(given)('%s', async (name) => {
      const end = await sameEnd(oddTask(`${use} with a key: ${name}`, declared));
      if (name !== 'a text') expect(describeResult(end)).toMatch(/^TOS_INVALID_ARGUMENT: The key is /);
    });
  });
});

test('a failed task whose program set a value before leaves no trace', async () => {
  const end = await sameEnd(oddTask('delete and add: a text', access));
  expect(end).toMatchObject({ ok: false });
});
