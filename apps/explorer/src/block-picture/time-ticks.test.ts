import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMicroseconds } from './format-microseconds.ts';
import { timeTicks } from './time-ticks.ts';

test.each([
  { fromUs: 0, toUs: 4300, texts: ['0 ms', '1 ms', '2 ms', '3 ms', '4 ms'] },
  { fromUs: 0, toUs: 2300, texts: ['0 ms', '0.5 ms', '1.0 ms', '1.5 ms', '2.0 ms'] },
  { fromUs: 0, toUs: 1000, texts: ['0 µs', '500 µs', '1000 µs'] },
  { fromUs: -3_100_000, toUs: 0, texts: ['-3 s', '-2 s', '-1 s', '0 s'] },
  { fromUs: 5000, toUs: 5010, texts: ['5.000 ms', '5.005 ms', '5.010 ms'] },
  { fromUs: 0, toUs: 1, texts: ['0 µs', '1 µs'] },
])('$fromUs to $toUs', ({ fromUs, toUs, texts }) => {
  expect(timeTicks({ fromUs, toUs }, 5).map(({ text }) => text)).toEqual(texts);
});

test('ticks lie in the range, evenly, are not too many, and differ in their texts', () => {
  const at = fc.integer({ min: -1e10, max: 1e10 }).map((thousandths) => thousandths / 1000);
  fc.assert(
    fc.property(
      at,
      fc.double({ min: 10, max: 1e7, noNaN: true }),
      fc.integer({ min: 2, max: 20 }),
      (from, length, most) => {
        const range = { fromUs: from, toUs: from + length };
        const ticks = timeTicks(range, most);
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
        for (const { atUs } of ticks) {
          expect(Number.isInteger(atUs)).toBe(true);
          expect(atUs).toBeGreaterThanOrEqual(range.fromUs);
          expect(atUs).toBeLessThanOrEqual(range.toUs);
        }
      },
    ),
  );
});

test.each([
  [0, '0 µs'],
  [830, '830 µs'],
  [999.6, '1.00 ms'],
  [3211, '3.21 ms'],
  [9996, '10.0 ms'],
  [32_110, '32.1 ms'],
  [321_100, '321 ms'],
  [999_600, '1.00 s'],
  [-1_204_000, '-1.20 s'],
])('%d microseconds are %s', (us, text) => {
  expect(formatMicroseconds(us)).toBe(text);
});
