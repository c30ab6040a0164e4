import { expect, onTestFinished, test } from 'vitest';
import { EventLoopWatch } from './event-loop-watch.ts';

function watchAt(clock: { now: number }): EventLoopWatch {
  const watch = new EventLoopWatch(() => clock.now);
  // Its own timer would tick by the real clock.
  watch.close();
  onTestFinished(() => watch.close());
  return watch;
}

test('a loop on time has no delay', () => {
  const clock = { now: 0 };
  const watch = watchAt(clock);
  for (let i = 0; i < 20; i++) {
    clock.now += 1000;
    watch.tick();
    expect(watch.longestDelayMs).toBe(0);
  }
});

test('a delay is remembered for ten ticks', () => {
  const clock = { now: 0 };
  const watch = watchAt(clock);
  clock.now = 4500;
  watch.tick();
  const seen = Array.from({ length: 12 }, () => {
    const delay = watch.longestDelayMs;
    clock.now += 1000;
    watch.tick();
    return delay;
  });
  expect(seen).toEqual([...Array.from({ length: 10 }, () => 3500), 0, 0]);
});

test('a tick that is due counts before it comes', () => {
  const clock = { now: 0 };
  const watch = watchAt(clock);
  clock.now = 6000;
  expect(watch.longestDelayMs).toBe(5000);
});

test('the timer of a real loop ticks, and keeps no process alive', async () => {
  let ticks = 0;
  const watch = new EventLoopWatch(() => {
    ticks++;
    return 0;
  });
  onTestFinished(() => watch.close());
  const atStart = ticks;
  await expect.poll(() => ticks, { timeout: 60_000 }).toBeGreaterThan(atStart);
});
