import { expect, test } from 'vitest';
import { planTransfers } from './plan-transfers.ts';

test('senders take turns, and a second transfer of one has the next nonce', () => {
  const plan = planTransfers({ count: 5, first: 2, nonces: [10n, 20n, 30n] });
  expect(plan.map(({ sender, nonce }) => [sender, nonce])).toEqual([
    [2, 30n],
    [0, 10n],
    [1, 20n],
    [2, 31n],
    [0, 11n],
  ]);
});

test.each(['random', 'disjoint', 'hot'] as const)(
  '%s: nobody sends to himself, whatever chance says, and everybody something',
  (pattern) => {
    for (const chance of [0, 0.5, 0.999_999]) {
      for (const { sender, receiver, amount } of planTransfers({
        count: 7,
        first: 5,
        pattern,
        nonces: [0n, 0n, 0n],
        random: () => chance,
      })) {
        expect(receiver, `chance ${chance}`).not.toBe(sender);
        expect(receiver >= 0 && receiver < 3, `chance ${chance}`).toBe(true);
        expect(amount > 0n && amount <= 1_000_000n, `chance ${chance}`).toBe(true);
      }
    }
  },
);

test('disjoint pairs share no account, and a hot account is in every transfer', () => {
  for (const size of [2, 3, 8, 9]) {
    const nonces = new Array<bigint>(size).fill(0n);
    const plan = (pattern: 'disjoint' | 'hot') => planTransfers({ count: 20, first: 3, nonces, pattern });
    const partners = new Map<number, Set<number>>();
    for (const { sender, receiver } of plan('disjoint')) {
      for (const [one, other] of [
        [sender, receiver],
        [receiver, sender],
      ] as const) {
        partners.set(one, (partners.get(one) ?? new Set()).add(other));
      }
    }
    for (const [, others] of partners) expect(others.size, `${size} accounts`).toBe(1);
    expect(partners.size).toBe(size - (size % 2));
    expect(new Set(plan('hot').map(({ receiver }) => receiver))).toEqual(new Set([0]));
    expect(new Set(plan('hot').map(({ sender }) => sender)).size).toBe(size - 1);
  }
});
