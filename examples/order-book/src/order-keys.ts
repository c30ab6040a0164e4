import type { Fill, Order } from './order-book.ts';

/** The key of the book of a market, which is bytes. */
export const bookKey = (market: string): string => `book ${market}`;
/** The key of the margin that an account can still put up, which is a counter. */
export const marginKey = (account: string): string => `margin ${account}`;
/** The key of the account that all markets pay fees into, which is a counter. */
export const FEES = 'fees';

/** The margin of an order: a tenth of its value. */
export function marginOf({ price, quantity }: Order): bigint {
  return (BigInt(price) * BigInt(quantity) + 9n) / 10n;
}

/** The fee of a fill: a thousandth of its value, at least 1. */
export function feeOf({ price, quantity }: Pick<Fill, 'price' | 'quantity'>): bigint {
  return (BigInt(price) * BigInt(quantity)) / 1000n + 1n;
}
