import type { LoadTransfer } from './load-signer.ts';

/** Largest amount of a transfer: a hundredth of a TOS. An account with 1,000 TOS then lasts for millions of blocks. */
const LARGEST_AMOUNT = 1_000_000;

/** Who sends to whom: anybody to anybody, each account with one other only, or all to one. */
export type TransferPattern = 'random' | 'disjoint' | 'hot';

type Pair = readonly [sender: number, receiver: number];

/** The indexes of the `i`th sender and of its receiver among `size` accounts. */
const pairs: Readonly<Record<TransferPattern, (i: number, size: number, random: () => number) => Pair>> = {
  random(i, size, random) {
    const sender = i % size;
    return [sender, (sender + 1 + Math.floor(random() * (size - 1))) % size];
  },
  disjoint(i, size) {
    const half = Math.floor(size / 2);
    return [i % half, half + (i % half)];
  },
  hot: (i, size) => [1 + (i % (size - 1)), 0],
};

/**
 * Plans transfers: the accounts send in turn, beginning with `first`; amounts are random, and nobody sends to himself.
 * @param nonces the next nonce of each account, of two at least; a sender's second transfer in the list has the nonce after that
 */
export function planTransfers({
  count,
  first,
  nonces,
  pattern = 'random',
  random = Math.random,
}: {
  readonly count: number;
  readonly first: number;
  readonly nonces: readonly bigint[];
  readonly pattern?: TransferPattern;
  readonly random?: () => number;
}): LoadTransfer[] {
  const next = [...nonces];
  return Array.from({ length: count }, (_, i) => {
    const [sender, receiver] = pairs[pattern](first + i, nonces.length, random);
    const amount = BigInt(1 + Math.floor(random() * LARGEST_AMOUNT));
    return { sender, receiver, nonce: next[sender]!++, amount };
  });
}
