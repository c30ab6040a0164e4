import { expect, test } from 'vitest';
import { formatAge, formatBytes, formatInteger, formatTime, formatTos } from './format.ts';

test('integers have commas, exactly', () => {
  expect([0, 999, 1000, 1_234_567, 18_446_744_073_709_551_615n].map(formatInteger)).toEqual([
    '0',
    '999',
    '1,000',
    '1,234,567',
    '18,446,744,073,709,551,615',
  ]);
});

test('amounts are exact to the atomic unit', () => {
  expect([0n, 1n, 150_000_000n, 100_000_000_000_001n].map(formatTos)).toEqual([
    '0 TOS',
    '0.00000001 TOS',
    '1.5 TOS',
    '1,000,000.00000001 TOS',
  ]);
});

test('bytes have the unit that keeps them short', () => {
  expect([0, 999, 1000, 1024, 123_456, 1_310_720, 2 ** 50].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 KiB',
    '1.0 KiB',
    '121 KiB',
    '1.3 MiB',
    '1,024 TiB',
  ]);
});

test('times of another day have their day', () => {
  const noon = new Date(2026, 4, 3, 12, 30, 5).getTime();
  expect(formatTime(noon, noon + 3_600_000)).toBe('12:30:05');
  expect(formatTime(noon, noon + 86_400_000)).toBe('2026-05-03 12:30:05');
});

test('an age has its two largest units', () => {
  expect([-5, 0, 59_999, 60_000, 3_599_000, 3_600_000, 172_800_000].map(formatAge)).toEqual([
    '0 s',
    '0 s',
    '59 s',
    '1 min 0 s',
    '59 min 59 s',
    '1 h 0 min',
    '2 d',
  ]);
});
