import { expect, test } from 'vitest';
import { type RunShape, TaskSpeeds } from './task-speeds.ts';

const shape: RunShape = { tasks: 100, atOnce: 2, joins: 0 };

/** Speeds of tasks of cost 1 that take a millisecond on main, with warm threads. */
function seen(): TaskSpeeds {
  const speeds = new TaskSpeeds();
  for (let run = 0; run < 10; run++) speeds.sawThreads(1e6, 100, 100, shape, undefined);
  speeds.sawMain(100, 100);
  return speeds;
}

test('what cold threads lose is not held against them', () => {
  const speeds = new TaskSpeeds();
  speeds.sawMain(100, 100);
  const thought = speeds.threadsMs(100, shape);
  for (let run = 0; run < 10; run++) speeds.sawThreads(1e6, 100, 100, shape, 0.01);
  expect(speeds.threadsMs(100, shape)).toBe(thought);
  speeds.sawThreads(1e6, 100, 100, shape, undefined);
  expect(speeds.threadsMs(100, shape)).toBeGreaterThan(thought);
});

test('before anything has run, threads are never faster', () => {
  const speeds = new TaskSpeeds();
  expect(speeds.inlineMs(100)).toBe(0);
  expect(speeds.threadsMs(100, shape)).toBeGreaterThan(0);
});

test('the latest work counts most', () => {
  const speeds = seen();
  for (let run = 0; run < 5; run++) speeds.sawMain(1000, 100);
  expect(speeds.inlineMs(1)).toBeGreaterThan(9);
});

test('messages, joins and few tasks at a time cost threads something', () => {
  const speeds = seen();
  const ms = speeds.threadsMs(100, shape);
  expect(ms).toBeGreaterThan(50);
  expect(ms).toBeLessThan(55);
  expect(speeds.threadsMs(100, { ...shape, joins: 1 })).toBeGreaterThan(ms);
  expect(speeds.threadsMs(100, { ...shape, atOnce: 1.5 })).toBeGreaterThan(ms);
});

test('a run on threads that took longer than thought is believed by half', () => {
  const speeds = seen();
  const thought = speeds.threadsMs(100, shape);
  speeds.sawThreads(2 * thought, 100, 100, shape, undefined);
  expect(speeds.threadsMs(100, shape)).toBeCloseTo(1.5 * thought, 5);
  speeds.sawThreads(1000 * thought, 100, 100, shape, undefined);
  expect(speeds.threadsMs(100, shape), 'something else stopped it').toBeLessThan(3 * thought);
});

test('what a task takes on a slow thread is not taken for what it takes on main', () => {
  const speeds = seen();
  for (let run = 0; run < 8; run++) speeds.sawThreads(80, 150, 100, shape, 1);
  expect(speeds.inlineMs(100)).toBeGreaterThan(95);
  expect(speeds.inlineMs(100)).toBeLessThan(115);
  // The same threads do twice the work.
  for (let run = 0; run < 8; run++) speeds.sawThreads(160, 300, 100, shape, undefined);
  expect(speeds.inlineMs(100)).toBeGreaterThan(190);
});

test('main is looked at again after some runs on threads', () => {
  const speeds = seen();
  const runs: boolean[] = [];
  for (let run = 0; run < 6; run++) {
    runs.push(speeds.needsProbe);
    speeds.sawThreads(55, 100, 100, shape, undefined);
  }
  expect(runs).toEqual([false, false, false, false, true, true]);
  speeds.sawMain(2, 2);
  expect(speeds.needsProbe).toBe(false);
});

test('threads that lose are tried again, less and less often; threads that win are taken at once', () => {
  const speeds = seen();
  const pays = (): boolean => speeds.threadsMs(100, shape) < 90;
  const history = (runs: number, wallMs: number): number[] => {
    const tried: number[] = [];
    for (let run = 0; run < runs; run++) {
      if (pays()) {
        tried.push(run);
        speeds.sawThreads(wallMs, 100, 100, shape, undefined);
      } else {
        speeds.passedOver();
        speeds.sawMain(100, 100);
      }
    }
    return tried;
  };
  const tried = history(300, 120);
  const gaps = tried.map((run, i) => run - (tried[i - 1] ?? run)).filter((gap) => gap > 1);
  expect(gaps).toEqual([5, 9, 17, 33, 65, 65, 65]);
  // From now on threads are faster: once they have been tried again, they stay in use.
  const later = history(100, 55);
  expect(later.length).toBeGreaterThan(30);
  expect(later.at(-1)).toBe(99);
});
