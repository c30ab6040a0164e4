import { expect, test } from 'vitest';
import type { TaskScope } from '../task.ts';
import { RunStop } from './run-stop.ts';
import { RunValues } from './run-values.ts';
import { SequentialRun } from './sequential-run.ts';

test.each(['declared', 'unknown'] as const)(
  'a program that is left alone can do nothing more: access %s',
  async (kind) => {
    const controller = new AbortController();
    const stop = new RunStop(controller.signal);
    const values = new RunValues(new Map([['k', 1n]]), stop);
    const task = {
      input: new Uint8Array(0),
      access: kind === 'unknown' ? kind : { writes: ['k'], adds: [{ key: 'n' }] },
    };
    await values.readDeclared([task]);
    let left: TaskScope | undefined;
    const module = {
      runTask(_: Uint8Array, scope: TaskScope): Promise<undefined> {
        scope.set('k', 2n);
        left = scope;
        return new Promise(() => {});
      },
    };
    const running = new SequentialRun([task], values, module, stop).runSlice(1);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    for (const use of [
      () => left?.get('k'),
      () => left?.set('k', 3n),
      () => left?.delete('k'),
      () => left?.add('n', 1n),
    ]) {
      expect(use).toThrow(expect.objectContaining({ code: 'TOS_NOT_OPEN' }));
    }
    expect(values.changes()).toEqual([]);
  },
);

test('nothing is kept alive by a signal when the run is over', async () => {
  const { signal } = new AbortController();
  const listeners: string[] = [];
  signal.addEventListener = (type: string) => void listeners.push(`add ${type}`);
  signal.removeEventListener = (type: string) => void listeners.push(`remove ${type}`);
  const stop = new RunStop(signal);
  expect(await stop.unlessStopped(Promise.resolve(5))).toBe(5);
  stop.end();
  expect(listeners).toEqual(['add abort', 'remove abort']);
});
