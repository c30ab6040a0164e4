import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitted, isWhole, moved, SHORTEST_US, zoomed } from './time-range.ts';

const whole = { fromUs: -200, toUs: 1000 };

test.each([
  { wanted: { fromUs: 100, toUs: 200 }, range: { fromUs: 100, toUs: 200 } },
  { wanted: { fromUs: -900, toUs: -500 }, range: { fromUs: -200, toUs: 200 } },
  { wanted: { fromUs: 900, toUs: 1100 }, range: { fromUs: 800, toUs: 1000 } },
  { wanted: { fromUs: -5000, toUs: 5000 }, range: whole },
  { wanted: { fromUs: 100, toUs: 100 }, range: { fromUs: 95, toUs: 105 } },
])('$wanted becomes $range', ({ wanted, range }) => {
  expect(fitted(wanted, whole)).toEqual(range);
});

test('a time keeps its place while the picture is zoomed around it', () => {
  expect(zoomed({ fromUs: 0, toUs: 400 }, whole, 0.5, 100)).toEqual({ fromUs: 50, toUs: 250 });
  expect(zoomed({ fromUs: 0, toUs: 400 }, whole, 100, 100)).toEqual(whole);
  expect([isWhole(whole, whole), isWhole({ fromUs: 0, toUs: 400 }, whole)]).toEqual([true, false]);
});

test('moving stops at the ends, with the length kept', () => {
  expect(moved({ fromUs: 0, toUs: 400 }, whole, 0.5)).toEqual({ fromUs: 200, toUs: 600 });
  expect(moved({ fromUs: 0, toUs: 400 }, whole, -2)).toEqual({ fromUs: -200, toUs: 200 });
});

test('whatever is done, the range stays inside of the whole', () => {
  const share = fc.double({ min: -5, max: 5, noNaN: true });
  const action = fc.tuple(fc.constantFrom('zoom', 'move'), share, fc.integer({ min: -200, max: 1000 }));
  fc.assert(
    fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
      let range = whole;
      for (const [kind, by, at] of actions) {
        range = kind === 'zoom' ? zoomed(range, whole, 2 ** by, at) : moved(range, whole, by);
        expect(range.fromUs).toBeGreaterThanOrEqual(whole.fromUs);
        expect(range.toUs).toBeLessThanOrEqual(whole.toUs + 1e-6);
        expect(range.toUs - range.fromUs).toBeGreaterThanOrEqual(SHORTEST_US - 1e-6);
      }
    }),
  );
});
