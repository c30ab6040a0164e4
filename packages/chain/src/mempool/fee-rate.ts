/** Parts of an atomic unit in which a fee rate counts: a fee of 1 for the largest transaction (1 MiB) is not yet 0. */
const PARTS = 1n << 20n;

/**
 * The rate by which blocks are filled and full mempools emptied: the fee per byte, in 2^-20 atomic units, rounded down. It is an integer, so
 * that every node orders equally.
 * @param fee atomic units
 * @param size wire bytes
 */
export function feeRateOf(fee: bigint, size: number): bigint {
  return (fee * PARTS) / BigInt(size);
}

/** The smallest fee with which a transaction of the given size has more than a rate. */
export function feeAbove(rate: bigint, size: number): bigint {
  return ((rate + 1n) * BigInt(size) + PARTS - 1n) / PARTS;
}

/**
 * The smallest fee of a transaction that replaces one with the same sender and nonce: 10 % more, rounded up, and at least 1, so that a replacement
 * costs something. A fee in energy is 0, and is replaced by a fee in TOS alone.
 */
export function replacementFee(fee: bigint): bigint {
  return fee === 0n ? 1n : (fee * 11n + 9n) / 10n;
}
