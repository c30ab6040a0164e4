/** Bytes of a rank: domain id (1) and first word of the key (4). */
const RANK_BYTES = 5;

/**
 * The indexes of `ranks` in ascending order of rank, and indexes of equal rank in the order of `compare`. The rank decides nearly every
 * comparison. Ranks are sorted by their bytes, the last one first, which is faster than a sort of numbers for the writes of a full block
 * (docs/measurements.md §2), and as fast for keys that somebody chose to be alike.
 * @param ranks integers below 2^40
 * @param compare the order of two indexes of equal rank; never 0
 */
export function sortedByRank(ranks: readonly number[], compare: (a: number, b: number) => number): Uint32Array {
  const count = ranks.length;
  const bytes = new Uint8Array(RANK_BYTES * count);
  for (let at = 0; at < count; at++) {
    const rank = ranks[at]!;
    bytes[at] = rank;
    bytes[count + at] = rank >>> 8;
    bytes[2 * count + at] = rank >>> 16;
    bytes[3 * count + at] = rank >>> 24;
    bytes[4 * count + at] = rank / 2 ** 32;
  }
  let order = new Uint32Array(count);
  for (let at = 0; at < count; at++) order[at] = at;
  let sorted = new Uint32Array(count);
  // Where the next index of each byte belongs.
  const next = new Uint32Array(257);
  for (let column = 0; column < RANK_BYTES * count; column += count) {
    next.fill(0);
    for (let at = 0; at < count; at++) next[bytes[column + at]! + 1]!++;
    for (let byte = 0; byte < 256; byte++) next[byte + 1]! += next[byte]!;
    for (let at = 0; at < count; at++) {
      const index = order[at]!;
      sorted[next[bytes[column + index]!]!++] = index;
    }
    [order, sorted] = [sorted, order];
  }
  for (let from = 0, to = 1; from < count; from = to++) {
    while (to < count && ranks[order[to]!] === ranks[order[from]!]) to++;
    if (to - from > 1) order.subarray(from, to).sort(compare);
  }
  return order;
}
