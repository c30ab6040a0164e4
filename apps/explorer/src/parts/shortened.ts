/** Characters that stay at each end of a shortened text. */
const KEPT = 8;

/** A hash or an address with its middle left out; a short text stays whole. */
export function shortened(text: string): string {
  return text.length <= 2 * KEPT + 1 ? text : `${text.slice(0, KEPT)}…${text.slice(-KEPT)}`;
}
