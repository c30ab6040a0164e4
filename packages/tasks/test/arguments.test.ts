import { expect, test } from 'vitest';
import { createTaskExecutor, type TaskAccess, type TaskExecutorOptions } from '../src/index.ts';
import { SCRIPT_TASKS } from './script.ts';

test.each<[name: string, options: Partial<TaskExecutorOptions>]>([
  ['65 workers', { workers: 65 }],
  ['half a worker', { workers: 0.5 }],
  ['no time', { deadlineMs: 0 }],
  ['a deadline on main', { deadlineMs: 5, workers: 0 }],
  ['a deadline in order', { deadlineMs: 5, setting: 'sequential' }],
  ['no memory', { heapMegabytes: 1 }],
])('%s is refused', (_, options) => {
  expect(() => createTaskExecutor({ workerModule: SCRIPT_TASKS, ...options })).toThrow(
    expect.objectContaining({ code: 'TOS_INVALID_ARGUMENT' }),
  );
});

const many = Array.from({ length: 30 }, (_, i) => `k${i}`);
const contradictions: [name: string, access: TaskAccess, cost?: number][] = [
  ['an addition to what is read', { reads: ['k'], adds: [{ key: 'k' }] }],
  ['an addition to what is written', { writes: ['k'], adds: [{ key: 'k' }] }],
  ['two additions to one key', { adds: [{ key: 'k' }, { key: 'k' }] }],
  ['an addition to one of many', { writes: many, adds: [{ key: 'k7' }] }],
  ['two additions among many', { adds: [...many, 'k9'].map((key) => ({ key })) }],
  ['min above max', { adds: [{ key: 'k', min: 1n, max: 0n }] }],
  ['more than an amount can be', { adds: [{ key: 'k', max: 2n ** 127n + 1n }] }],
  ['no cost', {}, 0],
  ['a cost without end', {}, Number.POSITIVE_INFINITY],
];

test.each(['sequential', 'auto'] as const)('contradictions are refused, and nothing runs: %s', async (setting) => {
  const executor = createTaskExecutor({ workerModule: SCRIPT_TASKS, setting, workers: 1 });
  for (const [name, access, cost] of contradictions) {
    const input = new TextEncoder().encode('[]');
    const tasks = [{ input, access: {} }, cost === undefined ? { input, access } : { input, access, cost }];
    await expect(executor.run(tasks, { state: new Map() }), name).rejects.toMatchObject({
      code: 'TOS_INVALID_ARGUMENT',
    });
  }
  const state = new Map([['k', 2n ** 254n]]);
  const reading = [{ input: new TextEncoder().encode('[]'), access: { reads: ['k'] } }];
  await expect(executor.run(reading, { state })).rejects.toMatchObject({ code: 'TOS_INVALID_ARGUMENT' });
  await executor.close();
  await expect(executor.run([], { state })).rejects.toMatchObject({ code: 'TOS_NOT_OPEN' });
});

test.each(['sequential', 'auto', 'parallel'] as const)('a module that is not there: %s', async (setting) => {
  const workerModule = new URL('./fixtures/no-such-module.mjs', import.meta.url);
  const executor = createTaskExecutor({ workerModule, setting, workers: 1 });
  await expect(executor.run([], { state: new Map() })).rejects.toThrow();
  await executor.close();
});

test('runs queue up, and closing waits for them', async () => {
  const executor = createTaskExecutor({ workerModule: SCRIPT_TASKS, setting: 'parallel', workers: 1 });
  const input = new TextEncoder().encode(JSON.stringify([['get', 'k']]));
  const runs = [1n, 2n, 3n].map((value) =>
    executor.run([{ input, access: { reads: ['k'] } }], { state: new Map([['k', value]]) }),
  );
  await executor.close();
  const outputs = (await Promise.all(runs)).map(
    ({ results: [first] }) => first?.ok && new TextDecoder().decode(first.output),
  );
  expect(outputs).toEqual(['k=1n', 'k=2n', 'k=3n']);
});
