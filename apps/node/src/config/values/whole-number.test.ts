import { expect, test } from 'vitest';
import { wholeNumber } from './whole-number.ts';

test('whole numbers inside their bounds', () => {
  const { parse } = wholeNumber(2, 64);
  expect([parse('2'), parse('64'), parse(2), parse(64)]).toEqual([2, 64, 2, 64]);
});

test.each([
  '1',
  '65',
  '',
  ' 3',
  '3 ',
  '+3',
  '-3',
  '03',
  '3.0',
  '3e0',
  '0x3',
  '１',
  '99999999999999999999',
  1,
  65,
  2.5,
  true,
])('%j is no whole number from 2 to 64', (text) => {
  expect(() => wholeNumber(2, 64).parse(text)).toThrow('Give a whole number from 2 to 64.');
});
