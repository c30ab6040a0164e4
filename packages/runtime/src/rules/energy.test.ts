import { COIN, ErrorCode, networks, U64_MAX } from '@tos/protocol';
import {
  balanceRef,
  decodeBalance,
  decodeFrozen,
  encodeFrozen,
  energyRef,
  frozenRef,
  NATIVE_ASSET,
  NOTHING_FROZEN,
} from '@tos/state';
import type { EnergyPayload, Transaction } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import {
  ALICE,
  account,
  BOB,
  balance,
  CAROL,
  changes,
  codeOf,
  energy,
  execute,
  placeOf,
  prepare,
  recordOf,
  type State,
  stateAfter,
  transaction,
  transfers,
} from '../../test/bench.ts';

const of = (payload: EnergyPayload, changed: Partial<Transaction> = {}): Transaction =>
  transaction({ fee: 0n, payload, ...changed });
const freeze = (amount: bigint, durationDays = 7) =>
  of({ type: 'energy', variant: 'freeze_tos', amount, durationDays });
const lend = (...list: [Uint8Array, bigint][]) => {
  const delegatees = list.map(([delegatee, amount]) => ({ delegatee, amount }));
  return of({ type: 'energy', variant: 'freeze_tos_delegate', delegatees, durationDays: 7 });
};
const unfreeze = (
  amount: bigint,
  more: { fromDelegation?: boolean; recordIndex?: number; delegatee?: Uint8Array } = {},
) => {
  const rest = { fromDelegation: false, recordIndex: null, delegatee: null, ...more };
  return of({ type: 'energy', variant: 'unfreeze_tos', amount, ...rest });
};
const withdraw = of({ type: 'energy', variant: 'withdraw_unfrozen' });
const frozenIn = (state: State, key = ALICE) =>
  decodeFrozen(recordOf(state, frozenRef(key)) ?? encodeFrozen(NOTHING_FROZEN));
const tosIn = (state: State) => decodeBalance(recordOf(state, balanceRef(ALICE, NATIVE_ASSET))!).final;

describe('effects', () => {
  test('freezing, unfreezing and withdrawing gives every coin back, and the energy stays', () => {
    let state: State = account(ALICE, 5n * COIN);
    const run = (one: Transaction, topoheight: number): void => {
      const bench = prepare([one], state, { topoheight });
      expect(execute(bench), `at ${topoheight}`).toEqual([0]);
      state = stateAfter(bench, state);
    };
    run(freeze(2n * COIN), 1);
    expect(tosIn(state)).toBe(3n * COIN);
    expect(frozenIn(state)).toMatchObject({ total: 2n, freezes: [{ energy: 28n, unlocksAt: 71n }] });
    run({ ...unfreeze(2n * COIN), nonce: 1n }, 71);
    expect(frozenIn(state)).toEqual({ ...NOTHING_FROZEN, pending: [{ amount: 2n, expiresAt: 211n }] });
    run({ ...withdraw, nonce: 2n }, 211);
    expect(frozenIn(state)).toEqual(NOTHING_FROZEN);
    expect(tosIn(state)).toBe(5n * COIN);
    expect(recordOf(state, energyRef(ALICE))?.at(-1)).toBe(28);
  });

  test('days of other networks are days', () => {
    const bench = prepare([{ ...freeze(COIN), chainId: 0 }], account(ALICE, COIN), { network: networks.mainnet });
    expect(execute(bench)).toEqual([0]);
    expect(frozenIn(stateAfter(bench, [])).freezes[0]?.unlocksAt).toBe(1n + 7n * 86_400n);
  });

  test('delegating freezes the sender’s coins and gives others energy', () => {
    const state = [...account(ALICE, 5n * COIN), ...account(BOB, 0n), ...account(CAROL, 0n), ...energy(CAROL, 1n)];
    const bench = prepare([lend([BOB, COIN], [CAROL, 2n * COIN])], state);
    expect(execute(bench)).toEqual([0]);
    const after = stateAfter(bench, state);
    expect(tosIn(after)).toBe(2n * COIN);
    expect(frozenIn(after)).toMatchObject({
      total: 3n,
      delegations: [{ entries: [{ energy: 14n }, { energy: 28n }] }],
    });
    expect([BOB, CAROL].map((key) => recordOf(after, energyRef(key))?.at(-1))).toEqual([14, 29]);
    const unlent = unfreeze(2n * COIN, { fromDelegation: true, recordIndex: 0, delegatee: CAROL });
    const later = prepare([{ ...unlent, nonce: 1n }], after, {
      topoheight: 71,
    });
    expect(execute(later)).toEqual([0]);
    expect(frozenIn(stateAfter(later, after))).toMatchObject({ total: 1n, pending: [{ amount: 2n }] });
  });

  test('an account that the block itself registers can be a delegatee', () => {
    const list = [transaction({ fee: 15_000n, payload: transfers([BOB, 1n]) }), { ...lend([BOB, COIN]), nonce: 1n }];
    expect(execute(prepare(list, account(ALICE, 5n * COIN)))).toEqual([0, 0]);
    expect(
      execute(
        prepare(
          list.toReversed().map((one, i) => ({ ...one, nonce: BigInt(i) })),
          account(ALICE, 5n * COIN),
        ),
      ),
    ).toEqual([ErrorCode.ACCOUNT_NOT_FOUND, ErrorCode.NONCE_TOO_HIGH]);
  });
});

