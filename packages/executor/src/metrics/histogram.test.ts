import { expect, test } from 'vitest';
import { Histogram } from './histogram.ts';
import { type MetricDescription, metricTable } from './metric-table.ts';

test('an observation falls into the first bucket whose bound it does not exceed', () => {
  const histogram = new Histogram([1, 2, 4]);
  for (const value of [0, 1, 2, 3, 4, 5, 1000]) histogram.add(value);
  expect(histogram.value()).toEqual({ counts: [2, 1, 2, 2], sum: 1015, count: 7 });
});

test('observations are whole, and not below 0: clocks of two threads may differ by a little', () => {
  const histogram = new Histogram([1, 2]);
  for (const value of [-3, 1.4, 1.6]) histogram.add(value);
  expect(histogram.value()).toEqual({ counts: [2, 1, 0], sum: 3, count: 3 });
});

test('a value is a copy', () => {
  const histogram = new Histogram([1]);
  const before = histogram.value();
  histogram.add(1);
  expect(before).toEqual({ counts: [0, 0], sum: 0, count: 0 });
});

test('bounds ascend, and histograms alone have them', () => {
  for (const [name, { type, buckets }] of Object.entries<MetricDescription>(metricTable)) {
    expect(buckets !== undefined, name).toBe(type === 'histogram');
    expect(buckets, name).toEqual(buckets?.toSorted((a, b) => a - b));
  }
});
