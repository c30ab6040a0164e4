import { expect, test } from 'vitest';
import { assertEqual } from './assert-equal.ts';

function messageOf(found: unknown, expected: unknown, message?: string): string | undefined {
  try {
    assertEqual(found, expected, message);
  } catch (error) {
    return String(error);
  }
  return undefined;
}

const row = (n: number): { key: Uint8Array; value: Uint8Array } => ({
  key: Uint8Array.of(n),
  value: new Uint8Array(300).fill(n),
});

test.each<[found: unknown, expected: unknown, message: string | undefined]>([
  [1n, 1n, undefined],
  [[row(1)], [row(1)], undefined],
  [undefined, [], 'is undefined, and should be []'],
  [[1, 2], [1, 3], '[1] is 2, and should be 3'],
  [[1, 2], [1], '[1] is 2, and should be undefined'],
  [[1], [1, { a: 2 }], '[1] is undefined, and should be { a: 2 }'],
  [{ a: { b: [1n] } }, { a: { b: [2n] } }, '.a.b[0] is 1n, and should be 2n'],
  [{ a: 1, b: undefined }, { a: 1 }, 'is { a: 1, b: undefined }, and should be { a: 1 }'],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 3), 'is Uint8Array(2) [ 1, 2 ], and should be Uint8Array(2) [ 1, 3 ]'],
  [Buffer.of(1), Uint8Array.of(1), 'is <Buffer 01>, and should be Uint8Array(1) [ 1 ]'],
  [new Map([[1, 2]]), new Map([[1, 3]]), 'is Map(1) { 1 => 2 }, and should be Map(1) { 1 => 3 }'],
])('difference %#', (found, expected, message) => {
  expect(messageOf(found, expected)).toBe(message && `AssertionError [ERR_ASSERTION]: ${message}`);
});

test('the message comes first', () => {
  expect(messageOf([1], [2], 'block 7')).toBe('AssertionError [ERR_ASSERTION]: block 7: [0] is 1, and should be 2');
});

test('thousands of rows in the wrong order are compared, and one is shown', () => {
  const rows = Array.from({ length: 5000 }, (_, i) => row(i % 250));
  const message = messageOf(rows.toReversed(), rows, 'rows');
  expect(message).toContain('rows: [0].key is Uint8Array(1) [ 249 ], and should be Uint8Array(1) [ 0 ]');
});
