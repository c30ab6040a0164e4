import { expect, test } from 'vitest';
import { selectFitting } from './select-fitting.ts';

const item = (sender: number, size: number) => ({ source: Uint8Array.of(sender), size });

test('first come first served, by bytes and by count', () => {
  const items = [item(1, 4), item(2, 4), item(3, 4)];
  expect(selectFitting(items, 12, 3)).toEqual([0, 1, 2]);
  expect(selectFitting(items, 11, 3)).toEqual([0, 1]);
  expect(selectFitting(items, 12, 1)).toEqual([0]);
  expect(selectFitting(items, 12, 0)).toEqual([]);
});

test('a smaller one behind is taken, but not of the sender that was left out', () => {
  expect(selectFitting([item(1, 4), item(2, 9), item(2, 1), item(3, 2), item(1, 4)], 10, 9)).toEqual([0, 3, 4]);
});
