import type { LoadTransfer } from './sign-request.ts';

/** Largest amount of a transfer: a hundredth of a TOS, so that an account with 1,000 lasts for millions of blocks. */
const LARGEST_AMOUNT = 1_000_000;

/**
 * Senders in turn from `first`, around the accounts as often as it takes; receivers and amounts at random, never the sender.
 * @param nonces the next nonce of each account in the state; the second transfer of a sender in the list has one more.
 */
export function planTransfers({
  count,
  first,
  accounts,
  nonces,
  random = Math.random,
}: {
  readonly count: number;
  readonly first: number;
  readonly accounts: readonly Uint8Array[];
  readonly nonces: readonly bigint[];
  readonly random?: () => number;
}): LoadTransfer[] {
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: count }, (_, i) => {
    const sender = (first + i) % accounts.length;
    const round = BigInt(Math.floor(i / accounts.length));
    const receiver = (sender + 1 + below(accounts.length - 1)) % accounts.length;
    return {
      sender,
      nonce: nonces[sender]! + round,
      amount: BigInt(1 + below(LARGEST_AMOUNT)),
      receiver: accounts[receiver]!,
    };
  });
}
