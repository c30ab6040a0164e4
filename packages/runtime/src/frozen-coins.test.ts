import { ErrorCode, U64_MAX } from '@tos/protocol';
import { type Frozen, NOTHING_FROZEN } from '@tos/state';
import { describe, expect, test } from 'vitest';
import { delegate, freeze, unfreeze, withdraw } from './frozen-coins.ts';

const time = { now: 100n, blocksPerDay: 10 };
const own = { fromDelegation: false, delegatee: null, recordIndex: null };
const lent = { ...own, fromDelegation: true };
const [bob, carol] = [0x0b, 0xca].map((fill) => new Uint8Array(32).fill(fill)) as [Uint8Array, Uint8Array];

/** The result of steps that all succeed. */
function after(start: Frozen, ...steps: ((frozen: Frozen) => Frozen | ErrorCode)[]): Frozen {
  return steps.reduce((frozen, step) => {
    const result = step(frozen);
    if (typeof result === 'number') throw new Error(`code ${result}`);
    return result;
  }, start);
}
const freezes = (...list: [amount: bigint, days: number][]): Frozen =>
  after(
    NOTHING_FROZEN,
    ...list.map(
      ([amount, days]) =>
        (frozen: Frozen) =>
          freeze(frozen, amount, days, time),
    ),
  );

describe('freeze', () => {
  test('gives 2 energy a TOS and day, and locks for the days', () => {
    expect(freezes([3n, 7])).toEqual({
      total: 3n,
      freezes: [{ amount: 3n, energy: 42n, frozenAt: 100n, unlocksAt: 170n, days: 7 }],
      delegations: [],
      pending: [],
    });
  });

  test('of the same duration becomes one record, which unlocks with the later one', () => {
    const first = freezes([1n, 7]);
    for (const [now, unlocksAt] of [
      [150n, 220n],
      [50n, 170n],
    ] as const) {
      const merged = after(first, (frozen) => freeze(frozen, 2n, 7, { ...time, now }));
      expect(merged.freezes, `at ${now}`).toEqual([{ amount: 3n, energy: 42n, frozenAt: 100n, unlocksAt, days: 7 }]);
    }
    expect(after(first, (frozen) => freeze(frozen, 2n, 8, time)).freezes).toHaveLength(2);
  });

  test('of a 33rd duration is refused, of a known one is not', () => {
    const full = freezes(...Array.from({ length: 32 }, (_, i): [bigint, number] => [1n, i + 3]));
    expect(freeze(full, 1n, 35, time)).toBe(ErrorCode.INVALID_PAYLOAD);
    expect(freeze(full, 1n, 34, time)).toMatchObject({ total: 33n });
  });

  test('beyond a u64: 0304', () => {
    expect(freeze({ ...NOTHING_FROZEN, total: U64_MAX }, 1n, 3, time)).toBe(ErrorCode.OVERFLOW);
    const [record] = freezes([1n, 3]).freezes;
    const much = { ...NOTHING_FROZEN, freezes: [{ ...record!, energy: U64_MAX }] };
    expect(freeze(much, 1n, 3, time)).toBe(ErrorCode.OVERFLOW);
  });
});

describe('delegate', () => {
  const entries = [bob, carol].map((delegatee) => ({ delegatee, amount: 2n, energy: 12n }));

  test('is one record, whatever the duration', () => {
    const twice = after(NOTHING_FROZEN, ...[1, 2].map(() => (frozen: Frozen) => delegate(frozen, entries, 3, time)));
    expect(twice.total).toBe(8n);
    expect(twice.delegations).toEqual([1, 2].map(() => ({ frozenAt: 100n, unlocksAt: 130n, days: 3, entries })));
  });

  test('a 33rd record is refused; beyond a u64: 0304', () => {
    const full = after(NOTHING_FROZEN, ...new Array(32).fill((frozen: Frozen) => delegate(frozen, entries, 3, time)));
    expect(delegate(full, entries, 3, time)).toBe(ErrorCode.INVALID_PAYLOAD);
    expect(delegate({ ...NOTHING_FROZEN, total: U64_MAX - 3n }, entries, 3, time)).toBe(ErrorCode.OVERFLOW);
  });
});

