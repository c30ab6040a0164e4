import { afterAll, describe, expect, test } from 'vitest';
import { createTaskExecutor, type Task } from '../src/index.ts';

// A Buffer is a Uint8Array whose `slice` shares memory. A Buffer that a caller or a program hands over stays its own, and nobody gets a Buffer back.

const workerModule = new URL('fixtures/buffer-tasks.mjs', import.meta.url);
const executors = (['sequential', 'parallel', 'auto'] as const).map(
  (setting) => [setting, createTaskExecutor({ workerModule, setting, workers: 2 })] as const,
);
afterAll(() => Promise.all(executors.map(([, executor]) => executor.close())));

describe.each(executors)('%s', (_, executor) => {
  test('a program that writes over what it was given, and over what it gave, changes nothing but its results', async () => {
    const input = Buffer.from('input');
    const held = Buffer.from('value');
    const task: Task = { input, access: { writes: ['a'], reads: ['held'] } };
    const outcomes = await executor.run([task, task, task], { state: new Map([['held', held]]) });
    expect(outcomes.changes).toEqual([['a', new TextEncoder().encode('input value')]]);
    expect(outcomes.results.map((result) => result.ok && new TextDecoder().decode(result.output))).toEqual([
      'input value nothing',
      'input value input value',
      'input value input value',
    ]);
    expect([input.toString(), held.toString()]).toEqual(['input', 'value']);
  });

  test('outputs and changes are plain bytes', async () => {
    const task: Task = { input: Buffer.from('x'), access: { writes: ['a'], reads: ['held'] } };
    const { results, changes } = await executor.run([task], { state: new Map([['held', Buffer.from('y')]]) });
    const [, change] = changes[0]!;
    for (const bytes of [results[0]?.ok && results[0].output, change]) {
      expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
    }
  });
});
