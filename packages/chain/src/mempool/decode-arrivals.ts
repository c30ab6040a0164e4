import { decodeBatch, type PackedBatch } from '@tos/transaction';
import type { Arrival, Arrived, Undecoded } from './arrival.ts';
import { type MempoolEntry, mempoolEntry } from './mempool-entry.ts';

/**
 * Decodes those that are not decoded yet, all together: alone, a transfer takes 2.7 us instead of 1.1, and leaves 20 columns of one entry
 * to the garbage collector. Those that are no transactions are refused.
 * @returns the others in their order
 */
export function decodeArrivals(arrived: readonly Arrived[]): Arrival[] {
  const wires = arrived.flatMap(({ transaction }) => (isDecoded(transaction) ? [] : [transaction.wire]));
  const together = decoded(wires);
  const arrivals: Arrival[] = [];
  let at = 0;
  for (const { transaction, ...awaited } of arrived) {
    try {
      if (isDecoded(transaction)) arrivals.push({ entry: transaction, ...awaited });
      else if (together !== undefined) arrivals.push({ entry: mempoolEntry(together, at++, transaction), ...awaited });
      else arrivals.push({ entry: mempoolEntry(decodeBatch([transaction.wire]), 0, transaction), ...awaited });
    } catch (error) {
      awaited.reject(error);
    }
  }
  return arrivals;
}

/** The batch of all wires; undefined where one of them is no transaction. */
function decoded(wires: readonly Uint8Array[]): PackedBatch | undefined {
  try {
    return decodeBatch(wires);
  } catch {
    // Each by itself shows which one it is.
    return undefined;
  }
}

function isDecoded(transaction: MempoolEntry | Undecoded): transaction is MempoolEntry {
  return 'columns' in transaction;
}
