import type { Task, TaskValue } from '@tos/tasks';
import { bookKey, FEES, feeOf, marginKey, marginOf } from './order-keys.ts';
import type { OrderInput } from './order-tasks.ts';

/** How many orders to make, and in what market. */
export interface OrderFlow {
  readonly markets: number;
  readonly accounts: number;
  readonly orders: number;
  /** The margin that each account can put up. */
  readonly margin: bigint;
}

/** Makes the orders of a day as tasks, and the state that the day begins with. Equal seeds give equal orders. */
export function makeOrders(
  { markets, accounts, orders, margin }: OrderFlow,
  seed: number,
): { tasks: Task[]; state: Map<string, TaskValue> } {
  const random = generator(seed);
  const state = new Map<string, TaskValue>();
  for (let account = 0; account < accounts; account++) state.set(marginKey(`a${account}`), margin);
  const tasks = Array.from({ length: orders }, (_, id): Task => {
    const side = random(2) === 0 ? 'buy' : 'sell';
    const price = 1000 + random(41) - 20 + (side === 'buy' ? -5 : 5);
    const order = { id, account: `a${random(accounts)}`, side, price, quantity: 1 + random(50) } as const;
    const input: OrderInput = { market: `m${random(markets)}`, order };
    const taken = -marginOf(order);
    // An order is filled at 1,025 or less, in at most as many parts as it has units.
    const most = BigInt(order.quantity) * (feeOf({ price: 1025, quantity: 1 }) + 1n) + 1n;
    return {
      input: new TextEncoder().encode(JSON.stringify(input)),
      access: {
        writes: [bookKey(input.market)],
        adds: [
          { key: marginKey(order.account), min: taken, max: taken, atLeast: 0n },
          { key: FEES, min: 0n, max: most },
        ],
      },
    };
  });
  return { tasks, state };
}

/** Returns a function that draws numbers below a bound. Equal seeds give equal numbers. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}
