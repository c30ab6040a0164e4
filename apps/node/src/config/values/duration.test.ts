import { expect, test } from 'vitest';
import { duration, durationText } from './duration.ts';

test.each([
  ['1', 1000],
  ['1s', 1000],
  ['0.5s', 500],
  ['500ms', 500],
  ['0', 0],
  ['0ms', 0],
  ['3600', 3_600_000],
  [2, 2000],
  [0.25, 250],
])('%s is %d ms', (text, expected) => {
  expect(duration.parse(text)).toBe(expected);
  expect(duration.parse(durationText(expected))).toBe(expected);
});

test.each(['', 's', '1m', '1 s', '-1', '1e3', '3601', '.5', 'Infinity', '1ss', true, -1, Number.NaN])(
  '%j is no span of time',
  (text) => {
    expect(() => duration.parse(text)).toThrow('Give seconds');
  },
);
