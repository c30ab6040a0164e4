import { runInNewContext } from 'node:vm';
import { isTosError } from '@tos/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Task, TaskRunOptions } from '../src/index.ts';
import { oddExecutors, oddTask, outcomeOf, settings } from './odd-tasks.ts';

// Whatever a state returns or throws is taken, or the run is refused, alike in every setting and for every use of the key.

const executors = oddExecutors();
beforeAll(() => Promise.all(executors.map((executor) => executor.started())));
afterAll(() => Promise.all(executors.map((executor) => executor.close())));

type State = TaskRunOptions['state'];

function shared(): Uint8Array {
  const view = new Uint8Array(new SharedArrayBuffer(3));
  view.set([1, 2, 3]);
  return view;
}

function detached(): Uint8Array {
  const view = Uint8Array.of(1);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

const right: Record<string, () => unknown> = {
  undefined: () => undefined,
  bytes: () => Uint8Array.of(1, 2, 3),
  'no bytes': () => new Uint8Array(0),
  'a Buffer in the middle of others': () => Buffer.from([0, 1, 2, 3, 4]).subarray(1, 4),
  'bytes of another realm': () => runInNewContext('Uint8Array.of(1, 2, 3)'),
  'shared bytes': shared,
  'a counter': () => 5n,
  'the largest counter': () => 2n ** 254n - 1n,
};

const wrong: Record<string, () => unknown> = {
  null: () => null,
  'a number': () => 5,
  'a text': () => 'abc',
  true: () => true,
  'a symbol': () => Symbol('s'),
  'a function': () => () => 1n,
  'a boxed bigint': () => Object(5n),
  'a counter too large': () => 2n ** 254n,
  'a counter too small': () => -(2n ** 254n),
  'an array': () => [1, 2, 3],
  'an object': () => ({}),
  'a Uint16Array': () => Uint16Array.of(258),
  'an ArrayBuffer': () => new ArrayBuffer(3),
  'a DataView': () => new DataView(new ArrayBuffer(3)),
  'detached bytes': detached,
  'a promise': () => Promise.resolve(5n),
  'a promise that is rejected': () => Promise.reject(new Error('later')),
  'a thenable': () => Object.defineProperty({}, 'then', { value: (resolve: (value: bigint) => void) => resolve(5n) }),
};

const uses: Record<string, Task> = {
  'declared to be read': oddTask('get: k', { reads: ['k'] }),
  'declared to be written': oddTask('get: k', { writes: ['k'] }),
  'declared to be added to': oddTask('add: a bigint', { adds: [{ key: 'n', atLeast: 0n }] }),
  'read by a task of unknown access': oddTask('get: k', 'unknown'),
  'read by a task that goes on': oddTask('get, and go on: k', 'unknown'),
  'read by a task that never ends': oddTask('get, and wait for ever: k', 'unknown'),
  'set by a task of unknown access': oddTask('set what was not read: k', 'unknown'),
  'added to by a task of unknown access': oddTask('add: a bigint', 'unknown'),
};

// One value is enough where a thread has to be ended, which takes a tenth of a second.
const isEnough = (use: string, what: string): boolean => !use.endsWith('never ends') || /^(null|an error)$/.test(what);

const before = oddTask('return: bytes', {});
const sameRun = async (task: Task, state: () => State): Promise<{ run: string[] } | { thrown: unknown }> => {
  const outcomes = [];
  for (const executor of executors)
    outcomes.push(await outcomeOf(() => executor.run([before, task], { state: state() })));
  for (const [i, outcome] of outcomes.entries()) expect(outcome, settings[i]).toEqual(outcomes[0]);
  return outcomes[0]!;
};

// States that ignore the types.
const getting = (give: () => unknown): State => Object.assign(new Map<string, bigint>(), { get: give });
const gettingMany = (give: () => unknown): State => {
  const getMany = (keys: readonly string[]) => Promise.resolve(keys.map(give));
  return Object.assign(new Map<string, bigint>(), { get: give, getMany });
};

describe.each(Object.keys(uses))('a key that is %s', (use) => {
  const task = uses[use]!;

  test.each(Object.keys(right).filter(() => !use.endsWith('never ends')))('is %s', async (what) => {
    const give = right[what]!;
    const outcome = await sameRun(task, () => getting(give));
    expect(outcome).toHaveProperty('run');
    expect(await sameRun(task, () => gettingMany(give))).toEqual(outcome);
  });

  test.each(Object.keys(wrong).filter((what) => isEnough(use, what)))('is %s', async (what) => {
    for (const state of [getting, gettingMany]) {
      const outcome = await sameRun(task, () => state(wrong[what]!));
      const error = 'thrown' in outcome ? outcome.thrown : outcome.run;
      expect(isTosError(error, 'TOS_INVALID_ARGUMENT') ? error.message : error).toMatch(
        /^The value of "[kn]" in the state is /,
      );
      if (what === 'a promise' && isTosError(error)) expect(error.message).toContain('getMany');
    }
  });
});

const errors: Record<string, unknown> = {
  'an error': new Error('disk'),
  'a frozen error': Object.freeze(new Error('disk')),
  'a TypeError': new TypeError('disk'),
  'a text': 'disk',
  undefined,
  null: null,
};

describe.each(Object.keys(uses))('a state that throws for a key that is %s', (use) => {
  test.each(Object.keys(errors).filter((what) => isEnough(use, what)))(
    '%s: the run rejects with just that, and the executor goes on',
    async (what) => {
      const error = errors[what];
      const states = [
        getting(() => {
          throw error;
        }),
        gettingMany(() => {
          throw error;
        }),
        Object.assign(new Map(), {
          getMany: () => Promise.reject(error),
          get: () => {
            throw error;
          },
        }),
      ];
      for (const [i, executor] of executors.entries()) {
        for (const state of states) {
          const outcome = await outcomeOf(() => executor.run([before, uses[use]!], { state }));
          expect('thrown' in outcome, `${settings[i]}: ${JSON.stringify(outcome)}`).toBe(true);
          expect('thrown' in outcome && Object.is(outcome.thrown, error), settings[i]).toBe(true);
        }
        const next = await outcomeOf(() => executor.run([before], { state: new Map() }));
        expect(next, settings[i]).toHaveProperty('run');
      }
    },
  );
});

describe('getMany', () => {
  const reader = (key: string): Task => oddTask(`get: ${key}`, { reads: [key] });

  test('is asked once, for every declared key once, in the order of the tasks; get for what is not declared', async () => {
    for (const [i, executor] of executors.entries()) {
      const asked: unknown[] = [];
      const state: State = {
        getMany: async (keys) => {
          asked.push([...keys]);
          await new Promise((resolve) => setTimeout(resolve, 1));
          return keys.map((key) => new TextEncoder().encode(key));
        },
        get: (key) => void asked.push(key),
      };
      const tasks = [
        reader('b'),
        oddTask('get: x', 'unknown'),
        reader('a'),
        reader('b'),
        oddTask('set what was not read: b', 'unknown'),
      ];
      const outcome = await outcomeOf(() => executor.run(tasks, { state }));
      expect(outcome, settings[i]).toEqual({ run: ['b', '', 'a', 'b', '', 'b := 1n'] });
      expect(asked, settings[i]).toEqual([['b', 'a'], 'x']);
    }
  });

  test('what it gives has a value for each key', async () => {
    for (const give of [[], [1n, 2n], undefined, null, new Map(), 'ab']) {
      const state: State = Object.assign(new Map(), { getMany: async () => give });
      const outcome = await sameRun(reader('k'), () => state);
      expect(outcome).toMatchObject({
        thrown: { code: 'TOS_INVALID_ARGUMENT', message: /^What getMany of the state gives is / },
      });
    }
  });

  test('without get, a run with tasks of unknown access is refused', async () => {
    const state: State = { getMany: (keys) => keys.map(() => 5n) };
    expect(await sameRun(reader('k'), () => state)).toMatchObject({ run: [expect.anything(), '5'] });
    expect(await sameRun(oddTask('get: k', 'unknown'), () => state)).toMatchObject({
      thrown: { code: 'TOS_INVALID_ARGUMENT' },
    });
  });

  test('promises in the place of values end neither the process nor another run', async () => {
    const state: State = Object.assign(new Map(), {
      getMany: (keys: readonly string[]) => keys.map(() => Promise.reject(new Error('later'))),
    });
    const task = oddTask('return: bytes', { reads: ['a', 'b', 'c'] });
    expect(await sameRun(task, () => state)).toMatchObject({ thrown: { code: 'TOS_INVALID_ARGUMENT' } });
  });
});

test('what a state gives may change behind its back: its buffer is used again, the memory is shared', async () => {
  for (const [i, executor] of executors.entries()) {
    const scratch = new Uint8Array(new SharedArrayBuffer(1));
    const state = {
      get(key: string) {
        scratch[0] = key.charCodeAt(0);
        return scratch;
      },
    };
    const tasks = ['a', 'b', 'c'].map((key) => oddTask(`get: ${key}`, { reads: [key] }));
    const outcome = await outcomeOf(() => executor.run(tasks, { state }));
    expect(outcome, settings[i]).toEqual({ run: ['a', 'b', 'c'] });
  }
});

test('a value that only the state can read is read before any task runs', async () => {
  for (const [i, executor] of executors.entries()) {
    const state = {
      get(key: string) {
        if (key === 'last') throw new Error('disk');
        return undefined;
      },
    };
    // If a task ran, it would wait for ever.
    const tasks = [oddTask('never end', {}), oddTask('get: last', { reads: ['last'] })];
    await expect(executor.run(tasks, { state }), settings[i]).rejects.toThrow('disk');
  }
});
