import { U64_MAX } from '@tos/protocol';
import { expect, test } from 'vitest';
import { formatInteger, formatMs, formatTos } from './format.ts';

test('numbers', () => {
  expect([0, 999, 1000, 1234567, 10n ** 18n].map(formatInteger)).toEqual([
    '0',
    '999',
    '1,000',
    '1,234,567',
    '1,000,000,000,000,000,000',
  ]);
  expect([0, 9.94, 9.96, 1050.4].map(formatMs)).toEqual(['0.0 ms', '9.9 ms', '10 ms', '1,050 ms']);
  expect([0n, 1n, U64_MAX].map(formatTos)).toEqual([
    '0.00000000 TOS',
    '0.00000001 TOS',
    '184,467,440,737.09551615 TOS',
  ]);
});
