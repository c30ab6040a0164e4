import type { VNode } from 'preact';
import type { PictureBar, PictureLayout } from './picture-layout.ts';
import type { TimeRange } from './time-range.ts';
import { timeTicks } from './time-ticks.ts';

interface LanesSvgProps {
  readonly label: string;
  readonly layout: PictureLayout;
  readonly range: TimeRange;
  readonly namesWidth: number;
  /** Width of the time axis, in pixels. */
  readonly width: number;
  /** Ends of the selected part, in pixels of the time axis. */
  readonly selection: readonly [number, number] | undefined;
  /** Place of the transaction whose claim is marked. */
  readonly marked: number | undefined;
}

const AXIS_HEIGHT = 24;
/** Width that a tick with its text needs, in pixels. */
const TICK_WIDTH = 72;
/** The lowest row whose name can be read beside it, in pixels. */
const NAMED_HEIGHT = 14;

/** The drawing of a `LanesChart`. */
export function LanesSvg({ label, layout, range, namesWidth, width, selection, marked }: LanesSvgProps): VNode {
  const { rows, height } = layout;
  const ticks = timeTicks(range, Math.max(2, Math.floor(width / TICK_WIDTH)));
  const xOf = (atUs: number): number => ((atUs - range.fromUs) / (range.toUs - range.fromUs)) * width;
  const isMarked = (bar: PictureBar): boolean =>
    marked !== undefined && bar.spans.some(({ claim }) => claim?.transactions.includes(marked));
  const hasMarked = rows.some(({ bars }) => bars.some(isMarked));
  return (
    <svg width={namesWidth + width} height={height + AXIS_HEIGHT} role="img" aria-label={label}>
      {rows.map(({ name, y, height: rowHeight }, index) =>
        // Low rows are named at their group's beginning and at every fourth row.
        rowHeight >= NAMED_HEIGHT || index % 4 === 0 ? (
          <text key={name} class="lanes-name" x={namesWidth - 10} y={y + rowHeight / 2} text-anchor="end">
            {name}
          </text>
        ) : null,
      )}
      <g transform={`translate(${namesWidth} 0)`}>
        {rows.map(({ name, y, height: rowHeight }) => (
          <rect key={name} class="lanes-track" y={y} width={width} height={rowHeight} rx={2} />
        ))}
        {ticks.map(({ atUs, text }) => {
          const x = xOf(atUs);
          const anchor = x < TICK_WIDTH / 3 ? 'start' : x > width - TICK_WIDTH / 3 ? 'end' : 'middle';
          return (
            <g key={text} class="lanes-tick">
              <line x1={x} x2={x} y1={0} y2={height + 4} />
              <text x={x} y={height + 17} text-anchor={anchor}>
                {text}
              </text>
            </g>
          );
        })}
        {rows.map(({ name, bars }) => (
          <g key={name} class={hasMarked ? 'lanes-bars faded' : 'lanes-bars'}>
            {bars.map((bar) => (
              <rect
                key={bar.spans[0]!.startUs}
                class={isMarked(bar) ? `tone-${bar.tone} marked` : `tone-${bar.tone}`}
                x={bar.x}
                y={bar.y}
                width={bar.width}
                height={bar.height}
                rx={bar.width > 6 ? 2 : 0}
              />
            ))}
          </g>
        ))}
        {selection === undefined ? null : (
          <rect
            class="lanes-selection"
            x={Math.min(...selection)}
            width={Math.abs(selection[1] - selection[0])}
            height={height}
          />
        )}
      </g>
    </svg>
  );
}
