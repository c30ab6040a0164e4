import { MAX_TRANSACTION_SIZE } from '@tos/protocol';
import { expect, test } from 'vitest';
import { outcome } from '../test/outcome.ts';
import { wireFromHex } from './hex.ts';

test('both cases, whitespace around', () => {
  expect(wireFromHex(' \n0aFF00\t')).toEqual(Uint8Array.of(0x0a, 0xff, 0));
  expect(wireFromHex('')).toEqual(new Uint8Array(0));
  expect(wireFromHex('00'.repeat(MAX_TRANSACTION_SIZE)).length).toBe(MAX_TRANSACTION_SIZE);
});

test.each([
  '0',
  '0x01',
  '0X01',
  '01 02',
  '01\n02',
  '0g',
  '-1',
  '+1',
  '1.',
  '０１',
  '00'.repeat(MAX_TRANSACTION_SIZE + 1),
])('refuses %.12j', (text) => {
  expect(outcome(() => wireFromHex(text))).toBe('TOS_INVALID_FORMAT');
});