describe('checks', () => {
  const rich = [...account(ALICE, 100n * COIN), ...account(BOB, 0n)];
  const held = {
    ...NOTHING_FROZEN,
    total: 3n,
    freezes: [{ amount: 3n, energy: 1n, frozenAt: 0n, unlocksAt: 1n, days: 7 }],
  };
  const withFrozen: State = [...rich, [frozenRef(ALICE), encodeFrozen(held)]];
  const waiting = (amount: bigint, expiresAt: bigint): State => [
    ...rich,
    [frozenRef(ALICE), encodeFrozen({ ...NOTHING_FROZEN, pending: [{ amount, expiresAt }] })],
  ];

  test.each<[string, Transaction, State, ErrorCode]>([
    ['a fee', { ...freeze(COIN), fee: 1n }, rich, ErrorCode.INVALID_PAYLOAD],
    ['a fee beyond the balance', { ...freeze(COIN), fee: U64_MAX }, rich, ErrorCode.INVALID_PAYLOAD],
    ['a fee in ENERGY', { ...freeze(COIN), feeType: 1 }, [...rich, ...energy(ALICE, 5n)], ErrorCode.INVALID_FORMAT],
    ['a fee in UNO', { ...freeze(COIN), feeType: 2 }, rich, ErrorCode.INVALID_FORMAT],
    ['freezing 0', freeze(0n), rich, ErrorCode.INVALID_AMOUNT],
    ['freezing half a TOS', freeze(COIN / 2n), rich, ErrorCode.INVALID_AMOUNT],
    ['freezing one and a half', freeze((COIN * 3n) / 2n), rich, ErrorCode.INVALID_AMOUNT],
    ['freezing too much', freeze(101n * COIN), rich, ErrorCode.INSUFFICIENT_BALANCE],
    ['energy that overflows', freeze(COIN), [...rich, ...energy(ALICE, U64_MAX)], ErrorCode.OVERFLOW],
    ['no delegatee', lend(), rich, ErrorCode.INVALID_PAYLOAD],
    ['delegating 0', lend([BOB, 0n]), rich, ErrorCode.INVALID_AMOUNT],
    ['a delegatee twice', lend([BOB, COIN], [BOB, COIN]), rich, ErrorCode.INVALID_PAYLOAD],
    ['delegating to oneself', lend([ALICE, COIN]), rich, ErrorCode.SELF_OPERATION],
    ['a delegatee without an account', lend([CAROL, COIN]), rich, ErrorCode.ACCOUNT_NOT_FOUND],
    ['entries in their order', lend([CAROL, COIN], [BOB, 1n]), rich, ErrorCode.ACCOUNT_NOT_FOUND],
    ['delegating too much', lend([BOB, 101n * COIN]), rich, ErrorCode.INSUFFICIENT_BALANCE],
    ['energy of a delegatee that overflows', lend([BOB, COIN]), [...rich, ...energy(BOB, U64_MAX)], ErrorCode.OVERFLOW],
    ['unfreezing 0', unfreeze(0n), withFrozen, ErrorCode.INVALID_AMOUNT],
    ['unfreezing a part', unfreeze(COIN + 1n), withFrozen, ErrorCode.INVALID_AMOUNT],
    ['a delegatee of one’s own coins', unfreeze(COIN, { delegatee: BOB }), withFrozen, ErrorCode.INVALID_PAYLOAD],
    ['unfreezing too much', unfreeze(4n * COIN), withFrozen, ErrorCode.INSUFFICIENT_FROZEN],
    ['unfreezing nothing', unfreeze(COIN), rich, ErrorCode.INSUFFICIENT_FROZEN],
    ['a record that is not there', unfreeze(COIN, { recordIndex: 1 }), withFrozen, ErrorCode.INVALID_PAYLOAD],
    ['nothing delegated', unfreeze(COIN, { fromDelegation: true }), withFrozen, ErrorCode.INVALID_PAYLOAD],
    ['withdrawing nothing', withdraw, rich, ErrorCode.INVALID_PAYLOAD],
    ['withdrawing nothing that ended', withdraw, waiting(0n, 1n), ErrorCode.INVALID_PAYLOAD],
    ['withdrawing too early', withdraw, waiting(1n, 2n), ErrorCode.INVALID_PAYLOAD],
    ['a withdrawal that overflows', withdraw, waiting(U64_MAX / COIN, 1n), ErrorCode.OVERFLOW],
    ['a withdrawal beyond a u64', withdraw, waiting(U64_MAX, 1n), ErrorCode.OVERFLOW],
  ])('%s', (_, one, state, code) => {
    expect(codeOf(one, state)).toBe(code);
  });
});

