import { expect, test } from 'vitest';
import { wrapWords } from './wrap-words.ts';

test.each([
  ['', 10, ''],
  ['a bc def', 80, 'a bc def'],
  ['a bc def', 4, 'a bc\ndef'],
  ['abcdefgh ij k', 4, 'abcdefgh\nij k'],
  ['a b\nc d', 1, 'a\nb\nc\nd'],
])('%j in %d columns', (text, width, expected) => {
  expect(wrapWords(text, width)).toBe(expected);
});
