import type { BlockResults, ExecutionTrace, TimeSpan } from '@tos/executor';

/** When a block was merged and committed, in continuation of the trace of its execution, whose microseconds these are. */
export interface BlockTrace {
  /** Finding what the block writes, and the digest. */
  readonly merge: TimeSpan;
  /** What the storage took; it begins when the commit before it is done. */
  readonly commit: TimeSpan;
  /** Returns the place in the block of an executed transaction, as the trace of the execution numbers them; undefined for one that was left out. */
  placeOf(transaction: number): number | undefined;
}

/** Returns the places in the block of the transactions that were executed for it, by their numbers in the execution. */
export function blockPlaces({ count, errors }: Pick<BlockResults, 'count' | 'errors'>): BlockTrace['placeOf'] {
  const succeeded = errors.reduce((sum, error) => sum + (error === 0 ? 1 : 0), 0);
  if (succeeded === count) return (transaction) => transaction;
  const places = new Int32Array(count);
  let next = 0;
  for (let i = 0; i < count; i++) places[i] = errors[i] === 0 ? next++ : -1;
  return (transaction) => (places[transaction] === -1 ? undefined : places[transaction]);
}

/** @param since and until, by `performance.now()` */
export function spanIn({ startedAt }: Pick<ExecutionTrace, 'startedAt'>, since: number, until: number): TimeSpan {
  return { start: Math.round((since - startedAt) * 1000), end: Math.round((until - startedAt) * 1000) };
}
