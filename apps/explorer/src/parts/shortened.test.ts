import { expect, test } from 'vitest';
import { shortened } from './shortened.ts';

test('the middle of a long text is left out, and both ends stay', () => {
  expect(shortened('0123456789abcdef0123456789abcdef')).toBe('01234567…89abcdef');
  for (const text of ['', 'abc', '12345678901234567']) expect(shortened(text)).toBe(text);
});
