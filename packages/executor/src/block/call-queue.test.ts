import { expect, test } from 'vitest';
import { CallQueue } from './call-queue.ts';

const turns = (count: number): Promise<void> =>
  count === 0 ? Promise.resolve() : new Promise((resolve) => setImmediate(resolve)).then(() => turns(count - 1));

test('calls run one at a time, in their order, whatever each takes or throws', async () => {
  const queue = new CallQueue('queue');
  const seen: string[] = [];
  const call = (name: string, takes: number): Promise<string> =>
    queue.run(async () => {
      seen.push(`${name} begins`);
      await turns(takes);
      seen.push(`${name} ends`);
      if (name === 'b') throw new Error('b failed');
      return name;
    });
  expect(await Promise.allSettled([call('a', 5), call('b', 3), call('c', 0)])).toMatchObject([
    { value: 'a' },
    { reason: { message: 'b failed' } },
    { value: 'c' },
  ]);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('closing waits for the calls there are, and takes no more', async () => {
  const queue = new CallQueue('queue');
  let isDone = false;
  const last = queue.run(async () => {
    await turns(3);
    isDone = true;
  });
  const closed = queue.close();
  await expect(queue.run(async () => undefined)).rejects.toThrow(
    expect.objectContaining({ code: 'TOS_NOT_OPEN', details: { what: 'queue', status: 'closed' } }),
  );
  await closed;
  expect(isDone).toBe(true);
  await last;
});
