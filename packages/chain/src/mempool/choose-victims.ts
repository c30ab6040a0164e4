import { TosError } from '@tos/protocol';
import { feeAbove } from './fee-rate.ts';
import type { MempoolEntry } from './mempool-entry.ts';
import type { MempoolLimits } from './mempool-limits.ts';

/** What a full mempool holds. */
interface Contents {
  readonly count: number;
  readonly bytes: number;
  /** The transactions of each sender, in the order of their nonces. The order of the senders decides between equal ones. */
  readonly senders: Iterable<readonly MempoolEntry[]>;
  /** How many transactions the newcomer's sender has. */
  readonly ofSender: number;
}

/**
 * Chooses what a full mempool gives up for a newcomer: the last transaction of the sender that has most, so that no nonce is missing before
 * another; among senders with equally many the one whose last transaction has the lowest fee rate, and of equal rates the one that comes first
 * in `senders`. It must belong to a sender that has at least two more than the newcomer's, or have a lower rate than the newcomer.
 * @returns nothing where there is room
 * @throws TOS_CAPACITY when the newcomer is the one that has to stay out; nothing has changed then
 */
export function chooseVictims(
  entry: MempoolEntry,
  { count, bytes, senders, ofSender }: Contents,
  { maxCount, maxBytes }: MempoolLimits,
): MempoolEntry[] {
  const victims: MempoolEntry[] = [];
  const taken = new Map<readonly MempoolEntry[], number>();
  let [excess, excessBytes] = [count + 1 - maxCount, bytes + entry.wire.length - maxBytes];
  while (excess > 0 || excessBytes > 0) {
    const largest = largestSender(senders, taken);
    const left = largest === undefined ? 0 : largest.length - (taken.get(largest) ?? 0);
    const victim = largest?.[left - 1];
    const isBetter = victim !== undefined && (left > ofSender + 1 || entry.feeRate > victim.feeRate);
    if (largest === undefined || victim === undefined || victim.sender === entry.sender || !isBetter) {
      throw full(entry, victim, excess > 0 ? ['transactions', maxCount] : ['bytes', maxBytes]);
    }
    victims.push(victim);
    taken.set(largest, (taken.get(largest) ?? 0) + 1);
    excess--;
    excessBytes -= victim.wire.length;
  }
  return victims;
}

/** Looks at every sender: 50 us for some thousands, of a mempool that is full, where a signature took as long. */
function largestSender(
  senders: Iterable<readonly MempoolEntry[]>,
  taken: ReadonlyMap<readonly MempoolEntry[], number>,
): readonly MempoolEntry[] | undefined {
  let largest: readonly MempoolEntry[] | undefined;
  let most = 0;
  let lowest = 0n;
  for (const entries of senders) {
    const left = entries.length - (taken.get(entries) ?? 0);
    if (left < Math.max(1, most)) continue;
    const rate = entries[left - 1]!.feeRate;
    if (left === most && rate >= lowest) continue;
    [largest, most, lowest] = [entries, left, rate];
  }
  return largest;
}

function full(
  entry: MempoolEntry,
  victim: MempoolEntry | undefined,
  [unit, limit]: readonly [string, number],
): TosError<'TOS_CAPACITY'> {
  const remedy =
    victim === undefined || victim.sender === entry.sender
      ? 'Wait for the next block'
      : `Wait for the next block, or pay a fee of at least ${feeAbove(victim.feeRate, entry.wire.length)} atomic units`;
  const message = `The mempool is full: it holds at most ${limit} ${unit}. ${remedy}.`;
  return new TosError('TOS_CAPACITY', { what: `mempool ${unit}`, limit }, message);
}
