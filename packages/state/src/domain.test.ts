import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { type Domain, domainList, domains, type Field, SupplyCounter } from './domain.ts';
import { agentRef, encodeAgent, encodeSessionKey, sessionKeyRef } from './records/agent.ts';
import { assetRef, encodeAsset } from './records/asset.ts';
import { balanceRef, encodeBalance } from './records/balance.ts';
import { encodeFrozen, frozenRef } from './records/frozen.ts';
import { encodeMultisig, multisigRef } from './records/multisig.ts';
import { encodeOwnedName, nameOwnerRef, ownedNameRef } from './records/name.ts';
import { NATIVE_ASSET } from './records/native-asset.ts';
import { contractRef, energyRef, nonceRef, shieldedRef, supplyRef } from './records/plain-refs.ts';
import { encodeU64Record } from './records/u64-record.ts';

type Read = bigint | string | null | Read[] | { [field: string]: Read };

/** The fields of bytes by name, read by the table alone: integers, hex and text. */
function readByLayout(fields: readonly Field[], bytes: Uint8Array): Record<string, Read> {
  let at = 0;
  const take = (size: number): Uint8Array => {
    expect(at + size, 'end of the bytes').toBeLessThanOrEqual(bytes.length);
    at += size;
    return bytes.subarray(at - size, at);
  };
  const integer = (size: number): bigint => BigInt(`0x${bytesToHex(take(size))}`);
  const list = <T>(size: number, item: () => T): T[] => Array.from({ length: Number(integer(size)) }, item);
  const read = (field: Field, values: Record<string, Read>): Read | undefined => {
    if (field.type === 'list') return list(2, () => readAll(field.of));
    if (field.type === 'output') return BigInt(String(values['flags'])) & 4n ? integer(8) : undefined;
    return {
      key32: () => bytesToHex(take(32)),
      option32: () => (integer(1) === 0n ? null : bytesToHex(take(32))),
      asset: () => (integer(1) === 0n ? 'native' : bytesToHex(take(32))),
      u8: () => integer(1),
      u16: () => integer(2),
      u32: () => integer(4),
      u64: () => integer(8),
      keys32: () => list(1, () => bytesToHex(take(32))),
      text: () => new TextDecoder().decode(take(Number(integer(1)))),
      rest: () => bytesToHex(take(bytes.length - at)),
    }[field.type]();
  };
  const readAll = (of: readonly Field[]): Record<string, Read> => {
    const values: Record<string, Read> = {};
    for (const field of of) {
      const value = read(field, values);
      if (value !== undefined) values[field.name] = value;
    }
    return values;
  };
  const values = readAll(fields);
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
      energy: 5,
      frozen: 6,
      nameOwner: 7,
      ownedName: 8,
      agent: 9,
      sessionKey: 10,
      contract: 11,
      shielded: 12,
      asset: 13,
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
    ['energy', energyRef(account), { account: bytesToHex(account) }],
    ['frozen', frozenRef(account), { account: bytesToHex(account) }],
    ['name', nameOwnerRef(gold), { nameHash: bytesToHex(gold) }],
    ['owned name', ownedNameRef(account), { account: bytesToHex(account) }],
    ['agent', agentRef(account), { account: bytesToHex(account) }],
    ['session key', sessionKeyRef(account, 2n ** 60n), { account: bytesToHex(account), keyId: 2n ** 60n }],
    ['contract', contractRef(gold), { address: bytesToHex(gold) }],
    ['asset', assetRef(gold), { asset: bytesToHex(gold) }],
    ['asset TOS', assetRef(NATIVE_ASSET), { asset: bytesToHex(NATIVE_ASSET) }],
    ['shielded', shieldedRef(account, NATIVE_ASSET), { account: bytesToHex(account), asset: 'native' }],
    ['shielded asset', shieldedRef(account, gold), { account: bytesToHex(account), asset: bytesToHex(gold) }],
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
    ['energy', domains.energy, encodeU64Record(14n), { energy: 14n }],
    [
      'asset',
      domains.asset,
      encodeAsset({ decimals: 8, ticker: Uint8Array.of(0x54, 0x4f, 0x53) }),
      { decimals: 8n, ticker: 'TOS' },
    ],
    [
      'frozen',
      domains.frozen,
      encodeFrozen({
        total: 9n,
        freezes: [{ amount: 2n ** 60n, energy: 14n, frozenAt: 3n, unlocksAt: 73n, days: 365 }],
        delegations: [
          { frozenAt: 4n, unlocksAt: 5n, days: 6, entries: [{ delegatee: gold, amount: 7n, energy: 8n }] },
          { frozenAt: 0n, unlocksAt: 0n, days: 0, entries: [] },
        ],
        pending: [{ amount: 1n, expiresAt: 2n }],
      }),
      {
        total: 9n,
        freezes: [{ amount: 2n ** 60n, energy: 14n, frozenAt: 3n, unlocksAt: 73n, days: 365n }],
        delegations: [
          {
            frozenAt: 4n,
            unlocksAt: 5n,
            days: 6n,
            entries: [{ delegatee: bytesToHex(gold), amount: 7n, energy: 8n }],
          },
          { frozenAt: 0n, unlocksAt: 0n, days: 0n, entries: [] },
        ],
        pending: [{ amount: 1n, expiresAt: 2n }],
      },
    ],
    ['name', domains.nameOwner, account, { owner: bytesToHex(account) }],
    ['owned name', domains.ownedName, encodeOwnedName(new TextEncoder().encode('alice')), { name: 'alice' }],
    [
      'agent',
      domains.agent,
      encodeAgent({
        owner: account,
        controller: gold,
        policyHash: keys[0]!,
        status: 1,
        energyPool: gold,
        sessionKeyRoot: null,
        sessionKeys: [0n, 2n ** 64n - 1n],
      }),
      {
        owner: bytesToHex(account),
        controller: bytesToHex(gold),
        policyHash: bytesToHex(keys[0]!),
        status: 1n,
        energyPool: bytesToHex(gold),
        sessionKeyRoot: null,
        sessionKeys: [{ keyId: 0n }, { keyId: 2n ** 64n - 1n }],
      },
    ],
    [
      'session key',
      domains.sessionKey,
      encodeSessionKey({ key: gold, expiresAt: 1n, maxValue: 2n, targets: keys, assets: [account] }),
      {
        key: bytesToHex(gold),
        expiresAt: 1n,
        maxValue: 2n,
        targets: keys.map((key) => ({ target: bytesToHex(key) })),
        assets: [{ asset: bytesToHex(account) }],
      },
    ],
    ['contract', domains.contract, Uint8Array.of(0x7f, 0x45), { module: '7f45' }],
    [
      'shielded',
      domains.shielded,
      Uint8Array.of(...gold, ...account),
      { commitment: bytesToHex(gold), handle: bytesToHex(account) },
    ],
  ])('value of %s', (_, domain, bytes, expected) => {
    expect(readByLayout(domain.value, bytes)).toEqual(expected);
  });
});
