import { expect, test } from 'vitest';
import { Random } from './random.mjs';
import { commonSlope } from './slope.mjs';

const life = (length: number, y: (x: number) => number): { x: number; y: number }[] =>
  Array.from({ length }, (_, x) => ({ x, y: y(x) }));

test('lives that begin at different levels have one slope', () => {
  const fit = commonSlope([life(40, (x) => 100 + 2 * x), life(60, (x) => 5 + 2 * x)]);
  expect(fit?.slope).toBeCloseTo(2);
  expect(fit?.low).toBeCloseTo(2);
  expect(fit?.high).toBeCloseTo(2);
});

test('the interval has the true slope in 95 of 100 fits, whatever it is', () => {
  for (const slope of [0, 0.3, -2]) {
    const hits = Array.from({ length: 1000 }, (_, seed) => {
      const random = new Random(seed);
      const noisy = (level: number) =>
        life(50, (x) => level + slope * x + random.real() + random.real() + random.real());
      const fit = commonSlope([noisy(10), noisy(90)]);
      return fit !== null && fit.low <= slope && slope <= fit.high;
    }).filter(Boolean).length;
    // The seeds are fixed. Six standard deviations of a binomial distribution with 1,000 draws of 0.95 are 41.
    expect(Math.abs(hits - 950), `slope ${slope}`).toBeLessThan(42);
  }
});

test('too few samples have no slope, and a single growing life has one', () => {
  expect(commonSlope([])).toBeNull();
  expect(commonSlope([life(39, (x) => x)])).toBeNull();
  expect(commonSlope([life(40, (x) => x)])?.slope).toBeCloseTo(1);
});
