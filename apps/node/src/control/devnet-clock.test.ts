import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DevnetClock } from './devnet-clock.ts';

test('a clock goes with the system’s, as far ahead as it was set forward', () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 40),
      fc.array(fc.record({ passed: fc.nat(2 ** 30), forward: fc.nat(2 ** 40), past: fc.nat(2 ** 41) })),
      (start, steps) => {
        let system = start;
        const clock = new DevnetClock(() => system);
        let offset = 0;
        let last = clock.now();
        expect(last).toBe(start);
        for (const { passed, forward, past } of steps) {
          system += passed;
          offset += forward;
          expect(clock.forward(forward)).toBe(system + offset);
          // A time in the past of this clock changes nothing.
          clock.catchUp(Math.min(past, clock.now()));
          expect(clock.offset).toBe(offset);
          expect(clock.now()).toBeGreaterThanOrEqual(last);
          last = clock.now();
        }
        clock.catchUp(last + 5);
        expect(clock.now()).toBe(last + 5);
      },
    ),
  );
});

test('a time that no date can have is refused, and changes nothing', () => {
  const clock = new DevnetClock(() => 1000);
  const latest = 8_640_000_000_000_000;
  expect(() => clock.forward(latest)).toThrow(
    `milliseconds is ${latest}, but must be at most ${latest - 1000}, which leads to the latest date.`,
  );
  expect(clock.now()).toBe(1000);
  expect(clock.forward(latest - 1000)).toBe(latest);
  expect(() => clock.forward(1)).toThrow('at most 0');
  expect(new Date(clock.now()).toISOString()).toBe('+275760-09-13T00:00:00.000Z');
});
