import { expect, test } from 'vitest';
import { Random } from '../soak/random.mjs';
import { type Judgement, judge, medianInterval, worstOf } from './judge.mjs';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

// Of a table of order statistics: P(at most k of n fair coins show heads) <= 0.005.
test.each([
  [1, -Infinity, Infinity],
  [7, -Infinity, Infinity],
  [8, 1, 8],
  [12, 2, 11],
  [30, 8, 23],
  [60, 20, 41],
])('of %i values the 99 %% interval goes from the %d-th to the %d-th', (n, low, high) => {
  expect(medianInterval(upTo(n))).toEqual([low, high]);
  expect(medianInterval(upTo(n).reverse())).toEqual([low, high]);
});

test('intervals miss the true median of a skewed distribution as often as they say, or less', () => {
  const random = new Random(3);
  const draw = (): number => -Math.log((random.below(2 ** 30) + 1) / 2 ** 30);
  const runs = 4000;
  let missed = 0;
  for (let run = 0; run < runs; run++) {
    const [low, high] = medianInterval(Array.from({ length: 24 }, draw), 0.95);
    if (low > Math.LN2 || high < Math.LN2) missed++;
  }
  // 5 % at most, and four standard deviations of chance.
  expect(missed / runs).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / runs));
  expect(missed / runs).toBeGreaterThan(0.01);
});

const around = (middle: number, spread: number): number[] => upTo(24).map((i) => middle + spread * (i - 12.5));

test.each<[string, number[], Judgement]>([
  ['a quiet gain', around(1, 0.001), 'met'],
  ['a quiet loss', around(0.9, 0.001), 'missed'],
  ['a loss within noise', around(0.94, 0.02), 'not decided'],
  ['a gain within noise', around(0.96, 0.02), 'not decided'],
  ['seven samples', around(0.5, 0).slice(0, 7), 'not decided'],
])('%s', (_, ratios, verdict) => {
  expect(judge(ratios, 0.95).verdict).toBe(verdict);
});

test('rows are met only together, and the summary shows the lowest', () => {
  const good = judge(around(1, 0.001), 0.95);
  const better = judge(around(1.1, 0.001), 0.95);
  const noise = judge(around(0.96, 0.02), 0.95);
  const bad = judge(around(0.9, 0.001), 0.95);
  expect(worstOf([better, good])).toEqual(good);
  expect(worstOf([better, noise, good])).toEqual(noise);
  expect(worstOf([noise, bad, better])).toEqual(bad);
  expect(worstOf([{ ...bad, ratio: 0.97 }, noise])).toEqual({ ...noise, verdict: 'missed' });
});
