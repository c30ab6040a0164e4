import type { MempoolEntry } from './mempool-entry.ts';

interface Ranked {
  readonly entry: MempoolEntry;
  readonly rate: bigint;
}

/**
 * The transactions in the order in which blocks take them: the highest fee rate first, and those of a sender in the order of their nonces. A
 * transaction counts with the lowest rate of itself and its sender's earlier ones, since it cannot go in front of them. Equal rates go by
 * arrival.
 * @param senders the transactions of each sender, in the order of their nonces
 */
export function inFeeOrder(senders: Iterable<readonly MempoolEntry[]>): MempoolEntry[] {
  const ranked: Ranked[] = [];
  for (const entries of senders) {
    let rate = entries[0]!.feeRate;
    for (const entry of entries) {
      if (entry.feeRate < rate) rate = entry.feeRate;
      ranked.push({ entry, rate });
    }
  }
  return ranked.sort(byRate).map(({ entry }) => entry);
}

function byRate(a: Ranked, b: Ranked): number {
  if (a.rate !== b.rate) return a.rate > b.rate ? -1 : 1;
  return a.entry.arrival - b.entry.arrival;
}
