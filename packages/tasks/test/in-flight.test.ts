import { afterAll, expect, test } from 'vitest';
import { createTaskExecutor } from '../src/index.ts';
import { describeRun, SCRIPT_TASKS, type Script, scriptTask } from './script.ts';

// One worker gets its first two tasks at once: the second task is sent before main knows what the first one does.
const executor = createTaskExecutor({ workerModule: SCRIPT_TASKS, setting: 'parallel', workers: 1 });
afterAll(() => executor.close());

async function run(scripts: readonly Script[], state = new Map<string, bigint>()): Promise<string[]> {
  return describeRun(await executor.run(scripts.map(scriptTask), { state }));
}

const read: Script = { steps: [['get', 'c']], access: { reads: ['c'] } };
const write = (value: number): Script => ({
  steps: [
    ['get', 'c'],
    ['counter', 'c', value],
  ],
  access: { writes: ['c'] },
});

test('a read behind a write sees what was written', async () => {
  expect(await run([write(5), read])).toEqual(['c=-', 'c=5n', 'c := 5n']);
});

test('a read behind a write that fails sees what was there before', async () => {
  const failing: Script = {
    steps: [
      ['counter', 'c', 9],
      ['throw', 'x'],
    ],
    access: { writes: ['c'] },
  };
  const [first, second] = await run([failing, read], new Map([['c', 3n]]));
  expect(first).toMatch(/^TOS_TASK_FAILED/);
  expect(second).toBe('c=3n');
});

test('a read behind a delete sees nothing', async () => {
  const gone: Script = { steps: [['delete', 'c']], access: { writes: ['c'] } };
  expect(await run([gone, read], new Map([['c', 3n]]))).toEqual(['', 'c=-', 'c := -']);
});

test('a read behind an addition sees the sum', async () => {
  const add: Script = { steps: [['add', 'c', 2]], access: { adds: [{ key: 'c' }] } };
  expect(await run([add, read], new Map([['c', 3n]]))).toEqual(['', 'c=5n', 'c := 5n']);
});

test('a chain of debits that must know the value takes no more than is there', async () => {
  const debit: Script = {
    steps: [['add', 'c', -2]],
    access: { adds: [{ key: 'c', min: -2n, max: 0n, atLeast: 0n }] },
  };
  const found = await run([debit, debit, debit, debit], new Map([['c', 5n]]));
  expect(found.map((line) => line.slice(0, 16))).toEqual(['', '', 'TOS_TASK_COUNTER', 'TOS_TASK_COUNTER', 'c := 1n']);
});

test('an addition behind a write that made bytes of a counter is refused', async () => {
  const bytes: Script = { steps: [['set', 'c', 'text']], access: { writes: ['c'] } };
  const add: Script = { steps: [['add', 'c', 2]], access: { adds: [{ key: 'c' }] } };
  const [, second, change] = await run([bytes, add], new Map([['c', 3n]]));
  expect(second).toMatch(/^TOS_TASK_COUNTER/);
  expect(change).toBe('c := [text]');
});

test('a task of unknown access sees all before it, and all behind it see what it has done', async () => {
  const alone: Script = {
    steps: [
      ['get', 'c'],
      ['counter', 'c', 8],
      ['counter', 'new', 1],
    ],
    access: 'unknown',
  };
  const found = await run([write(5), alone, read]);
  expect(found).toEqual(['c=-', 'c=5n', 'c=8n', 'c := 8n', 'new := 1n']);
});
