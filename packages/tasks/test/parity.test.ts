import { availableParallelism } from 'node:os';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTaskExecutor, type TaskExecutor, type TaskValue } from '../src/index.ts';
import { runPlain } from './plain-tasks.ts';
import { type Mix, type RandomRun, randomRun } from './random-scripts.ts';
import { describeResult, describeRun, describeValue, SCRIPT_TASKS, scriptTask } from './script.ts';

const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);

const executors: Record<string, TaskExecutor> = {};
beforeAll(async () => {
  executors['sequential'] = createTaskExecutor({ workerModule: SCRIPT_TASKS, setting: 'sequential' });
  for (const workers of [1, 2, 3]) {
    executors[`${workers} workers`] = createTaskExecutor({ workerModule: SCRIPT_TASKS, setting: 'parallel', workers });
  }
  executors['auto'] = createTaskExecutor({ workerModule: SCRIPT_TASKS, workers: 2 });
  await Promise.all(Object.values(executors).map((executor) => executor.started()));
});
afterAll(() => Promise.all(Object.values(executors).map((executor) => executor.close())));

/** Compares every executor with the oracle (outputs, codes of errors, values), and the executors with one another, word for word. */
async function checkRun({ scripts, state }: RandomRun): Promise<void> {
  const expected = runPlain(scripts, state);
  const tasks = scripts.map(scriptTask);
  let first: string[] | undefined;
  for (const [name, executor] of Object.entries(executors)) {
    const run = await executor.run(tasks, { state });
    const results = run.results.map((result) => (result.ok ? describeResult(result) : result.error.code));
    expect(results, name).toEqual(expected.results);
    const after = new Map<string, TaskValue>(state);
    for (const [key, value] of run.changes) {
      expect(describeValue(value), `${name}: ${key} has changed`).not.toBe(describeValue(state.get(key)));
      if (value === undefined) after.delete(key);
      else after.set(key, value);
    }
    expect(plain(after), name).toEqual(plain(expected.state));
    first ??= describeRun(run);
    expect(describeRun(run), name).toEqual(first);
  }
}

function plain(state: ReadonlyMap<string, TaskValue>): string[] {
  return [...state].map(([key, value]) => `${key} ${describeValue(value)}`).sort();
}

const mixes: [name: string, mix: Mix, runs: number][] = [
  ['one key', { keys: 1, tasks: 12, unknown: 0, failing: 10, funds: 20 }, 25],
  ['two keys, half of the tasks fail', { keys: 2, tasks: 20, unknown: 5, failing: 50, funds: 10 }, 25],
  ['five keys, tight', { keys: 5, tasks: 60, unknown: 0, failing: 5, funds: 3 }, 25],
  ['ten keys, ample', { keys: 10, tasks: 60, unknown: 2, failing: 5, funds: 1000 }, 20],
  ['a hundred keys', { keys: 100, tasks: 400, unknown: 0, failing: 2, funds: 5 }, 4],
  ['unknown access', { keys: 5, tasks: 20, unknown: 40, failing: 10, funds: 5 }, 15],
  ['no task', { keys: 1, tasks: 0, unknown: 0, failing: 0, funds: 0 }, 1],
];

describe('threads, however many, give what running one after the other gives', () => {
  test.each(mixes)('%s', async (_, mix, runs) => {
    await fc.assert(fc.asyncProperty(randomRun(mix), checkRun), { numRuns: runs * FACTOR });
  });

  test('the same run again and again', async () => {
    const mix = { keys: 5, tasks: 100, unknown: 1, failing: 10, funds: 5 };
    const [run] = fc.sample(randomRun(mix), { numRuns: 1, seed: 7 });
    for (let i = 0; i < 10; i++) await checkRun(run!);
  });

  // On one core threads never pay.
  test.runIf(availableParallelism() > 1)('a run that begins on main and goes on on threads', async () => {
    const mix = { keys: 10, tasks: 60, unknown: 2, failing: 10, funds: 20 };
    const samples = fc.sample(randomRun(mix), { numRuns: 5 * FACTOR, seed: 3 });
    // The executor decides whether threads pay, and busy cores count: the loop goes on until this many runs were split.
    for (let split = 0, n = 0; split < samples.length; n++) {
      const { scripts, state } = samples[n % samples.length]!;
      // The tasks are expensive enough for threads, which a new executor does not know before some of them have run.
      const tasks = scripts.map(({ steps, ...rest }) =>
        scriptTask({ steps: [['spin', 1_000_000], ...steps], ...rest }),
      );
      const executor = createTaskExecutor({ workerModule: SCRIPT_TASKS, workers: 2 });
      await executor.started();
      const run = await executor.run(tasks, { state });
      await executor.close();
      expect(describeRun(run)).toEqual(describeRun(await executors['sequential']!.run(tasks, { state })));
      const { mode, inlineTasks } = run.report;
      if (mode === 'threads' && inlineTasks > 0 && inlineTasks < tasks.length) split++;
    }
  });
});
