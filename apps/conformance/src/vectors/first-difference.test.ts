import { expect, test } from 'vitest';
import { firstDifference } from './first-difference.ts';

test('equal values have none, whatever the order of their members', () => {
  expect(firstDifference({ a: [1n, null], b: 'x' }, { b: 'x', a: [1n, null] })).toBeUndefined();
});

test.each([
  [1n, 2n, 'value: expected 1, got 2'],
  [1n, '1', 'value: expected 1, got "1"'],
  [{ a: { b: [1n, 2n] } }, { a: { b: [1n, 3n] } }, 'a.b[1]: expected 2, got 3'],
  [{ a: [1n] }, { a: [1n, 2n] }, 'a.length: expected 1, got 2'],
  [{ a: 1n }, {}, 'a: missing, expected 1'],
  [{}, { a: null }, 'a: unexpected null'],
  [{ a: {} }, { a: [] }, 'a: expected {}, got []'],
  [null, {}, 'value: expected null, got {}'],
])('%#', (expected, actual, difference) => {
  expect(firstDifference(expected, actual)).toBe(difference);
});
