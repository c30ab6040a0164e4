import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTosError } from '../tos-error.ts';
import { MAX_DEPTH, parseByHand, parseExactJson } from './parse-exact-json.ts';
import { parseNative } from './parse-native.ts';

/** What a parser makes of a text: a value, or the details of its error. */
function outcome(parse: (text: string) => unknown, text: string): unknown {
  try {
    return { value: parse(text) };
  } catch (error) {
    if (!isTosError(error)) throw error;
    return { refusal: error.toObject() };
  }
}

function assertSame(text: string): void {
  const expected = outcome(parseByHand, text);
  expect(outcome(parseExactJson, text), text).toStrictEqual(expected);
  const native = parseNative(text, MAX_DEPTH);
  if (native !== undefined) expect({ value: native }, text).toStrictEqual(expected);
}

const piece = fc.constantFrom(
  ...['{', '}', '[', ']', ':', ',', '"', '\\', '"a"', '"\\u0061"', '"__proto__"', '"a":', '"a":1', '"\\\\"', '"\\":"'],
  ...['0', '-0', '-1', '1.0', '1e3', '1E+2', '0.5', '01', '-', '.', 'e', 'true', 'false', 'null', ' ', '\n', '\u00a0'],
  ...['9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740992', '18446744073709551615'],
);

test('both parsers give the same values and the same errors', () => {
  const damaged = fc.tuple(fc.json(), fc.nat(), fc.array(piece, { maxLength: 3 })).map(([text, at, pieces]) => {
    const i = at % (text.length + 1);
    return text.slice(0, i) + pieces.join('') + text.slice(i + (pieces.length === 0 ? 1 : 0));
  });
  const joined = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const members = fc
    .array(piece, { maxLength: 4 })
    .map((values) => `{${values.map((value) => `"a":${value}`).join(',')}}`);
  const numRuns = 5000 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
  fc.assert(fc.property(fc.oneof(damaged, joined, members, fc.string()), assertSame), { numRuns });
});

test.each([
  '{"a":1,"a":1}',
  '{"a":1,"a":2}',
  '{"b":{"a":1,"\\u0061":1},"c":2}',
  '{"__proto__":{"x":1}}',
  '{"__proto__":1,"__proto__":2}',
  '{"2":1,"1":2,"a":3}',
  '{"a":"\\":\\"","b":":"}',
  '-0',
  '[1.0]',
  '[1e2]',
  '["1.5e3:"]',
  '9007199254740993',
  '9'.repeat(400),
  '"\\',
  '"',
  '',
  `${'['.repeat(1000)}${']'.repeat(1000)}`,
  `${'['.repeat(1001)}${']'.repeat(1001)}`,
  `${'{"a":'.repeat(1001)}1${'}'.repeat(1001)}`,
  `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`,
  '['.repeat(200_000),
])('both parsers agree on %.60s', (text) => assertSame(text));

test('JSON.parse reads what it is exact for, and nothing else', () => {
  expect(parseNative('{"jsonrpc":"2.0","id":1,"params":{"data":"00\\n:.e5"}}', MAX_DEPTH)).toBeDefined();
  for (const text of [
    '1.0',
    '1e0',
    '9007199254740992',
    '{"a":1,"a":1}',
    '{',
    `${'['.repeat(1001)}${']'.repeat(1001)}`,
  ]) {
    expect(parseNative(text, MAX_DEPTH), text).toBeUndefined();
  }
});
