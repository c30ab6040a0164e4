import { expect, test } from 'vitest';
import { domainList, domains, type Field } from '../domain.ts';
import { encodeBalance } from './balance.ts';
import { encodeFrozen } from './frozen.ts';
import { assertRecordKey, assertRecordValue } from './record-layout.ts';

/** Bytes with this layout: lists have two items, options and assets are there. */
function laidOut(fields: readonly Field[]): number[] {
  return fields.flatMap((field): number[] => {
    switch (field.type) {
      case 'list':
        return [0, 2, ...laidOut(field.of), ...laidOut(field.of)];
      case 'option32':
      case 'asset':
        return [1, ...new Array<number>(32).fill(7)];
      case 'keys32':
        return [2, ...new Array<number>(64).fill(7)];
      case 'text':
        return [3, 97, 98, 99];
      case 'rest':
      case 'output':
        return [];
      case 'key32':
        return new Array<number>(32).fill(7);
      case 'u8':
        return [0];
      default:
        return new Array<number>({ u16: 2, u32: 4, u64: 8 }[field.type]).fill(0);
    }
  });
}

test.each(domainList.map((domain) => [domain.name, domain] as const))('%s', (_, domain) => {
  const corrupt = expect.objectContaining({ code: 'TOS_STORAGE_CORRUPT' });
  for (const [fields, check] of [
    [domain.key, (bytes: Uint8Array) => assertRecordKey(domain, bytes)],
    [domain.value, (bytes: Uint8Array) => assertRecordValue(domain, bytes)],
  ] as const) {
    const bytes = Uint8Array.from(laidOut(fields));
    expect(() => check(bytes)).not.toThrow();
    if (fields.some(({ type }) => type === 'rest')) continue;
    expect(() => check(bytes.subarray(1))).toThrow(corrupt);
    expect(() => check(Uint8Array.of(...bytes, 0))).toThrow(corrupt);
  }
});

test('what the codecs write is laid out so', () => {
  for (const type of ['input', 'output'] as const) {
    assertRecordValue(domains.balance, encodeBalance({ type, final: 1n, output: null }));
  }
  assertRecordValue(domains.balance, encodeBalance({ type: 'both', final: 1n, output: 2n }));
  assertRecordValue(domains.frozen, encodeFrozen({ total: 1n, freezes: [], delegations: [], pending: [] }));
  expect(() => assertRecordKey(domains.balance, new Uint8Array(33).fill(2))).toThrow('presence byte 2');
});
