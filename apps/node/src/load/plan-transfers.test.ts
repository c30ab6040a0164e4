import { expect, test } from 'vitest';
import { planTransfers } from './plan-transfers.ts';

const accounts = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));

test('senders take turns, and a second transfer of one has the next nonce', () => {
  const plan = planTransfers({ count: 5, first: 2, accounts, nonces: [10n, 20n, 30n] });
  expect(plan.map(({ sender, nonce }) => [sender, nonce])).toEqual([
    [2, 30n],
    [0, 10n],
    [1, 20n],
    [2, 31n],
    [0, 11n],
  ]);
});

test('nobody sends to himself, whatever chance says, and everybody something', () => {
  for (const chance of [0, 0.5, 0.999_999]) {
    for (const { sender, receiver, amount } of planTransfers({
      count: 3,
      first: 0,
      accounts,
      nonces: [0n, 0n, 0n],
      random: () => chance,
    })) {
      expect(receiver, `chance ${chance}`).not.toEqual(accounts[sender]);
      expect(amount > 0n && amount <= 1_000_000n, `chance ${chance}`).toBe(true);
    }
  }
});
