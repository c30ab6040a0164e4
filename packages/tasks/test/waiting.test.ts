import { afterEach, describe, expect, test, vi } from 'vitest';
import { createTaskExecutor, type TaskExecutor } from '../src/index.ts';
import { ODD_TASKS, oddTask, outcomeOf, settings } from './odd-tasks.ts';

// What a run waits for may never come: its turn, its state, its tasks. A signal ends every wait, and `close` resolves after it.

const executors: TaskExecutor[] = [];
function start(setting: (typeof settings)[number]): TaskExecutor {
  const executor = createTaskExecutor({ workerModule: ODD_TASKS, setting, workers: 1 });
  executors.push(executor);
  return executor;
}
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(executors.splice(0).map((executor) => executor.close()));
});

const good = oddTask('return: bytes', {});
const endless = oddTask('never end', {});
const state = new Map<string, bigint>();
const never = new Promise<never>(() => {});

/** Runs that wait, each for a different thing. */
const waits: Record<string, (executor: TaskExecutor, signal: AbortSignal) => Promise<unknown>> = {
  'a task': (executor, signal) => executor.run([good, endless], { state, signal }),
  'a task of unknown access': (executor, signal) =>
    executor.run([good, oddTask('never end', 'unknown')], { state, signal }),
  'its state': (executor, signal) =>
    executor.run([oddTask('get: k', { reads: ['k'] })], { state: { getMany: () => never }, signal }),
};

