// The worker module: one order a task.
import type { TaskScope } from '@tos/executor/tasks';
import { EMPTY_BOOK, match, type Order, type OrderBook } from './order-book.ts';
import { bookKey, FEES, feeOf, marginKey, marginOf } from './order-keys.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a task is told. */
export interface OrderInput {
  readonly market: string;
  readonly order: Order;
}

/** Takes the margin, matches, and pays the fee on what was filled. Too little margin fails the task, and leaves the book alone. */
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
