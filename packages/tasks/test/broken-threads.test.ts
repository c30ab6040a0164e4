import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTaskExecutor, type Task } from '../src/index.ts';
import { brokenInThreads, brokenModule, leftovers, ThreadModules } from './thread-modules.ts';

let modules: ThreadModules;
beforeAll(() => {
  modules = new ThreadModules();
});
afterAll(() => modules.remove());

/** Tasks of which some leave something behind, and others wait, so that the leftovers act while a task runs. */
const tasks: Task[] = Array.from({ length: 12 }, (_, i) => ({ input: Uint8Array.of(i), access: { writes: ['k'] } }));

describe.each(Object.entries(leftovers))('a task that leaves behind: %s', (name, leave) => {
  test('every result is that of main, later runs too, and closing ends', async () => {
    const workerModule = modules.write(
      `task ${name}`,
      `export function runTask(input, scope) {
        scope.set('k', input);
        if (input[0] % 3 !== 0) return new Promise((resolve) => setTimeout(() => resolve(input), 4));
        if (!isMainThread) { ${leave}; }
        return input;
      }`,
    );
    const expected = tasks.map(({ input }) => ({ ok: true, output: input }));
    const executor = createTaskExecutor({ workerModule, setting: 'parallel', workers: 1 });
    for (let run = 0; run < 2; run++) {
      const { results, changes } = await executor.run(tasks, { state: new Map() });
      expect(results).toEqual(expected);
      expect(changes).toEqual([['k', Uint8Array.of(11)]]);
    }
    await executor.close();
  });
});

describe.each(Object.entries(brokenInThreads))('a module of which in threads: %s', (name, [code, cause]) => {
  test('auto runs tasks on main, else the run rejects with the cause, again and again', async () => {
    const exported = 'export const runTask = isWhole ? (input) => input : undefined;';
    const workerModule = modules.write(name, brokenModule(code, exported));
    const tasks = [{ input: Uint8Array.of(1), access: {} }];
    const fault: unknown = expect.stringContaining(cause === '' ? 'exports no function runTask' : cause);
    const auto = createTaskExecutor({ workerModule, workers: 2 });
    await auto.started();
    for (let run = 0; run < 2; run++) {
      const { results, report } = await auto.run(tasks, { state: new Map() });
      expect(results).toEqual([{ ok: true, output: Uint8Array.of(1) }]);
      expect(report).toMatchObject({ mode: 'inline', threadFault: fault });
    }
    await auto.close();
    // Each of these takes ten seconds where a module hangs.
    if (name.startsWith('it waits')) return;
    const forced = [{ setting: 'parallel' }, { deadlineMs: 60_000 }] as const;
    for (const options of forced) {
      const executor = createTaskExecutor({ workerModule, workers: 2, ...options });
      for (let run = 0; run < 2; run++) {
        await expect(executor.run(tasks, { state: new Map() })).rejects.toMatchObject({
          code: 'TOS_NO_THREADS',
          message: fault,
        });
      }
      await executor.close();
    }
  });
});

describe('before a task has answered', () => {
  test.each([
    [
      'a microtask that throws',
      "queueMicrotask(() => { throw new Error('too early'); }); return new Promise(() => {});",
      'Error: too early',
    ],
    [
      'a timer that throws',
      "setTimeout(() => { throw new Error('too early'); }); return new Promise(() => {});",
      'Error: too early',
    ],
    ['a rejection', "Promise.reject(new Error('too early')); return new Promise(() => {});", 'Error: too early'],
    ['an exit', 'process.exit(9);', 'Error: it exited with code 9'],
    ['an exit with 0', 'process.exit(0);', 'Error: it exited with code 0'],
  ])('%s: its task fails alone, and its error names the cause', async (name, suffer, reason) => {
    const source = `export function runTask(input) { if (input[0] !== 5) return input; ${suffer} }`;
    const workerModule = modules.write(`early ${name}`, source);
    const executor = createTaskExecutor({ workerModule, setting: 'parallel', workers: 1 });
    const free = tasks.map(({ input }) => ({ input, access: {} }));
    const { results } = await executor.run(free, { state: new Map() });
    expect(results[5]).toMatchObject({ error: { code: 'TOS_TASK_LOST', details: { attempts: 2, reason } } });
    expect(results.toSpliced(5, 1).every(({ ok }) => ok)).toBe(true);
    await executor.close();
  });
});
