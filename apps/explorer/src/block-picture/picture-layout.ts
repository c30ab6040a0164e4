import { type LaneBar, laneBars } from './lane-bars.ts';
import type { PictureRow, Tone, TonedSpan } from './picture-rows.ts';
import type { TimeRange } from './time-range.ts';

/** A rectangle of the picture, in pixels. */
export interface PictureBar extends LaneBar<TonedSpan> {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** That for which the bar was busy longest. */
  readonly tone: Tone;
}

export interface LaidRow {
  readonly name: string;
  readonly y: number;
  readonly height: number;
  readonly bars: readonly PictureBar[];
}

export interface PictureLayout {
  readonly rows: readonly LaidRow[];
  readonly height: number;
}

/** The most bars of a picture. A browser draws and hit-tests 400 elements in under a frame, on a phone too. */
export const MOST_BARS = 400;

/** The height of a row, which shrinks where there are many: 64 lanes stay within a screen. */
const ROW_HEIGHTS = [
  { upTo: 14, height: 22 },
  { upTo: 28, height: 14 },
  { upTo: Number.POSITIVE_INFINITY, height: 8 },
];
const ROW_GAP = 3;
const GROUP_GAP = 14;
/** The least that is drawn of a bar, so that it can be seen. */
const LEAST_WIDTH = 1;
const LEAST_SHARE = 0.25;

/**
 * Rectangles for rows of spans. A bar of several spans with pauses between them is lower: its height is the share of its time in which it was busy.
 * Where there would be more than `MOST_BARS`, spans are drawn together over a longer time.
 *
 * @param width of the time axis, in pixels
 */
export function pictureLayout(rows: readonly PictureRow[], range: TimeRange, width: number): PictureLayout {
  const length = range.toUs - range.fromUs;
  const barsOf = (cellUs: number): LaneBar<TonedSpan>[][] => rows.map(({ spans }) => laneBars(spans, range, cellUs));
  let cellUs = (LEAST_WIDTH * length) / width;
  let bars = barsOf(cellUs);
  while (cellUs < length && bars.reduce((sum, { length: count }) => sum + count, 0) > MOST_BARS) {
    cellUs *= 2;
    bars = barsOf(cellUs);
  }
  const rowHeight = ROW_HEIGHTS.find(({ upTo }) => rows.length <= upTo)!.height;
  const xOf = (atUs: number): number => ((atUs - range.fromUs) / length) * width;
  let y = 0;
  const laid = rows.map((row, index): LaidRow => {
    if (index > 0) y += rowHeight + (row.group === rows[index - 1]!.group ? ROW_GAP : GROUP_GAP);
    const rowY = y;
    return {
      name: row.name,
      y: rowY,
      height: rowHeight,
      bars: bars[index]!.map((bar, place, all) => {
        const x = xOf(bar.fromUs);
        const next = all[place + 1];
        const room = (next === undefined ? width : xOf(next.fromUs)) - x;
        const time = bar.toUs - bar.fromUs;
        const height = rowHeight * (time === 0 ? 1 : Math.max(LEAST_SHARE, bar.busyUs / time));
        return {
          ...bar,
          x,
          y: rowY + rowHeight - height,
          width: Math.min(Math.max(xOf(bar.toUs) - x, LEAST_WIDTH), room),
          height,
          tone: longestTone(bar.spans),
        };
      }),
    };
  });
  return { rows: laid, height: y + rowHeight };
}

function longestTone(spans: readonly TonedSpan[]): Tone {
  const times = new Map<Tone, number>();
  for (const { tone, startUs, endUs } of spans) times.set(tone, (times.get(tone) ?? 0) + endUs - startUs);
  return [...times].reduce((longest, entry) => (entry[1] > longest[1] ? entry : longest))[0];
}