describe('unfreeze', () => {
  const later = { ...time, now: 1000n };

  test('takes from the oldest records, which keep what they gave, and waits 14 days', () => {
    const frozen = after(freezes([2n, 7], [3n, 8]), (held) => unfreeze(held, 4n, own, later));
    expect(frozen).toEqual({
      total: 1n,
      freezes: [{ amount: 1n, energy: 48n, frozenAt: 100n, unlocksAt: 180n, days: 8 }],
      delegations: [],
      pending: [{ amount: 4n, expiresAt: 1140n }],
    });
  });

  test('locked records are passed over; what is locked is not enough', () => {
    const held = freezes([2n, 7], [3n, 3]);
    const now = { ...time, now: 130n };
    expect(after(held, (frozen) => unfreeze(frozen, 3n, own, now)).freezes).toMatchObject([{ amount: 2n, days: 7 }]);
    expect(unfreeze(held, 4n, own, now), 'enough, but locked').toBe(ErrorCode.UNKNOWN);
    expect(unfreeze(held, 3n, own, { ...time, now: 129n }), 'one block early').toBe(ErrorCode.UNKNOWN);
    expect(unfreeze(held, 6n, own, now), 'not enough').toBe(ErrorCode.INSUFFICIENT_FROZEN);
    expect(unfreeze({ ...held, total: 2n }, 3n, own, now)).toBe(ErrorCode.INSUFFICIENT_FROZEN);
  });

  test('of one record', () => {
    const held = freezes([2n, 7], [3n, 8]);
    const second = { ...own, recordIndex: 1 };
    expect(after(held, (frozen) => unfreeze(frozen, 3n, second, later)).freezes).toMatchObject([{ days: 7 }]);
    expect(unfreeze(held, 4n, second, later)).toBe(ErrorCode.INSUFFICIENT_FROZEN);
    expect(unfreeze(held, 1n, { ...own, recordIndex: 2 }, later)).toBe(ErrorCode.INSUFFICIENT_FROZEN);
  });

  test('of delegated coins: all, one delegatee, never one’s own', () => {
    const entries = [bob, carol].map((delegatee) => ({ delegatee, amount: 2n, energy: 12n }));
    const held = after(freezes([9n, 3]), (frozen) => delegate(frozen, entries, 3, time));
    expect(after(held, (frozen) => unfreeze(frozen, 3n, lent, later))).toMatchObject({
      total: 10n,
      freezes: [{ amount: 9n }],
      delegations: [{ entries: [{ delegatee: carol, amount: 1n, energy: 12n }] }],
    });
    expect(after(held, (frozen) => unfreeze(frozen, 4n, lent, later)).delegations).toEqual([]);
    const ofCarol = { ...lent, delegatee: carol };
    expect(after(held, (frozen) => unfreeze(frozen, 2n, ofCarol, later)).delegations).toMatchObject([
      { entries: [{ delegatee: bob, amount: 2n }] },
    ]);
    expect(unfreeze(held, 3n, ofCarol, later)).toBe(ErrorCode.INSUFFICIENT_FROZEN);
    expect(unfreeze(held, 5n, lent, later)).toBe(ErrorCode.INSUFFICIENT_FROZEN);
  });

  test('a 33rd pending one is refused', () => {
    const pending = new Array(32).fill({ amount: 1n, expiresAt: 0n });
    expect(unfreeze({ ...freezes([2n, 3]), pending }, 1n, own, later)).toBe(ErrorCode.INVALID_PAYLOAD);
  });
});

test('withdraw takes all that has waited long enough, and nothing else', () => {
  const pending = [9n, 10n, 11n].map((expiresAt) => ({ amount: expiresAt, expiresAt }));
  const held = { ...NOTHING_FROZEN, total: 5n, pending };
  expect(withdraw(held, 10n)).toEqual({ frozen: { ...held, pending: [pending[2]] }, amount: 19n });
  expect(withdraw(held, 8n)).toEqual({ frozen: held, amount: 0n });
});
