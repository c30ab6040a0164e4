import { expect, test } from 'vitest';
import { printable } from './printable.ts';

test.each([
  ['plain text, ä, 🔑\nand a second line', 'plain text, ä, 🔑\nand a second line'],
  ['\u001b[2J\u001b]0;title\u0007', '\\u{1b}[2J\\u{1b}]0;title\\u{7}'],
  ['\r\b\u007f\u009b31m', '\\u{d}\\u{8}\\u{7f}\\u{9b}31m'],
  ['\u202egnp.\u2066\u200b\u2028', '\\u{202e}gnp.\\u{2066}\\u{200b}\\u{2028}'],
])('%j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});
