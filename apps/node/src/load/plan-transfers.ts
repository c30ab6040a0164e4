import type { LoadTransfer } from './sign-request.ts';

/** Largest amount of a transfer: a hundredth of a TOS. An account with 1,000 TOS then lasts for millions of blocks. */
const LARGEST_AMOUNT = 1_000_000;

/**
 * Plans transfers: the accounts send in turn, beginning with `first`; receivers and amounts are random, and nobody sends to himself.
 * @param nonces the next nonce of each account in the state; a sender's second transfer in the list has the nonce after that
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
