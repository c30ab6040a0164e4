// The worker module: one order per task.
import type { TaskScope } from '@tos/tasks';
import { EMPTY_BOOK, match, type Order, type OrderBook } from './order-book.ts';
import { bookKey, FEES, feeOf, marginKey, marginOf } from './order-keys.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The input of a task. */
export interface OrderInput {
  readonly market: string;
  readonly order: Order;
}

/** Takes the margin, matches the order, and pays the fee on the fills. Too little margin fails the task, which leaves the book unchanged. */
export function runTask(input: Uint8Array, scope: TaskScope): Uint8Array {
  const { market, order }: OrderInput = JSON.parse(decoder.decode(input));
  const bytes = scope.get(bookKey(market));
  const before: OrderBook = bytes instanceof Uint8Array ? JSON.parse(decoder.decode(bytes)) : EMPTY_BOOK;
  const { book, fills } = match(before, order);
  scope.set(bookKey(market), encoder.encode(JSON.stringify(book)));
  scope.add(marginKey(order.account), -marginOf(order));
  scope.add(
    FEES,
    fills.reduce((sum, fill) => sum + feeOf(fill), 0n),
  );
  return encoder.encode(JSON.stringify(fills));
}
