import { concatBytes } from '@noble/hashes/utils.js';
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
import { contractAddress } from '../contract-address.ts';

const module = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 2, 3);
const deploy = (changes: Partial<Transaction> = {}): Transaction =>
  transaction({ payload: { type: 'deploy_contract', module, invoke: null }, ...changes });

test('a module is kept at the address of the contract, and 1 TOS is gone', () => {
  const bench = prepare([deploy()], account(ALICE, COIN + 10_000n));
  expect(execute(bench)).toEqual([0]);
  // ff, the deployer's key, BLAKE3 of the module.
  const address = blake3(concatBytes(Uint8Array.of(0xff), ALICE, blake3(module)));
  expect(contractAddress(ALICE, module)).toEqual(address);
  expect(recordOf(stateAfter(bench, []), contractRef(address))).toEqual(module);
  expect(bench.overlay.writes().map(({ ref }) => placeOf(ref))).toEqual(
    [nonceRef(ALICE), balanceRef(ALICE, NATIVE_ASSET), contractRef(address)].map(placeOf),
  );
});

test('the same module by the same sender again: 0405, in the block and after it; by another one it is another contract', () => {
  const state = [...account(ALICE, 9n * COIN), ...account(BOB, 9n * COIN)];
  const first = prepare([deploy(), deploy({ nonce: 1n }), deploy({ source: BOB })], state);
  expect(execute(first)).toEqual([0, ErrorCode.DOMAIN_EXISTS, 0]);
  const after = stateAfter(first, state);
  expect([ALICE, BOB].map((key) => recordOf(after, contractRef(contractAddress(key, module))))).toEqual([
    module,
    module,
  ]);
  expect(codeOf(deploy({ nonce: 1n }), after)).toBe(ErrorCode.DOMAIN_EXISTS);
  const another = { type: 'deploy_contract', module: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 9), invoke: null } as const;
  expect(codeOf(deploy({ nonce: 1n, payload: another }), after)).toBe(0);
});

test('that it is there is told before the chain id, after the nonce', () => {
  const there = [...account(ALICE, 9n * COIN), [contractRef(contractAddress(ALICE, module)), module] as const];
  expect(codeOf(deploy({ chainId: 0 }), there)).toBe(ErrorCode.DOMAIN_EXISTS);
  expect(codeOf(deploy({ nonce: 1n }), there)).toBe(ErrorCode.NONCE_TOO_HIGH);
});

test('without 1 TOS beside the fee: 0300', () => {
  expect(codeOf(deploy(), account(ALICE, COIN + 9_999n))).toBe(ErrorCode.INSUFFICIENT_BALANCE);
});

test('with a call of the constructor: FF01', () => {
  const invoke = { maxGas: 0n, deposits: [] };
  const one = deploy({ payload: { type: 'deploy_contract', module, invoke } });
  expect(codeOf(one, account(ALICE, 3n * COIN))).toBe(ErrorCode.NOT_IMPLEMENTED);
});
