import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isNameAllowed, normalizeName } from './name-rules.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const isAllowed = (name: string): boolean => isNameAllowed(normalizeName(bytes(name)));

describe('names', () => {
  test.each(['abc', 'a1b', 'Alice', 'ALICE', 'a.b-c_d', 'a1.2', 'x'.repeat(64), 'admins', 'tos2abc', 'o.fficial'])(
    '%s may be registered',
    (name) => expect(isAllowed(name)).toBe(true),
  );

  test.each([
    ['too short', 'ab'],
    ['too long', 'x'.repeat(65)],
    ['a digit first', '1abc'],
    ['all digits', '12345'],
    ['a separator first', '.abc'],
    ['a separator last', 'abc-'],
    ['two separators in a row', 'a.-b'],
    ['another character', 'a@bc'],
    ['a space before it', ' abc'],
    ['a line break behind it', 'abc\n'],
    ['not ASCII', 'añb'],
    ['looks like ASCII', 'аbc'], // a Cyrillic a
    ['an address of mainnet', 'tos1abc'],
    ['an address of other networks', 'TST1abc'],
    ['hexadecimal', '0xabc'],
    ['reserved', 'admin'],
    ['reserved, in capitals', 'Wallet'],
    ['confusing', 'myofficialname'],
    ['confusing at its end', 'get-help'],
  ])('%s: refused', (_, name) => expect(isAllowed(name)).toBe(false));

  test('lower case is that of ASCII, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (name) => {
        const text = (some: Uint8Array): string => String.fromCharCode(...some);
        const ascii = text(name).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
        expect(text(normalizeName(name))).toBe(ascii);
        if (isNameAllowed(name)) expect(text(name)).toMatch(/^[a-z][a-z0-9._-]{1,62}[a-z0-9]$/);
      }),
    );
  });
});
