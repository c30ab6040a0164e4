import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mapInTurns } from './in-turns.ts';

test('results keep the order of the items', async () => {
  const items = Array.from({ length: 1000 }, (_, i) => i);
  expect(await mapInTurns(items, (i) => 2 * i)).toEqual(items.map((i) => 2 * i));
  expect(await mapInTurns(items, async (i) => 2 * i)).toEqual(items.map((i) => 2 * i));
});

test('other events get their turn while a long answer is made', async () => {
  let done = false;
  let turns = 0;
  const others = (async () => {
    while (!done) {
      await setImmediate();
      turns++;
    }
  })();
  // Each item takes longer than a slice.
  await mapInTurns(Array.from({ length: 5 }), () => {
    const end = performance.now() + 6;
    while (performance.now() < end);
  });
  const turnsMeanwhile = turns;
  done = true;
  await others;
  expect(turnsMeanwhile).toBeGreaterThanOrEqual(3);
});

test('an item that fails ends the work with its error', async () => {
  const seen: number[] = [];
  const failing = mapInTurns([1, 2, 3], (i) => {
    seen.push(i);
    if (i === 2) throw new Error('two');
  });
  await expect(failing).rejects.toThrow('two');
  expect(seen).toEqual([1, 2]);
});
