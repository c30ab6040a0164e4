/** An order: how much of the asset of a market to buy or sell, and the worst price for it. All numbers are whole. */
export interface Order {
  readonly id: number;
  readonly account: string;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly quantity: number;
}

/** A trade of two orders: the maker was in the book, the taker came to it. */
export interface Fill {
  readonly maker: number;
  readonly taker: number;
  readonly price: number;
  readonly quantity: number;
}

/** The open orders of a market: best price first, of equal prices the older order first. */
export interface OrderBook {
  readonly buy: readonly Order[];
  readonly sell: readonly Order[];
}

export const EMPTY_BOOK: OrderBook = { buy: [], sell: [] };

/** How many orders of each side a book keeps; worse ones are cancelled. */
const DEPTH = 100;

/** Matches an order against a book. The rest of the order joins the book. */
export function match(book: OrderBook, order: Order): { book: OrderBook; fills: Fill[] } {
  const isBuy = order.side === 'buy';
  const others = [...(isBuy ? book.sell : book.buy)];
  const fills: Fill[] = [];
  let left = order.quantity;
  for (let best = others[0]; best !== undefined && left > 0; best = others[0]) {
    if (isBuy ? best.price > order.price : best.price < order.price) break;
    const quantity = Math.min(left, best.quantity);
    fills.push({ maker: best.id, taker: order.id, price: best.price, quantity });
    left -= quantity;
    if (quantity === best.quantity) others.shift();
    else others[0] = { ...best, quantity: best.quantity - quantity };
  }
  const own = [...(isBuy ? book.buy : book.sell)];
  if (left > 0) {
    const at = own.findIndex((other) => (isBuy ? other.price < order.price : other.price > order.price));
    own.splice(at < 0 ? own.length : at, 0, { ...order, quantity: left });
    own.length = Math.min(own.length, DEPTH);
  }
  return { book: isBuy ? { buy: own, sell: others } : { buy: others, sell: own }, fills };
}
