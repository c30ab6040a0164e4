/** A part of a time axis, in microseconds; `toUs` is above `fromUs`. */
export interface TimeRange {
  readonly fromUs: number;
  readonly toUs: number;
}

/** The shortest range that is shown. Times are whole microseconds, so there is nothing to see in a shorter one. */
export const SHORTEST_US = 10;

/** The range within `whole` that has the length and the place of `wanted` as far as they fit. */
export function fitted(wanted: TimeRange, whole: TimeRange): TimeRange {
  const wholeLength = whole.toUs - whole.fromUs;
  const length = Math.min(Math.max(wanted.toUs - wanted.fromUs, SHORTEST_US), wholeLength);
  const middle = (wanted.fromUs + wanted.toUs) / 2;
  const fromUs = Math.min(Math.max(middle - length / 2, whole.fromUs), whole.toUs - length);
  return { fromUs, toUs: fromUs + length };
}

/** The range of `factor` times the length, around the time `atUs`, which keeps its place in the picture. */
export function zoomed(range: TimeRange, whole: TimeRange, factor: number, atUs: number): TimeRange {
  return fitted({ fromUs: atUs - (atUs - range.fromUs) * factor, toUs: atUs + (range.toUs - atUs) * factor }, whole);
}

/** The range moved by a share of its length. */
export function moved(range: TimeRange, whole: TimeRange, share: number): TimeRange {
  const by = (range.toUs - range.fromUs) * share;
  return fitted({ fromUs: range.fromUs + by, toUs: range.toUs + by }, whole);
}

export function isWhole(range: TimeRange, whole: TimeRange): boolean {
  return range.toUs - range.fromUs >= whole.toUs - whole.fromUs;
}
