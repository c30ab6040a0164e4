import { expect, test } from 'vitest';
import { ClaimLog, type LoggedClaim, UNKNOWN_CLAIM } from './claim-log.ts';

const claim = (i: number): LoggedClaim => ({
  thread: i % 65,
  began: 1e15 + i,
  done: 1e15 + 2 * i,
  count: 1 + (i % 16),
});

test('the newest claims are found by their numbers, older ones and unknown numbers are not', () => {
  const log = new ClaimLog();
  expect(log.find(UNKNOWN_CLAIM)).toBeUndefined();
  expect(log.find(1)).toBeUndefined();
  const numbers = Array.from({ length: 100_000 }, (_, i) => log.add(claim(i)));
  expect(new Set(numbers).size).toBe(numbers.length);
  const found = numbers.map((number) => log.find(number));
  const known = found.filter((one) => one !== undefined).length;
  expect(known).toBeGreaterThan(10_000);
  expect(found.slice(0, -known).every((one) => one === undefined)).toBe(true);
  expect(found.slice(-known)).toEqual(numbers.slice(-known).map((_, i) => claim(numbers.length - known + i)));
  expect(log.find(UNKNOWN_CLAIM)).toBeUndefined();
  expect(log.find(numbers.at(-1)! + 1)).toBeUndefined();
});

test('each record of a job has the number of its claim', () => {
  const log = new ClaimLog();
  const slots = Uint32Array.of(3, 1, 0, 4);
  const job = { count: 2, thread: [0, 2], began: [5, 6], done: [7, 8], firstSlot: [0, 1, 4], slots };
  const numbers = log.addAll(job, 6);
  expect([...numbers].map((number) => log.find(number)?.thread)).toEqual([2, 2, undefined, 0, 2, undefined]);
  expect(log.find(numbers[0]!)).toEqual({ thread: 2, began: 6, done: 8, count: 3 });
});
