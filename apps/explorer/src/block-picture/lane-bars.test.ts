import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from './block-execution.ts';
import { laneBars } from './lane-bars.ts';

const span = (startUs: number, endUs: number): Span => ({ startUs, endUs });
const spans = fc.array(
  fc
    .tuple(fc.integer({ min: -50, max: 150 }), fc.integer({ min: 0, max: 40 }))
    .map(([start, length]) => span(start, start + length)),
  { maxLength: 40 },
);
const range = { fromUs: 0, toUs: 100 };

/** Microseconds of the range in which a span was under way, counted one by one. */
function busyUs(of: readonly Span[]): number {
  let busy = 0;
  for (let us = range.fromUs; us < range.toUs; us++)
    if (of.some(({ startUs, endUs }) => startUs <= us && us < endUs)) busy++;
  return busy;
}

test('spans that can be told apart stay apart, short neighbours become one', () => {
  const bars = laneBars([span(60, 90), span(0, 2), span(3, 4), span(30, 60)], range, 10);
  expect(bars.map(({ fromUs, toUs, busyUs: busy, spans: of }) => [fromUs, toUs, busy, of.length])).toEqual([
    [0, 4, 3, 2],
    [30, 60, 30, 1],
    [60, 90, 30, 1],
  ]);
});

test('of a span that lies partly outside of the range the part inside is shown', () => {
  expect(laneBars([span(-10, 5), span(95, 200), span(101, 120)], range, 1)).toMatchObject([
    { fromUs: 0, toUs: 5, busyUs: 5 },
    { fromUs: 95, toUs: 100, busyUs: 5 },
  ]);
});

test('bars stay in the range, do not overlap, have every span that can be seen once, and keep the busy time', () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 0, max: 120 }), (of, cell) => {
      const bars = laneBars(of, range, cell);
      let before = range.fromUs;
      for (const { fromUs, toUs, busyUs: busy, spans: members } of bars) {
        expect(fromUs).toBeGreaterThanOrEqual(before);
        expect(toUs).toBeGreaterThanOrEqual(fromUs);
        expect(busy).toBe(busyUs(members));
        before = toUs;
      }
      expect(before).toBeLessThanOrEqual(range.toUs);
      expect(bars.reduce((sum, { busyUs: busy }) => sum + busy, 0)).toBe(busyUs(of));
      const shown = bars.flatMap(({ spans: members }) => members);
      const visible = of.filter(({ startUs, endUs }) => endUs >= range.fromUs && startUs <= range.toUs);
      expect(new Set(shown)).toEqual(new Set(visible));
      expect(shown).toHaveLength(visible.length);
      // Two neighbours never fit into a cell, or they would be one.
      if (cell > 0) expect(bars.length).toBeLessThanOrEqual((2 * 100) / cell + 2);
    }),
  );
});
