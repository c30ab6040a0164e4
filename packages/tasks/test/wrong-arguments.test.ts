import { runInNewContext } from 'node:vm';
import { isTosError } from '@tos/protocol';
import { afterAll, expect, test } from 'vitest';
import { createTaskExecutor, type Task } from '../src/index.ts';
import { ODD_TASKS, oddExecutors, settings } from './odd-tasks.ts';

// Every place of an argument, with every kind of wrong value, is refused alike in every setting, before any task runs.

const executors = oddExecutors();
afterAll(() => Promise.all(executors.map((executor) => executor.close())));

const good: Task = { input: new TextEncoder().encode('return: bytes'), access: {} };

function detached(): Uint8Array {
  const view = Uint8Array.of(1);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

const values: Record<string, unknown> = {
  undefined,
  null: null,
  true: true,
  'the number 0': 0,
  'the number 5': 5,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '5n': 5n,
  '2n ** 255n': 2n ** 255n,
  'a boxed bigint': Object(5n),
  'an empty text': '',
  'a text': 'abc',
  'the text unknown': 'unknown',
  'a symbol': Symbol('s'),
  'a function': () => undefined,
  'an object': {},
  'an object without a prototype': Object.create(null),
  'an empty array': [],
  'an array of numbers': [1, 2],
  'an array with a hole': new Array(1),
  'a Set': new Set(['k']),
  'a Map': new Map(),
  'a promise': Promise.resolve([]),
  'a Date': new Date(0),
  bytes: Uint8Array.of(1),
  'bytes of another realm': runInNewContext('Uint8Array.of(1)'),
  'detached bytes': detached(),
  'a Uint16Array': Uint16Array.of(1),
  'an ArrayBuffer': new ArrayBuffer(1),
  'a DataView': new DataView(new ArrayBuffer(1)),
  'an AbortController': new AbortController(),
  'an AbortSignal': new AbortController().signal,
};

const objects = Object.keys(values).filter((name) => {
  const value = values[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
});

interface Place {
  /** The name of the place in the message. */
  readonly name: string;
  /** Calls `run` with the value in this place, and good values everywhere else. */
  readonly at: (value: unknown) => readonly [tasks: unknown, options: unknown];
  /** Values that are good in this place. */
  readonly right: readonly string[];
}

const options = { state: new Map() };
const withAccess = (access: unknown) => [[good, { ...good, access }], options] as const;
const places: readonly Place[] = [
  { name: 'tasks', at: (value) => [value, options], right: ['an empty array'] },
  { name: 'tasks[0]', at: (value) => [[value, good], options], right: [] },
  {
    name: 'tasks[1].input',
    at: (input) => [[good, { ...good, input }], options],
    right: ['bytes', 'bytes of another realm'],
  },
  {
    name: 'tasks[1].cost',
    at: (cost) => [[good, { ...good, cost }], options],
    right: ['undefined', 'the number 5'],
  },
  { name: 'tasks[1].access', at: withAccess, right: ['the text unknown', ...objects] },
  { name: 'tasks[1].access.reads', at: (reads) => withAccess({ reads }), right: ['undefined', 'an empty array'] },
  { name: 'tasks[1].access.writes', at: (writes) => withAccess({ writes }), right: ['undefined', 'an empty array'] },
  { name: 'tasks[1].access.adds', at: (adds) => withAccess({ adds }), right: ['undefined', 'an empty array'] },
  ...(['reads', 'writes'] as const).map((use) => ({
    name: `tasks[1].access.${use}[1]`,
    at: (key: unknown) => withAccess({ [use]: ['k', key] }),
    right: ['an empty text', 'a text', 'the text unknown'],
  })),
  { name: 'tasks[1].access.adds[0]', at: (add) => withAccess({ adds: [add] }), right: [] },
  {
    name: 'tasks[1].access.adds[0].key',
    at: (key) => withAccess({ adds: [{ key }] }),
    right: ['an empty text', 'a text', 'the text unknown'],
  },
  ...['min', 'max', 'atLeast'].map((bound) => ({
    name: `tasks[1].access.adds[0].${bound}`,
    at: (value: unknown) => withAccess({ adds: [{ key: 'k', [bound]: value }] }),
    right: ['undefined', '5n'],
  })),
  { name: 'options', at: (value) => [[good], value], right: [] },
  { name: 'options.state', at: (state) => [[good], { state }], right: ['a Map'] },
  { name: 'options.signal', at: (signal) => [[good], { ...options, signal }], right: ['undefined', 'an AbortSignal'] },
];

test.each(places)('$name', async ({ name, at, right }) => {
  for (const [what, value] of Object.entries(values)) {
    const messages: string[] = [];
    for (const executor of executors) {
      const [tasks, given] = at(value);
      // Plain JavaScript may call `run` with any arguments.
      const error: unknown = await Reflect.apply(executor.run, executor, [tasks, given]).catch(
        (thrown: unknown) => thrown,
      );
      if (right.includes(what)) expect(error, `${name}: ${what}`).toMatchObject({ results: expect.any(Array) });
      else
        expect(isTosError(error, 'TOS_INVALID_ARGUMENT') ? error.message : error, `${name}: ${what}`).toContain(name);
      if (isTosError(error)) messages.push(error.message);
    }
    expect(new Set(messages).size, `${name}: ${what}: ${messages}`).toBe(right.includes(what) ? 0 : 1);
    for (const message of messages) expect(message.startsWith(name), message).toBe(true);
  }
});

test('without any argument, and with a state that is read before the arguments are looked at', async () => {
  for (const [i, executor] of executors.entries()) {
    await expect(Reflect.apply(executor.run, executor, []), settings[i]).rejects.toMatchObject({
      code: 'TOS_INVALID_ARGUMENT',
    });
    await expect(Reflect.apply(executor.run, executor, [[good]]), settings[i]).rejects.toThrow(
      /^options is undefined, but must be an object/,
    );
    let reads = 0;
    const state = { get: () => void reads++ };
    const tasks = [{ ...good, access: { reads: ['k'] } }, Object.assign({ ...good }, { cost: 0 })];
    await expect(executor.run(tasks, { state }), settings[i]).rejects.toThrow(
      /^tasks\[1\].cost is the number 0, but must be/,
    );
    expect(reads, settings[i]).toBe(0);
  }
});

test('bounds at their ends', async () => {
  const limits: [bound: string, value: bigint, isRight: boolean][] = [
    ['min', -(2n ** 127n), true],
    ['min', -(2n ** 127n) - 1n, false],
    ['max', 2n ** 127n, true],
    ['max', 2n ** 127n + 1n, false],
    ['atLeast', 2n ** 254n - 1n, true],
    ['atLeast', 2n ** 254n, false],
    ['atLeast', 1n - 2n ** 254n, true],
    ['atLeast', -(2n ** 254n), false],
    ['atLeast', 2n ** 300n, false],
  ];
  for (const [bound, value, isRight] of limits) {
    const task = { ...good, access: { adds: [{ key: 'k', [bound]: value }] } };
    for (const [i, executor] of executors.entries()) {
      const run = executor.run([task], { state: new Map() });
      if (isRight) await expect(run, `${settings[i]}: ${bound} ${value}`).resolves.toBeDefined();
      else
        await expect(run, `${settings[i]}: ${bound} ${value}`).rejects.toMatchObject({ code: 'TOS_INVALID_ARGUMENT' });
    }
  }
});

test('a getter or a proxy of the caller that throws is a rejection, with its error', async () => {
  const throwing = {
    get input(): Uint8Array {
      throw new Error('mine');
    },
    access: {},
  };
  for (const executor of executors)
    await expect(executor.run([throwing], { state: new Map() })).rejects.toThrow('mine');
});

const wrongOptions: [name: string, right: readonly string[]][] = [
  ['workers', ['undefined', 'the number 0', 'the number 5']],
  ['setting', ['undefined']],
  ['deadlineMs', ['undefined', 'the number 5']],
  ['heapMegabytes', ['undefined']],
];

test.each(wrongOptions)('createTaskExecutor: %s', async (name, right) => {
  for (const [what, value] of Object.entries(values)) {
    const create = () => createTaskExecutor(Object.assign({ workerModule: ODD_TASKS, workers: 1 }, { [name]: value }));
    if (right.includes(what)) await create().close();
    else expect(create, `${name}: ${what}`).toThrow(new RegExp(`^${name} is `));
  }
});

test('createTaskExecutor without options', () => {
  for (const value of [undefined, null, 5, 'x']) {
    expect(() => Reflect.apply(createTaskExecutor, undefined, [value])).toThrow(/^options is /);
  }
});

test('a worker module that is no URL is named by each run, in every setting', async () => {
  for (const [what, workerModule] of Object.entries({ ...values, 'a path': '/some/where/tasks.js' })) {
    for (const setting of settings) {
      const options = Object.assign({ workerModule: ODD_TASKS, setting, workers: 0 }, { workerModule });
      const executor = createTaskExecutor(options);
      await expect(executor.run([good], { state: new Map() }), `${setting}: ${what}`).rejects.toMatchObject({
        code: 'TOS_INVALID_ARGUMENT',
        message: expect.stringMatching(/^workerModule is /),
      });
      await executor.close();
    }
  }
});
