import { blake3 } from '@tos/crypto';
import { ErrorCode } from '@tos/protocol';
import { decodeOwnedName, nameOwnerRef, ownedNameRef } from '@tos/state';
import type { Transaction } from '@tos/transaction';
import { expect, test } from 'vitest';
import { ALICE, account, BOB, codeOf, execute, prepare, recordOf, stateAfter, transaction } from '../../test/bench.ts';

const FEE = 10_000_000n;
const register = (name: string, changes: Partial<Transaction> = {}): Transaction =>
  transaction({ fee: FEE, payload: { type: 'register_name', name }, ...changes });
const hashOf = (name: string): Uint8Array => blake3(new TextEncoder().encode(name));
const rich = [...account(ALICE, 10n * FEE), ...account(BOB, 10n * FEE)];

test('a name belongs to its sender, in lower case', () => {
  const bench = prepare([register('Alice.1')], rich);
  expect(execute(bench)).toEqual([0]);
  const after = stateAfter(bench, rich);
  expect(recordOf(after, nameOwnerRef(hashOf('alice.1')))).toEqual(ALICE);
  const name = recordOf(after, ownedNameRef(ALICE));
  expect(name && new TextDecoder().decode(decodeOwnedName(name))).toBe('alice.1');
});

test('a name is taken once, and an account has one: 0405', () => {
  const list = [
    register('alice'),
    register('ALICE', { source: BOB }),
    register('other', { nonce: 1n }),
    register('bob', { source: BOB }),
  ];
  expect(execute(prepare(list, rich))).toEqual([0, ErrorCode.DOMAIN_EXISTS, ErrorCode.DOMAIN_EXISTS, 0]);
});

test('what is refused frees the name', () => {
  const broke = register('alice', { fee: 10n * FEE + 1n });
  expect(execute(prepare([broke, register('alice', { source: BOB })], rich))).toEqual([ErrorCode.INSUFFICIENT_FEE, 0]);
});

test('a bad name before a small fee, a small fee before a taken name', () => {
  expect(codeOf(register('admin', { fee: FEE - 1n }), rich)).toBe(ErrorCode.INVALID_PAYLOAD);
  expect(codeOf(register('alice', { fee: FEE - 1n }), rich)).toBe(ErrorCode.INSUFFICIENT_FEE);
  const list = [register('alice'), register('alice', { source: BOB, fee: FEE - 1n })];
  expect(execute(prepare(list, rich))).toEqual([0, ErrorCode.INSUFFICIENT_FEE]);
  const dear = register('alice', { fee: 2n ** 32n });
  expect(codeOf(dear, account(ALICE, 2n ** 33n))).toBe(0);
});
