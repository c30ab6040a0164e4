import { createTaskExecutor, type TaskValue } from '@tos/tasks';
import { expect, test } from 'vitest';
import { makeOrders, type OrderFlow } from '../src/make-orders.ts';
import { EMPTY_BOOK, match, type Order } from '../src/order-book.ts';
import { bookKey, FEES, feeOf, marginKey, marginOf } from '../src/order-keys.ts';
import type { OrderInput } from '../src/order-tasks.ts';

const workerModule = new URL('../dist/order-tasks.js', import.meta.url);
const text = (value: unknown): string => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}n` : v));

test('an order takes the best prices first, and what is left of it joins the book', () => {
  const order = (id: number, side: 'buy' | 'sell', price: number, quantity: number): Order => ({
    id,
    account: 'a',
    side,
    price,
    quantity,
  });
  let book = EMPTY_BOOK;
  for (const sell of [order(1, 'sell', 12, 5), order(2, 'sell', 10, 5), order(3, 'sell', 10, 5)])
    book = match(book, sell).book;
  const { book: after, fills } = match(book, order(4, 'buy', 11, 12));
  expect(fills).toEqual([
    { maker: 2, taker: 4, price: 10, quantity: 5 },
    { maker: 3, taker: 4, price: 10, quantity: 5 },
  ]);
  expect(after).toEqual({ buy: [order(4, 'buy', 11, 2)], sell: [order(1, 'sell', 12, 5)] });
});

/** The same day without an executor. */
function plainDay(flow: OrderFlow, seed: number): { outputs: string[]; state: Map<string, TaskValue> } {
  const { tasks, state } = makeOrders(flow, seed);
  const books = new Map<string, typeof EMPTY_BOOK>();
  let fees = 0n;
  const outputs = tasks.map(({ input }) => {
    const { market, order }: OrderInput = JSON.parse(new TextDecoder().decode(input));
    const left = BigInt(state.get(marginKey(order.account))?.toString() ?? 0) - marginOf(order);
    if (left < 0n) return 'refused';
    state.set(marginKey(order.account), left);
    const { book, fills } = match(books.get(market) ?? EMPTY_BOOK, order);
    books.set(market, book);
    for (const fill of fills) fees += feeOf(fill);
    return JSON.stringify(fills);
  });
  for (const [market, book] of books) state.set(bookKey(market), new TextEncoder().encode(JSON.stringify(book)));
  if (fees > 0n) state.set(FEES, fees);
  return { outputs, state };
}

test.each([
  ['one market, ample', { markets: 1, accounts: 5, orders: 60, margin: 1_000_000n }],
  ['five markets, tight', { markets: 5, accounts: 4, orders: 200, margin: 60_000n }],
  ['many markets, one account', { markets: 50, accounts: 1, orders: 200, margin: 300_000n }],
])('%s: the same day on threads', async (_, flow) => {
  const executor = createTaskExecutor({ workerModule, workers: 2, setting: 'parallel' });
  try {
    for (const seed of [1, 2, 3]) {
      const { tasks, state } = makeOrders(flow, seed);
      const { results, changes } = await executor.run(tasks, { state });
      const expected = plainDay(flow, seed);
      const outputs = results.map((result) => (result.ok ? new TextDecoder().decode(result.output) : 'refused'));
      expect(outputs, `seed ${seed}`).toEqual(expected.outputs);
      for (const [key, value] of changes) state.set(key, value ?? 0n);
      expect([...state].map(text).sort(), `seed ${seed}`).toEqual([...expected.state].map(text).sort());
    }
  } finally {
    await executor.close();
  }
});
