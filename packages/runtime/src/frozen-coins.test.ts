import { ErrorCode, U64_MAX } from '@tos/protocol';
import { type Frozen, NOTHING_FROZEN } from '@tos/state';
import { describe, expect, test } from 'vitest';
import { amountFromBalance, delegate, freeze, unfreeze, unfreezeDelegated, withdraw } from './frozen-coins.ts';

const time = { now: 100n, blocksPerDay: 10 };
const later = { ...time, now: 1000n };
const [bob, carol] = [0x0b, 0xca].map((fill) => new Uint8Array(32).fill(fill)) as [Uint8Array, Uint8Array];
const frozenBy = (frozen: Frozen, amount: bigint, days: number, when = time): Frozen | ErrorCode => {
  const result = freeze(frozen, amount, days, when);
  return typeof result === 'number' ? result : result.frozen;
};

/** The result of steps that must all succeed. */
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
          frozenBy(frozen, amount, days),
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
      const merged = after(first, (frozen) => frozenBy(frozen, 2n, 7, { ...time, now }));
      expect(merged.freezes, `at ${now}`).toEqual([{ amount: 3n, energy: 42n, frozenAt: 100n, unlocksAt, days: 7 }]);
    }
    expect(after(first, (frozen) => frozenBy(frozen, 2n, 8)).freezes).toHaveLength(2);
  });

  test('of a 33rd duration is refused, of a known one is not', () => {
    const full = freezes(...Array.from({ length: 32 }, (_, i): [bigint, number] => [1n, i + 3]));
    expect(freeze(full, 1n, 35, time)).toBe(ErrorCode.INVALID_PAYLOAD);
    expect(freeze(full, 1n, 34, time)).toMatchObject({ frozen: { total: 33n }, energy: 68n });
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

describe('a freeze uses ended freezes first', () => {
  const held = freezes([3n, 7], [4n, 8], [5n, 300]); // end at 170, 180 and 3100
  const at = { ...time, now: 200n };

  test.each<[amount: bigint, fromBalance: bigint, freezes: [amount: bigint, energy: bigint, days: number][]]>([
    [
      2n,
      0n,
      [
        [1n, 14n, 7],
        [4n, 64n, 8],
        [5n, 3000n, 300],
        [2n, 28n, 9],
      ],
    ],
    [
      3n,
      0n,
      [
        [4n, 64n, 8],
        [5n, 3000n, 300],
        [3n, 42n, 9],
      ],
    ],
    [
      6n,
      0n,
      [
        [1n, 16n, 8],
        [5n, 3000n, 300],
        [6n, 90n, 9],
      ],
    ],
    [
      7n,
      0n,
      [
        [5n, 3000n, 300],
        [7n, 106n, 9],
      ],
    ],
    [
      10n,
      3n,
      [
        [5n, 3000n, 300],
        [10n, 160n, 9],
      ],
    ],
  ])('%i of 7 that ended', (amount, fromBalance, expected) => {
    expect(amountFromBalance(held, amount, at.now)).toBe(fromBalance);
    const { frozen, energy } = freeze(held, amount, 9, at) as { frozen: Frozen; energy: bigint };
    expect(energy).toBe(fromBalance * 18n);
    expect(frozen.freezes.map((record) => [record.amount, record.energy, record.days])).toEqual(expected);
    expect(frozen.freezes.at(-1)).toMatchObject({ frozenAt: 200n, unlocksAt: 290n });
    expect(frozen.total).toBe(12n + fromBalance);
  });

  test('one block early, none; at the height itself, all', () => {
    expect(amountFromBalance(held, 9n, 169n)).toBe(9n);
    expect(amountFromBalance(held, 9n, 170n)).toBe(6n);
  });

  test('what is left of a record of the same duration takes the coins back; a used up one moves to the end', () => {
    const part = freeze(held, 2n, 7, at) as { frozen: Frozen };
    expect(part.frozen.freezes).toMatchObject([
      { amount: 3n, energy: 42n, frozenAt: 100n, unlocksAt: 270n, days: 7 },
      { days: 8 },
      { days: 300 },
    ]);
    const whole = freeze(held, 4n, 7, at) as { frozen: Frozen };
    expect(whole.frozen.freezes).toMatchObject([
      { amount: 3n, energy: 48n, days: 8 },
      { days: 300 },
      { amount: 4n, energy: 58n, frozenAt: 200n, unlocksAt: 270n, days: 7 },
    ]);
  });

  test('a full list takes a new duration when the freeze uses a record up', () => {
    const full = freezes(...Array.from({ length: 32 }, (_, i): [bigint, number] => [2n, i + 3]));
    expect(freeze(full, 1n, 40, { ...time, now: 130n }), 'a part').toBe(ErrorCode.INVALID_PAYLOAD);
    expect(freeze(full, 2n, 40, { ...time, now: 130n }), 'all of it').toMatchObject({ energy: 0n });
  });

  test('a total that knows less than the records stops at 0', () => {
    expect(freeze({ ...held, total: 1n }, 7n, 9, at)).toMatchObject({ frozen: { total: 7n } });
  });
});

test('freezes and delegations share one limit of 32 records', () => {
  const entries = [{ delegatee: bob, amount: 1n, energy: 6n }];
  for (const lent of [0, 1, 15, 31, 32]) {
    const own = freezes(...Array.from({ length: 32 - lent }, (_, i): [bigint, number] => [1n, i + 3]));
    const steps = new Array(lent).fill((frozen: Frozen) => delegate(frozen, entries, 3, time));
    const full = after(own, ...steps);
    expect(freeze(full, 1n, 99, time), `${lent} delegations`).toBe(ErrorCode.INVALID_PAYLOAD);
    expect(delegate(full, entries, 3, time), `${lent} delegations`).toBe(ErrorCode.INVALID_PAYLOAD);
    const less =
      lent > 0 ? { ...full, delegations: full.delegations.slice(1) } : { ...full, freezes: full.freezes.slice(1) };
    expect(freeze(less, 1n, 99, time), `${lent} delegations`).toMatchObject({ energy: 198n });
    expect(delegate(less, entries, 3, time), `${lent} delegations`).toMatchObject({ total: 33n });
  }
});

describe('unfreeze', () => {
  test('takes from the oldest records, a part with its part of the energy, and waits 14 days', () => {
    const frozen = after(freezes([2n, 7], [3n, 8]), (held) => unfreeze(held, 4n, null, later));
    expect(frozen).toEqual({
      total: 1n,
      freezes: [{ amount: 1n, energy: 16n, frozenAt: 100n, unlocksAt: 180n, days: 8 }],
      delegations: [],
      pending: [{ amount: 4n, expiresAt: 1140n }],
    });
  });

  test('energy that does not divide is rounded in favour of what stays', () => {
    const [record] = freezes([7n, 7]).freezes;
    const held = { ...freezes([7n, 7]), freezes: [{ ...record!, energy: 20n }] };
    const left = [1n, 3n, 6n].map(
      (part) => after(held, (frozen) => unfreeze(frozen, part, null, later)).freezes[0]?.energy,
    );
    expect(left).toEqual([18n, 12n, 3n]);
    expect(after(held, (frozen) => unfreeze(frozen, 6n, 0, later)).freezes).toMatchObject([{ amount: 1n, energy: 3n }]);
  });

  test('locked records are passed over; what is locked is not enough', () => {
    const held = freezes([2n, 7], [3n, 3]);
    const now = { ...time, now: 130n };
    expect(after(held, (frozen) => unfreeze(frozen, 3n, null, now)).freezes).toMatchObject([{ amount: 2n, days: 7 }]);
    expect(unfreeze(held, 4n, null, now), 'enough, but locked').toBe(ErrorCode.UNKNOWN);
    expect(unfreeze(held, 3n, null, { ...time, now: 129n }), 'one block early').toBe(ErrorCode.UNKNOWN);
    expect(unfreeze(held, 6n, null, now), 'not enough').toBe(ErrorCode.INSUFFICIENT_FROZEN);
  });

  test('the records count, and the total stops at 0', () => {
    for (const total of [0n, 1n, 4n]) {
      const frozen = after({ ...freezes([3n, 3]), total }, (held) => unfreeze(held, 2n, null, later));
      expect(frozen, `${total}`).toMatchObject({ total: total > 2n ? total - 2n : 0n, freezes: [{ amount: 1n }] });
    }
  });

  test('of one record', () => {
    const held = freezes([2n, 7], [3n, 8]);
    expect(after(held, (frozen) => unfreeze(frozen, 3n, 1, later)).freezes).toMatchObject([{ days: 7 }]);
    expect(unfreeze(held, 4n, 1, later), 'more than it has').toBe(ErrorCode.UNKNOWN);
    expect(unfreeze(held, 1n, 1, { ...time, now: 179n }), 'locked').toBe(ErrorCode.UNKNOWN);
    expect(unfreeze(held, 1n, 2, later), 'not there').toBe(ErrorCode.INVALID_PAYLOAD);
    expect(unfreeze(held, 6n, 2, later), 'not there, and more than all').toBe(ErrorCode.INSUFFICIENT_FROZEN);
  });

  test('a 33rd pending one is refused, before what is locked', () => {
    const pending = new Array(32).fill({ amount: 1n, expiresAt: 0n });
    const held = { ...freezes([2n, 3]), pending };
    for (const [what, code] of [
      ['open', unfreeze(held, 1n, null, later)],
      ['locked', unfreeze(held, 1n, null, time)],
      ['locked, by index', unfreeze(held, 1n, 0, time)],
    ] as const) {
      expect(code, what).toBe(ErrorCode.INVALID_PAYLOAD);
    }
    expect(unfreeze(held, 3n, null, later), 'too much').toBe(ErrorCode.INSUFFICIENT_FROZEN);
  });
});

describe('unfreeze of delegated coins', () => {
  const any = { delegatee: null, recordIndex: null };
  const entriesOf = (...keys: Uint8Array[]) => keys.map((delegatee) => ({ delegatee, amount: 2n, energy: 12n }));
  const lending = (...records: Uint8Array[][]): Frozen =>
    after(
      freezes([9n, 3]),
      ...records.map((keys) => (frozen: Frozen) => delegate(frozen, entriesOf(...keys), 3, time)),
    );

  test('of the only entry of the only record: nothing has to be named', () => {
    const held = lending([bob]);
    expect(after(held, (frozen) => unfreezeDelegated(frozen, 1n, any, later))).toMatchObject({
      total: 10n,
      freezes: [{ amount: 9n }],
      delegations: [{ entries: [{ delegatee: bob, amount: 1n, energy: 6n }] }],
      pending: [{ amount: 1n, expiresAt: 1140n }],
    });
    expect(after(held, (frozen) => unfreezeDelegated(frozen, 2n, any, later)).delegations).toEqual([]);
    expect(unfreezeDelegated(held, 3n, any, later), 'more than the entry has').toBe(ErrorCode.UNKNOWN);
  });

  test('several records or entries: which one has to be named', () => {
    const held = lending([bob, carol], [carol]);
    const unnamed = [any, { ...any, delegatee: carol }, { ...any, recordIndex: 0 }, { ...any, recordIndex: 2 }];
    for (const selection of unnamed) {
      expect(unfreezeDelegated(held, 1n, selection, later), JSON.stringify(selection)).toBe(ErrorCode.INVALID_PAYLOAD);
    }
    expect(
      after(held, (frozen) => unfreezeDelegated(frozen, 2n, { delegatee: carol, recordIndex: 0 }, later)),
    ).toMatchObject({ delegations: [{ entries: [{ delegatee: bob, amount: 2n }] }, { entries: [{ amount: 2n }] }] });
    expect(
      after(held, (frozen) => unfreezeDelegated(frozen, 2n, { ...any, recordIndex: 1 }, later)).delegations,
    ).toHaveLength(1);
    expect(unfreezeDelegated(held, 3n, { delegatee: bob, recordIndex: 0 }, later)).toBe(ErrorCode.UNKNOWN);
  });

  test('what is wrong is told in the order of the original', () => {
    const held = lending([bob]);
    const full = { ...held, pending: new Array(32).fill({ amount: 1n, expiresAt: 0n }) };
    const ofCarol = { delegatee: carol, recordIndex: 0 };
    expect(unfreezeDelegated(NOTHING_FROZEN, 1n, any, later), 'no record').toBe(ErrorCode.INVALID_PAYLOAD);
    expect(unfreezeDelegated(full, 1n, any, time), 'list full, and locked').toBe(ErrorCode.INVALID_PAYLOAD);
    expect(unfreezeDelegated(held, 1n, ofCarol, { ...time, now: 129n }), 'locked, no entry').toBe(ErrorCode.UNKNOWN);
    expect(unfreezeDelegated(held, 9n, ofCarol, { ...time, now: 130n }), 'no entry').toBe(ErrorCode.INVALID_PAYLOAD);
  });
});

test('withdraw takes all that has waited long enough, and nothing else', () => {
  const pending = [9n, 10n, 11n].map((expiresAt) => ({ amount: expiresAt, expiresAt }));
  const held = { ...NOTHING_FROZEN, total: 5n, pending };
  expect(withdraw(held, 10n)).toEqual({ frozen: { ...held, pending: [pending[2]] }, amount: 19n });
  expect(withdraw(held, 8n)).toEqual({ frozen: held, amount: 0n });
});
