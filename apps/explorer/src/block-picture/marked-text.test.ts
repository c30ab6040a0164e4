import { expect, test } from 'vitest';
import { claimOf, executionOf } from '../../test/execution-of.ts';
import { markedText } from './marked-text.ts';

const execution = executionOf({
  admission: [claimOf(2, -9000, -8000, { count: 1, transactions: [4] })],
  claims: [claimOf(0, 100, 2000, { count: 3, transactions: [1, 2, 7] })],
});

test.each([
  [2, 'is marked: its signature was verified from 100 µs to 2.00 ms, in one go with 2 more (Main).'],
  [4, 'is marked: its signature was verified 8.00 ms before the block began (Thread 2).'],
  [5, 'is not marked: the node does not know any more when its signature was verified.'],
])('the place %d', (place, text) => {
  expect(markedText(execution, place)).toBe(`The transaction with the place ${place} ${text}`);
});
