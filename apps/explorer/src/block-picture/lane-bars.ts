import type { Span } from './block-execution.ts';
import type { TimeRange } from './time-range.ts';

/** Spans of a lane that are drawn as one: one span, or several that are too short or too close to be told apart. */
export interface LaneBar<S extends Span> {
  /** The ends of what is visible of the spans. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Microseconds of these in which at least one of the spans was under way. */
  readonly busyUs: number;
  readonly spans: readonly S[];
}

/**
 * The bars of a lane, which do not overlap, in ascending order. Together they are busy for as long as the spans of the lane are.
 *
 * @param cellUs spans that fit into this time together become one bar
 */
export function laneBars<S extends Span>(
  spans: readonly S[],
  { fromUs, toUs }: TimeRange,
  cellUs: number,
): LaneBar<S>[] {
  const bars: { fromUs: number; toUs: number; busyUs: number; spans: S[] }[] = [];
  const visible = spans.filter(({ startUs, endUs }) => endUs >= fromUs && startUs <= toUs);
  for (const span of visible.toSorted((a, b) => a.startUs - b.startUs)) {
    const start = Math.max(span.startUs, fromUs);
    const end = Math.min(span.endUs, toUs);
    const last = bars.at(-1);
    if (last === undefined || (start >= last.toUs && end - last.fromUs > cellUs)) {
      bars.push({ fromUs: start, toUs: end, busyUs: end - start, spans: [span] });
      continue;
    }
    // The bar ends where its last span ends, so only what lies after its end is new.
    last.busyUs += Math.max(0, end - Math.max(start, last.toUs));
    last.toUs = Math.max(last.toUs, end);
    last.spans.push(span);
  }
  return bars;
}
