import { assertInteger, assertObject, MAX_BLOCK_SIZE, MAX_BLOCK_TRANSACTIONS, TosError } from '@tos/protocol';
import type { MempoolEntry } from './mempool-entry.ts';

export interface MempoolLimits {
  /** Transactions. */
  readonly maxCount: number;
  /** Sum of their wire bytes. */
  readonly maxBytes: number;
  /** Transactions of one sender. */
  readonly maxPerSender: number;
  /** Milliseconds that a transaction waits at most. */
  readonly maxAgeMs: number;
}

/**
 * Room for what fills four blocks. `maxPerSender` bounds the work after each block: the first transaction that a sender adds then has all
 * the earlier ones of this sender executed again, about 10 us each (docs/measurements.md §5). A fee that was too low for three hours will not
 * do later either; besides, a reference ages with each block.
 */
export const defaultMempoolLimits: MempoolLimits = {
  maxCount: 4 * MAX_BLOCK_TRANSACTIONS,
  maxBytes: 4 * MAX_BLOCK_SIZE,
  maxPerSender: 100,
  maxAgeMs: 3 * 60 * 60 * 1000,
};

/** A copy: the caller may change its object. @throws TOS_INVALID_ARGUMENT for limits that are no counts */
export function checkedLimits(limits: MempoolLimits): MempoolLimits {
  assertObject(limits, 'limits');
  const { maxCount, maxBytes, maxPerSender, maxAgeMs } = limits;
  assertInteger(maxCount, 'limits.maxCount', 0);
  assertInteger(maxBytes, 'limits.maxBytes', 0);
  assertInteger(maxPerSender, 'limits.maxPerSender', 0);
  assertInteger(maxAgeMs, 'limits.maxAgeMs', 0);
  return { maxCount, maxBytes, maxPerSender, maxAgeMs };
}

/**
 * @param used what is there already
 * @throws TOS_CAPACITY when one more transaction would exceed the limits
 */
export function assertRoom(
  { wire }: Pick<MempoolEntry, 'wire'>,
  used: { readonly count: number; readonly bytes: number },
  { maxCount, maxBytes }: MempoolLimits,
): void {
  if (used.count >= maxCount) throw new TosError('TOS_CAPACITY', { what: 'mempool transactions', limit: maxCount });
  if (used.bytes + wire.length > maxBytes) {
    throw new TosError('TOS_CAPACITY', { what: 'mempool bytes', limit: maxBytes });
  }
}
