import type { Fill, Order } from './order-book.ts';

/** Bytes: a market's book. */
export const bookKey = (market: string): string => `book ${market}`;
/** Counter: what an account can still put up. */
export const marginKey = (account: string): string => `margin ${account}`;
/** Counter: all markets pay into it. */
export const FEES = 'fees';

/** A tenth of the order's value. */
export function marginOf({ price, quantity }: Order): bigint {
  return (BigInt(price) * BigInt(quantity) + 9n) / 10n;
}

/** A thousandth of the value, at least 1. */
export function feeOf({ price, quantity }: Pick<Fill, 'price' | 'quantity'>): bigint {
  return (BigInt(price) * BigInt(quantity)) / 1000n + 1n;
}
