import { blake3 } from '@tos/crypto';
import { COIN, ErrorCode } from '@tos/protocol';
import { balanceRef, contractRef, NATIVE_ASSET, nonceRef } from '@tos/state';
import type { Transaction } from '@tos/transaction';
import { expect, test } from 'vitest';
import {
  ALICE,
  account,
  BOB,
  codeOf,
  execute,
  placeOf,
  prepare,
  recordOf,
  stateAfter,
  transaction,
} from '../../test/bench.ts';

const module = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 2, 3);
const deploy = (changes: Partial<Transaction> = {}): Transaction =>
  transaction({ payload: { type: 'deploy_contract', module, invoke: null }, ...changes });

test('a module is kept under its hash, and 1 TOS is gone', () => {
  const bench = prepare([deploy()], account(ALICE, COIN + 10_000n));
  expect(execute(bench)).toEqual([0]);
  expect(recordOf(stateAfter(bench, []), contractRef(blake3(module)))).toEqual(module);
  expect(bench.overlay.writes().map(({ ref }) => placeOf(ref))).toEqual(
    [nonceRef(ALICE), balanceRef(ALICE, NATIVE_ASSET), contractRef(blake3(module))].map(placeOf),
  );
});

test('deployed again, it costs again and changes nothing', () => {
  const state = [...account(ALICE, 3n * COIN), ...account(BOB, 3n * COIN)];
  const first = prepare([deploy()], state);
  execute(first);
  const second = prepare([deploy({ source: BOB })], stateAfter(first, state));
  expect(execute(second)).toEqual([0]);
  expect(second.overlay.writes().map(({ ref }) => ref.domain.name)).toEqual(['nonce', 'balance']);
});

test('without 1 TOS beside the fee: 0300', () => {
  expect(codeOf(deploy(), account(ALICE, COIN + 9_999n))).toBe(ErrorCode.INSUFFICIENT_BALANCE);
});

test('with a call of the constructor: FF01', () => {
  const invoke = { maxGas: 0n, deposits: [] };
  const one = deploy({ payload: { type: 'deploy_contract', module, invoke } });
  expect(codeOf(one, account(ALICE, 3n * COIN))).toBe(ErrorCode.NOT_IMPLEMENTED);
});
