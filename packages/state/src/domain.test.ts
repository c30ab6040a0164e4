import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { type Domain, domainList, domains, type Field, SupplyCounter } from './domain.ts';
import {
  balanceRef,
  encodeBalance,
  encodeMultisig,
  encodeU64Record,
  multisigRef,
  NATIVE_ASSET,
  nonceRef,
  supplyRef,
} from './records.ts';

/** Bytes read by nothing but the field layout of the table: integers and hex by field name. */
function readByLayout(fields: readonly Field[], bytes: Uint8Array): Record<string, bigint | string | string[]> {
  let at = 0;
  const take = (size: number): Uint8Array => {
    expect(at + size, 'end of the bytes').toBeLessThanOrEqual(bytes.length);
    at += size;
    return bytes.subarray(at - size, at);
  };
  const integer = (size: number): bigint => BigInt(`0x${bytesToHex(take(size))}`);
  const values: Record<string, bigint | string | string[]> = {};
  for (const { name, type } of fields) {
    if (type === 'key32') values[name] = bytesToHex(take(32));
    else if (type === 'asset') values[name] = integer(1) === 0n ? 'native' : bytesToHex(take(32));
    else if (type === 'u8') values[name] = integer(1);
    else if (type === 'u64') values[name] = integer(8);
    else if (type === 'keys32') values[name] = Array.from({ length: Number(integer(1)) }, () => bytesToHex(take(32)));
    else if (BigInt(String(values['flags'])) & 4n) values[name] = integer(8); // 'output'
  }
  expect(at, 'bytes read').toBe(bytes.length);
  return values;
}

describe('domain table', () => {
  test('ids are unique and fit a byte that is not 0', () => {
    const ids = domainList.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id >= 1 && id <= 255, `id ${id}`).toBe(true);
  });

  test('ids never change: they are in every digest', () => {
    expect(Object.fromEntries(domainList.map(({ id, name }) => [name, id]))).toEqual({
      nonce: 1,
      balance: 2,
      multisig: 3,
      supply: 4,
    });
  });

  test('the list has every domain, in the order of ids', () => {
    expect(new Set(domainList)).toEqual(new Set(Object.values(domains)));
    expect(domainList.map(({ id }) => id)).toEqual(domainList.map(({ id }) => id).toSorted((a, b) => a - b));
  });

  test('a domain is named as its entry', () => {
    expect(Object.entries(domains).map(([name, domain]) => [name, domain.name])).toEqual(
      Object.keys(domains).map((name) => [name, name]),
    );
  });

  test('field names are unique in a record', () => {
    for (const { name, key, value } of domainList) {
      const names = [...key, ...value].map((field) => field.name);
      expect(new Set(names).size, name).toBe(names.length);
    }
  });

  test('the way the overlay holds a record fits its fields', () => {
    const cellOf = ({ value }: Domain): string => {
      const layout = value.map(({ name, type }) => `${name} ${type}`).join(', ');
      if (layout === 'flags u8, final u64, output output') return 'balance';
      return value.length === 1 && value[0]?.type === 'u64' ? 'u64' : 'bytes';
    };
    for (const domain of domainList) expect(domain.cell, domain.name).toBe(cellOf(domain));
  });
});

describe('keys and records are laid out as the table says', () => {
  const account = new Uint8Array(32).fill(0xa1);
  const gold = new Uint8Array(32).fill(0x60);
  const keys = [1, 2, 3].map((fill) => new Uint8Array(32).fill(fill));

  test.each([
    ['nonce', nonceRef(account), { account: bytesToHex(account) }],
    ['balance of TOS', balanceRef(account, NATIVE_ASSET), { account: bytesToHex(account), asset: 'native' }],
    ['balance', balanceRef(account, gold), { account: bytesToHex(account), asset: bytesToHex(gold) }],
    ['multisig', multisigRef(account), { account: bytesToHex(account) }],
    ['supply', supplyRef(SupplyCounter.EMITTED), { counter: 1n }],
  ])('key of %s', (_, ref, expected) => {
    expect(readByLayout(ref.domain.key, ref.key)).toEqual(expected);
  });

  test.each([
    ['nonce', domains.nonce, encodeU64Record(2n ** 40n), { nonce: 2n ** 40n }],
    ['input', domains.balance, encodeBalance({ type: 'input', final: 5n, output: null }), { flags: 0n, final: 5n }],
    ['output', domains.balance, encodeBalance({ type: 'output', final: 5n, output: null }), { flags: 1n, final: 5n }],
    [
      'both',
      domains.balance,
      encodeBalance({ type: 'both', final: 5n, output: 3n }),
      { flags: 6n, final: 5n, output: 3n },
    ],
    [
      'multisig',
      domains.multisig,
      encodeMultisig({ threshold: 2, participants: keys }),
      { threshold: 2n, participants: keys.map(bytesToHex) },
    ],
    ['supply', domains.supply, encodeU64Record(2n ** 64n - 1n), { amount: 2n ** 64n - 1n }],
  ])('value of %s', (_, domain, bytes, expected) => {
    expect(readByLayout(domain.value, bytes)).toEqual(expected);
  });
});
