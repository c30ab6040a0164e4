import type { TargetedPointerEvent, VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { barAt } from './bar-at.ts';
import { barText } from './bar-text.ts';
import { formatMicroseconds } from './format-microseconds.ts';
import { LanesSvg } from './lanes-svg.tsx';
import { pictureLayout } from './picture-layout.ts';
import type { PictureRow } from './picture-rows.ts';
import { fitted, isWhole, moved, type TimeRange, zoomed } from './time-range.ts';
import { useWidth } from './use-width.ts';

interface LanesChartProps {
  readonly title: string;
  readonly rows: readonly PictureRow[];
  readonly whole: TimeRange;
  /** Place of the transaction whose claim is marked. */
  readonly marked: number | undefined;
}

/** Width of the names of the rows, in pixels. */
const NAMES_WIDTH = 96;
/** Pixels after which a press has become a selection. */
const DRAG_WIDTH = 5;
/** The least width of a time axis, in pixels; it has this one until the width of the page is known. */
const LEAST_WIDTH = 120;

/** Rows of bars over a time, of which a part can be selected: with the pointer, or with the buttons and their keys. */
export function LanesChart({ title, rows, whole, marked }: LanesChartProps): VNode {
  const [element, wholeWidth] = useWidth<HTMLDivElement>();
  const [range, setRange] = useState(whole);
  const [selection, setSelection] = useState<readonly [number, number]>();
  const [pointed, setPointed] = useState<string>();
  const width = Math.max(LEAST_WIDTH, (wholeWidth ?? 0) - NAMES_WIDTH);
  const layout = useMemo(() => pictureLayout(rows, range, width), [rows, range, width]);
  const middle = (range.fromUs + range.toUs) / 2;
  const timeAt = (x: number): number => range.fromUs + (x / width) * (range.toUs - range.fromUs);
  const placeOf = (event: TargetedPointerEvent<HTMLDivElement>): { x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.min(Math.max(event.clientX - box.left - NAMES_WIDTH, 0), width);
    return { x, y: event.clientY - box.top };
  };

  const press = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { x } = placeOf(event);
    setSelection([x, x]);
  };
  const move = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    const { x, y } = placeOf(event);
    if (selection !== undefined) setSelection([selection[0], x]);
    const found = barAt(layout, x, y);
    setPointed(found === undefined ? undefined : barText(found.row.name, found.bar));
  };
  const release = (): void => {
    if (selection === undefined) return;
    const [left, right] = selection.toSorted((a, b) => a - b);
    setSelection(undefined);
    if (left === undefined || right === undefined || right - left < DRAG_WIDTH) return;
    setRange(fitted({ fromUs: timeAt(left), toUs: timeAt(right) }, whole));
  };

  const actions = [
    { name: 'Earlier', sign: '←', keys: ['ArrowLeft'], act: () => moved(range, whole, -0.5) },
    { name: 'Later', sign: '→', keys: ['ArrowRight'], act: () => moved(range, whole, 0.5) },
    { name: 'Zoom in', sign: '+', keys: ['+', '=', 'ArrowUp'], act: () => zoomed(range, whole, 0.5, middle) },
    { name: 'Zoom out', sign: '−', keys: ['-', 'ArrowDown'], act: () => zoomed(range, whole, 2, middle) },
    { name: 'Show all', sign: 'All', keys: ['0', 'Home', 'Escape'], act: () => whole },
  ];
  const useKey = (event: KeyboardEvent): void => {
    const action = actions.find(({ keys }) => keys.includes(event.key));
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setRange(action.act());
  };
  const isAll = isWhole(range, whole);

  return (
    <figure class="lanes">
      <figcaption class="lanes-head">
        <h3>{title}</h3>
        <div class="lanes-tools" role="toolbar" aria-label={`Time shown: ${title}`} tabIndex={-1} onKeyDown={useKey}>
          {actions.map(({ name, sign, act }) => (
            <button
              key={name}
              type="button"
              aria-label={name}
              title={name}
              aria-disabled={isAll && name !== 'Zoom in'}
              onClick={() => setRange(act())}
            >
              {sign}
            </button>
          ))}
        </div>
      </figcaption>
      <div
        class="lanes-plot"
        ref={element}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={() => setSelection(undefined)}
        onPointerLeave={() => setPointed(undefined)}
      >
        <LanesSvg
          label={`${title}. A table with the same times is below.`}
          layout={layout}
          range={range}
          namesWidth={NAMES_WIDTH}
          width={width}
          selection={selection}
          marked={marked}
        />
      </div>
      <p class="lanes-pointed" aria-hidden="true">
        {pointed ?? (isAll ? 'Drag over a time to look closer.' : shownText(range))}
      </p>
    </figure>
  );
}

function shownText({ fromUs, toUs }: TimeRange): string {
  return `Shown: ${formatMicroseconds(fromUs)} to ${formatMicroseconds(toUs)}.`;
}
