import { ErrorCode, U64_MAX } from '@tos/protocol';
import { balanceRef, NATIVE_ASSET, nonceRef, SupplyCounter, supplyRef } from '@tos/state';
import { describe, expect, test } from 'vitest';
import {
  ALICE,
  account,
  BOB,
  balance,
  changes,
  execute,
  GOLD,
  nonce,
  placeOf,
  prepare,
  registered,
  supply,
  transaction,
} from '../../test/bench.ts';

const burn = (amount: bigint, asset: Uint8Array = NATIVE_ASSET) =>
  transaction({ payload: { type: 'burn', asset, amount } });
const BURNED = placeOf(supplyRef(SupplyCounter.BURNED));

describe('effects', () => {
  test('the sender pays amount and fee, and the counter has the amount', () => {
    const bench = prepare([burn(500n)], [...account(ALICE, 20_000n), ...supply(SupplyCounter.BURNED, 2n ** 32n - 1n)]);
    expect(execute(bench)).toEqual([0]);
    expect(changes(bench)).toEqual({
      [placeOf(nonceRef(ALICE))]: 1n,
      [placeOf(balanceRef(ALICE, NATIVE_ASSET))]: 9_500n,
      [BURNED]: 2n ** 32n + 499n,
    });
  });

  test('a counter that nobody wrote before begins at 0', () => {
    const bench = prepare([burn(500n)], account(ALICE, 20_000n));
    expect(execute(bench)).toEqual([0]);
    expect(changes(bench)[BURNED]).toBe(500n);
  });

  test('burns of several senders add up', () => {
    const bench = prepare(
      [burn(1n), { ...burn(2n), source: BOB }, { ...burn(4n), nonce: 1n }],
      [...account(ALICE, 30_000n), ...account(BOB, 30_000n)],
    );
    expect(execute(bench)).toEqual([0, 0, 0]);
    expect(changes(bench)[BURNED]).toBe(7n);
  });

  test('burning another asset leaves the counter of TOS alone: it is not even read', () => {
    const state = [...account(ALICE, 10_000n), ...balance(ALICE, 9n, GOLD), ...supply(SupplyCounter.BURNED, U64_MAX)];
    const bench = prepare([burn(4n, GOLD)], state);
    expect(execute(bench)).toEqual([0]);
    expect(changes(bench)).toEqual({
      [placeOf(nonceRef(ALICE))]: 1n,
      [placeOf(balanceRef(ALICE, NATIVE_ASSET))]: 0n,
      [placeOf(balanceRef(ALICE, GOLD))]: 5n,
    });
    expect(bench.read.flat().map((cell) => bench.overlay.ref(cell).domain.name)).not.toContain('supply');
  });
});

describe('checks', () => {
  test('an amount of 0: 0105', () => {
    expect(execute(prepare([burn(0n)], account(ALICE, 20_000n)))).toEqual([ErrorCode.INVALID_AMOUNT]);
    expect(execute(prepare([burn(2n ** 32n)], account(ALICE, 2n ** 33n)))).toEqual([0]);
  });

  test('amount and fee that leave a u64 together: 0100, in any asset', () => {
    for (const asset of [NATIVE_ASSET, GOLD]) {
      const state = [...account(ALICE, U64_MAX), ...balance(ALICE, U64_MAX, GOLD)];
      expect(execute(prepare([burn(U64_MAX - 9_999n, asset)], state)), `asset ${asset[0]}`).toEqual([
        ErrorCode.INVALID_FORMAT,
      ]);
      expect(execute(prepare([burn(U64_MAX - 10_000n, asset)], state)), `asset ${asset[0]}`).toEqual([0]);
    }
  });

  test('carry between the halves is counted', () => {
    const dear = { ...burn(2n ** 64n - 2n ** 32n), fee: 2n ** 32n };
    expect(execute(prepare([dear], account(ALICE, U64_MAX)))).toEqual([ErrorCode.INVALID_FORMAT]);
    expect(execute(prepare([{ ...dear, fee: 2n ** 32n - 1n }], account(ALICE, U64_MAX)))).toEqual([0]);
  });

  test('more than the balance, or than what the fee leaves: 0300', () => {
    expect(execute(prepare([burn(10_001n)], account(ALICE, 20_000n)))).toEqual([ErrorCode.INSUFFICIENT_BALANCE]);
    expect(execute(prepare([burn(10_000n)], account(ALICE, 20_000n)))).toEqual([0]);
    expect(execute(prepare([burn(1n, GOLD)], [...account(ALICE, 20_000n), ...registered(GOLD)]))).toEqual([
      ErrorCode.INSUFFICIENT_BALANCE,
    ]);
  });

  test('a counter that overflows: 0304, and the sender keeps coins, fee and nonce', () => {
    const bench = prepare([burn(2n)], [...account(ALICE, 20_000n), ...supply(SupplyCounter.BURNED, U64_MAX - 1n)]);
    expect(execute(bench)).toEqual([ErrorCode.OVERFLOW]);
    expect(bench.overlay.writes()).toEqual([]);
  });

  test('the counter may reach 2^64-1, by the burns that came first', () => {
    const bench = prepare(
      [burn(2n), { ...burn(2n), source: BOB }, { ...burn(1n), source: BOB }],
      [...account(ALICE, 20_000n), ...account(BOB, 20_000n), ...supply(SupplyCounter.BURNED, U64_MAX - 3n)],
    );
    expect(execute(bench)).toEqual([0, ErrorCode.OVERFLOW, 0]);
    expect(changes(bench)[BURNED]).toBe(U64_MAX);
  });

  test('a sender without a balance of TOS cannot pay a fee: 0301', () => {
    const bench = prepare([burn(1n)], [...nonce(BOB, 0n), ...balance(BOB, 20_000n)]);
    expect(execute(bench)).toEqual([ErrorCode.INSUFFICIENT_FEE]);
  });
});