describe.each(settings)('%s', (setting) => {
  describe.each(Object.keys(waits))('a run waits for %s', (what) => {
    const wait = waits[what]!;

    test('an abort ends it and those behind it, in any order; the executor goes on, and closes', async () => {
      const executor = start(setting);
      const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
      const runs = [first, second, third].map(({ signal }) => wait(executor, signal));
      const last = executor.run([good], { state });
      third.abort(new Error('third'));
      await expect(runs[2]).rejects.toThrow('third');
      second.abort(new Error('second'));
      await expect(runs[1]).rejects.toThrow('second');
      first.abort(new Error('first'));
      await expect(runs[0]).rejects.toThrow('first');
      expect((await last).results).toMatchObject([{ ok: true }]);
      await executor.close();
    });

    test('closing waits for it, and an abort ends both', async () => {
      const executor = start(setting);
      const controller = new AbortController();
      const run = wait(executor, controller.signal);
      const closed = executor.close();
      controller.abort();
      await expect(run).rejects.toMatchObject({ name: 'AbortError' });
      await closed;
      await expect(executor.run([good], { state })).rejects.toMatchObject({ code: 'TOS_NOT_OPEN' });
    });

    test('reasons that are no errors', async () => {
      const executor = start(setting);
      for (const reason of ['enough', null, 0, Object.freeze(new Error('x'))]) {
        const controller = new AbortController();
        const outcomes = [1, 2].map(() =>
          outcomeOf(() => wait(executor, controller.signal).then(() => Promise.reject())),
        );
        controller.abort(reason);
        for (const outcome of await Promise.all(outcomes)) expect(outcome).toEqual({ thrown: reason });
      }
    });
  });

  test('a run that is aborted before the call, while another one is under way', async () => {
    const executor = start(setting);
    const controller = new AbortController();
    const first = executor.run([endless], { state, signal: controller.signal });
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(executor.run([good], { state, signal })).rejects.toThrow('too late');
    controller.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a signal of a library, without a reason', async () => {
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
      removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
    };
    const executor = start(setting);
    const run = Reflect.apply(executor.run, executor, [[endless], { state, signal }]);
    const rejected = expect(run).rejects.toMatchObject({ name: 'AbortError' });
    signal.aborted = true;
    for (const listener of listeners) listener();
    await rejected;
    expect(listeners.size).toBe(0);
  });

  test('tasks are taken at the call: whoever runs them may change them at once', async () => {
    const executor = start(setting);
    const input = new TextEncoder().encode('put out the input: 0');
    const reads = ['a'];
    const add = { key: 'n', min: 0n };
    const tasks = [{ input, access: { reads, adds: [add] } }];
    const runs = [];
    for (const digit of '123') {
      input[input.length - 1] = digit.charCodeAt(0);
      runs.push(executor.run(tasks, { state }));
    }
    input.fill(0);
    reads.push('b', 'n');
    add.min = 2n ** 200n;
    tasks.length = 0;
    const outputs = (await Promise.all(runs)).map(({ results: [result] }) => result?.ok && result.output.at(-1));
    expect(outputs).toEqual([...'123'].map((digit) => digit.charCodeAt(0)));
  });

  test.each(['run', 'close'] as const)(
    '%s within a run of the same executor is refused, and ends nothing',
    async (what) => {
      const executor = start(setting);
      const refused: unknown[] = [];
      const call = () => (what === 'run' ? executor.run([good], { state }) : executor.close());
      const nesting = {
        async getMany(keys: readonly string[]) {
          await call().catch((error: unknown) => refused.push(error));
          await undefined;
          await call().catch((error: unknown) => refused.push(error));
          return keys.map(() => undefined);
        },
        get: () => void call().catch((error: unknown) => refused.push(error)),
      };
      const tasks = [oddTask('get: k', { reads: ['k'] }), oddTask('get: x', 'unknown')];
      const { results } = await executor.run(tasks, { state: nesting });
      expect(results).toMatchObject([{ ok: true }, { ok: true }]);
      expect(refused).toHaveLength(3);
      for (const error of refused)
        expect(error).toMatchObject({ code: 'TOS_NOT_SUPPORTED', message: new RegExp(`^${what} was called by`) });
      expect((await executor.run([good], { state })).results).toMatchObject([{ ok: true }]);
    },
  );

  test.skipIf(setting === 'parallel').each(['at once', 'later'])(
    'a run within a task on main is refused: %s',
    async (when) => {
      const executor = start(setting);
      Object.assign(globalThis, { [Symbol.for('executor of a test')]: executor });
      const { results } = await executor.run([oddTask(`run within: ${when}`, {}), good], { state });
      expect(results).toMatchObject([{ ok: false, error: { code: 'TOS_NOT_SUPPORTED' } }, { ok: true }]);
    },
  );

  test('a run within a run of another executor goes on, unless that waits for the first one', async () => {
    const [outer, inner] = [start(setting), start(setting)];
    const errors: unknown[] = [];
    const innermost = async (keys: readonly string[]) => {
      await outer.run([good], { state }).catch((error: unknown) => errors.push(error));
      return keys.map(() => undefined);
    };
    const task = oddTask('get: k', { reads: ['k'] });
    const nesting = async (keys: readonly string[]) => {
      await inner.run([task], { state: { getMany: innermost } });
      return keys.map(() => undefined);
    };
    expect((await outer.run([task], { state: { getMany: nesting } })).results).toMatchObject([{ ok: true }]);
    expect(errors).toMatchObject([{ code: 'TOS_NOT_SUPPORTED' }]);
  });

  test('what was started within a run may run when that is over', async () => {
    const executor = start(setting);
    let later: Promise<unknown> | undefined;
    const run = executor.run([oddTask('get: k', { reads: ['k'] })], {
      state: {
        get() {
          later = run.then(() => executor.run([good], { state }));
          return undefined;
        },
      },
    });
    await run;
    await expect(later).resolves.toMatchObject({ results: [{ ok: true }] });
  });

  test('timers that stand still', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'setInterval', 'Date', 'performance', 'hrtime'],
    });
    const executor = start(setting);
    const tasks = Array.from({ length: 100 }, () => oddTask('get: k', { reads: ['k'] }));
    expect((await executor.run(tasks, { state })).results).toHaveLength(100);
    const controller = new AbortController();
    const run = executor.run([endless], { state, signal: controller.signal });
    controller.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await executor.close();
  });
});
