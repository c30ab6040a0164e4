import { ErrorCode } from '@tos/protocol';
import { firstAssets, NATIVE_ASSET, UNO_ASSET } from '@tos/state';
import type { Payload } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import {
  ALICE,
  account,
  BOB,
  balance,
  CAROL,
  codeOf,
  GOLD,
  type State,
  transaction,
  transfers,
} from '../test/bench.ts';

// Amounts of an asset that is not in the registry cannot move, by whatever type.

const types: readonly [string, (asset: Uint8Array, amount: bigint) => Payload][] = [
  ['burn', (asset, amount) => ({ type: 'burn', asset, amount })],
  ['transfers', (asset, amount) => transfers([BOB, amount, asset])],
  ['transfers, the second output', (asset, amount) => transfers([BOB, 1n], [CAROL, amount, asset])],
  ['transfers, between others', (asset, amount) => transfers([BOB, 0n, UNO_ASSET], [CAROL, amount, asset], [BOB, 1n])],
];
const registry: State = firstAssets.map(({ ref, value }) => [ref, value ?? new Uint8Array(0)]);
const rich: State = [...account(ALICE, 1_000_000n), ...registry];
/** Coins of an asset without a record in the registry, as a state that was loaded from elsewhere may have. */
const held = (asset: Uint8Array): State => balance(ALICE, 9n, asset).slice(0, 1);

describe.each(types)('%s', (_, payloadOf) => {
  const code = (asset: Uint8Array, amount: bigint, state: State): ErrorCode =>
    codeOf(transaction({ fee: 30_000n, payload: payloadOf(asset, amount) }), state);

  test('of an asset that nobody registered: FFFF, be there coins of it or not', () => {
    for (const asset of [GOLD, NATIVE_ASSET.with(31, 2), NATIVE_ASSET.with(0, 1)]) {
      expect(code(asset, 1n, rich)).toBe(ErrorCode.UNKNOWN);
      expect(code(asset, 1n, [...rich, ...held(asset)])).toBe(ErrorCode.UNKNOWN);
    }
  });

  test('of one that is registered: as many as there are', () => {
    for (const asset of [GOLD, UNO_ASSET]) {
      const state = [...rich, ...balance(ALICE, 9n, asset)];
      expect(code(asset, 9n, state)).toBe(ErrorCode.OK);
      expect(code(asset, 10n, state)).toBe(ErrorCode.INSUFFICIENT_BALANCE);
    }
    expect(code(UNO_ASSET, 1n, rich)).toBe(ErrorCode.INSUFFICIENT_BALANCE);
  });

  test('TOS is looked up nowhere', () => {
    expect(code(NATIVE_ASSET, 9n, [...account(ALICE, 50_000n), ...held(UNO_ASSET), ...registry.slice(1)])).toBe(0);
  });
});

test('an amount of 0 is one, too; balances are judged in the order of the outputs, the fee last', () => {
  const code = (payload: Payload, tos: bigint): ErrorCode =>
    codeOf(transaction({ fee: 30_000n, payload }), [...account(ALICE, tos), ...registry]);
  expect(code(transfers([BOB, 0n, GOLD]), 30_000n)).toBe(ErrorCode.UNKNOWN);
  expect(code(transfers([BOB, 0n, UNO_ASSET]), 30_000n)).toBe(ErrorCode.OK);
  expect(code(transfers([BOB, 1n], [BOB, 0n, GOLD]), 30_000n)).toBe(ErrorCode.INSUFFICIENT_BALANCE);
  expect(code(transfers([BOB, 0n, GOLD], [BOB, 1n]), 30_000n)).toBe(ErrorCode.UNKNOWN);
  expect(code(transfers([BOB, 1n, UNO_ASSET], [BOB, 0n, GOLD]), 30_000n)).toBe(ErrorCode.INSUFFICIENT_BALANCE);
});