describe('a freeze with an ended one', () => {
  const ended = { amount: 2n, energy: 29n, frozenAt: 0n, unlocksAt: 1n, days: 7 };
  const frozenState = (tos: bigint): State => [
    ...account(ALICE, tos),
    [frozenRef(ALICE), encodeFrozen({ ...NOTHING_FROZEN, total: 2n, freezes: [ended] })],
  ];

  test('takes its coins first: no balance is needed for them, and they give no energy again', () => {
    for (const [whole, tos] of [
      [1n, 0n],
      [2n, 0n],
      [5n, 3n],
    ] as const) {
      const state = frozenState(tos * COIN);
      const bench = prepare([freeze(whole * COIN, 9)], state);
      expect(execute(bench), `${whole}`).toEqual([0]);
      const after = stateAfter(bench, state);
      expect(tosIn(after), `${whole}`).toBe(0n);
      expect(frozenIn(after).total, `${whole}`).toBe(whole > 2n ? whole : 2n);
      // 18 energy per TOS of the balance.
      expect(recordOf(after, energyRef(ALICE))?.at(-1) ?? 0, `${whole}`).toBe(Number(tos * 18n));
    }
  });

  test('needs balance for the rest', () => {
    expect(codeOf(freeze(5n * COIN), frozenState(3n * COIN - 1n))).toBe(ErrorCode.INSUFFICIENT_BALANCE);
    expect(codeOf(lend([BOB, COIN]), [...frozenState(0n), ...account(BOB, 0n)]), 'delegations use none').toBe(
      ErrorCode.INSUFFICIENT_BALANCE,
    );
  });
});

test('unfreezing and withdrawing are judged after what comes before: chain id, co-signatures', () => {
  for (const one of [unfreeze(COIN), unfreeze(COIN, { fromDelegation: true }), withdraw]) {
    expect(codeOf({ ...one, chainId: 1 }, account(ALICE, 0n))).toBe(ErrorCode.INVALID_TYPE);
    const bench = prepare([one], account(ALICE, 0n));
    expect(bench.ruleOf(0).check(bench.batch, 0, bench.context, bench.overlay), 'before the signature').toBe(0);
    expect(codeOf({ ...one, multisig: [] }, account(ALICE, 0n))).toBe(
      codeOf({ ...freeze(COIN), multisig: [] }, account(ALICE, COIN)),
    );
  }
});

describe('a fee in ENERGY', () => {
  const paid = transaction({ fee: 0n, feeType: 1, payload: transfers([BOB, 1n], [BOB, 1n], [CAROL, 1n]) });

  test('is 1, whatever the transaction does, and no coin', () => {
    const bench = prepare([paid, { ...paid, nonce: 1n }], [...account(ALICE, 3n), ...energy(ALICE, 2n ** 32n)]);
    expect(execute(bench)).toEqual([0, ErrorCode.INSUFFICIENT_BALANCE]);
    expect(changes(bench)).toMatchObject({
      [placeOf(energyRef(ALICE))]: 2n ** 32n - 1n,
      [placeOf(balanceRef(ALICE, NATIVE_ASSET))]: 0n,
    });
  });

  test('is refused without energy, and may use the last of it', () => {
    expect(codeOf(paid, account(ALICE, 3n))).toBe(ErrorCode.INSUFFICIENT_ENERGY);
    expect(codeOf(paid, [...account(ALICE, 3n), ...energy(ALICE, 0n)])).toBe(ErrorCode.INSUFFICIENT_ENERGY);
    expect(codeOf(paid, [...account(ALICE, 3n), ...energy(ALICE, 1n)])).toBe(0);
  });

  test('needs no account of TOS: another asset can be sent', () => {
    const gold = new Uint8Array(32).fill(0x60);
    const one = transaction({ fee: 0n, feeType: 1, payload: transfers([BOB, 1n, gold]) });
    const state = [...account(ALICE, 0n), ...balance(ALICE, 1n, gold), ...energy(ALICE, 1n)];
    expect(
      codeOf(
        one,
        state.filter(([ref]) => placeOf(ref) !== placeOf(balanceRef(ALICE, NATIVE_ASSET))),
      ),
    ).toBe(0);
  });

  test('can be paid with energy that the block gave before', () => {
    const list = [freeze(COIN), { ...paid, nonce: 1n }];
    expect(execute(prepare(list, account(ALICE, COIN + 3n)))).toEqual([0, 0]);
  });
});
