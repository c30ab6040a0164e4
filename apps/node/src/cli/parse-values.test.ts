import { expect, test } from 'vitest';
import { milliseconds, wholeNumber } from './parse-values.ts';

test('whole numbers inside their bounds', () => {
  const parse = wholeNumber(2, 64);
  expect([parse('2'), parse('64')]).toEqual([2, 64]);
});

test.each(['1', '65', '', ' 3', '3 ', '+3', '-3', '03', '3.0', '3e0', '0x3', '１', '99999999999999999999'])(
  '%j is no whole number from 2 to 64',
  (text) => {
    expect(() => wholeNumber(2, 64)(text)).toThrow('Give a whole number from 2 to 64.');
  },
);

test.each([
  ['1', 1000],
  ['1s', 1000],
  ['0.5s', 500],
  ['500ms', 500],
  ['0', 0],
  ['0ms', 0],
  ['3600', 3_600_000],
])('%s is %d ms', (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});

test.each(['', 's', '1m', '1 s', '-1', '1e3', '3601', '.5', 'Infinity', '1ss'])('%j is no span of time', (text) => {
  expect(() => milliseconds(text)).toThrow('Give seconds');
});
