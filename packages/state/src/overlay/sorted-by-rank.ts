/** Domain id (8 bits) and first word of the key (32 bits). */
const RANK_BITS = 40;

/**
 * The places of `ranks` in ascending order of rank, those of equal rank in the order of `compare`. A rank settles nearly every
 * comparison, and numbers sort without a callback, in less than half the time that one takes (3,000 of them).
 * @param ranks integers below 2^40
 * @param compare order of two places of equal rank; never 0
 */
export function sortedByRank(ranks: readonly number[], compare: (a: number, b: number) => number): Uint32Array {
  const count = ranks.length;
  // Rank above, place below, in the 53 bits that a number holds exactly; where places need more than 13, ranks lose their last bits.
  const placeBits = Math.max(1, Math.ceil(Math.log2(count + 1)));
  const places = 2 ** placeBits;
  const lost = 2 ** Math.max(0, RANK_BITS + placeBits - 53);
  const keys = new Float64Array(count);
  for (let at = 0; at < count; at++) keys[at] = Math.floor(ranks[at]! / lost) * places + at;
  keys.sort();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = keys[i]! % places;
  const isTied = (i: number): boolean => Math.floor(keys[i]! / places) === Math.floor(keys[i - 1]! / places);
  for (let from = 0, to = 1; from < count; from = to++) {
    while (to < count && isTied(to)) to++;
    if (to - from > 1) order.subarray(from, to).sort((a, b) => ranks[a]! - ranks[b]! || compare(a, b));
  }
  return order;
}
