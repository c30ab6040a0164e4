import { expect, test } from 'vitest';
import { SerialQueue } from './serial-queue.ts';

test('one after the other, in call order, whatever becomes of the ones before', async () => {
  const queue = new SerialQueue();
  const events: string[] = [];
  const work = (name: string, turns: number, fails = false) =>
    queue.run(async () => {
      events.push(`${name} starts`);
      for (let i = 0; i < turns; i++) await Promise.resolve();
      events.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([work('a', 9), work('b', 5, true), work('c', 0)]);
  expect(events).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
