import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOfBytes, visibleText } from './visible-text.ts';

test('plain text of any script stays as it is', () => {
  for (const text of ['', 'invoice 7', 'grüße', '支付', 'دفع', '🙂', '<img src=x onerror=alert(1)>', '"\'&']) {
    expect(visibleText(text)).toBe(text);
  }
});

test.each([
  ['a\u202eb', 'a\\u{202e}b'],
  ['\u2066x\u2069', '\\u{2066}x\\u{2069}'],
  ['a\nb\0', 'a\\u{a}b\\u{0}'],
  ['\u200bzero', '\\u{200b}zero'],
  ['\u2028', '\\u{2028}'],
  ['\ud800', '\\u{d800}'],
  ['\u{e0041}', '\\u{e0041}'],
  ['\ufeff', '\\u{feff}'],
])('what cannot be seen is named: %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test('bytes that are no UTF-8 are no text; all others are', () => {
  expect(textOfBytes(Uint8Array.of(0xff, 0xfe))).toBe(null);
  expect(textOfBytes(Uint8Array.of(0xc0, 0x80))).toBe(null);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(textOfBytes(new TextEncoder().encode(text))).toBe(visibleText(text));
    }),
  );
});

test('nothing invisible is left in any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});
