import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useColorScheme } from './use-color-scheme.ts';

/** Pixels; fixed, so that nothing moves when data come. */
const HEIGHT = 150;

export interface PlotProps {
  readonly title: string;
  /** Ascending: seconds since 1970, or topoheights. */
  readonly x: readonly number[];
  /** As many as of `x`; null where there is no value. */
  readonly y: readonly (number | null)[];
  readonly isTime: boolean;
  /** A value as it is read out. */
  readonly format: (value: number) => string;
  /** A value at an axis, in few letters. */
  readonly formatAxis: (value: number) => string;
  /** The custom property of the style sheet that has the line's colour. */
  readonly color: `--series-${1 | 2 | 3 | 4}`;
  /** Whether a value stays until the next one. Such a plot shows the changes, and need not begin at 0. */
  readonly isStepped?: boolean;
  /** Plots of one group show the same moment. */
  readonly group?: string;
}

/** One series over time, or over blocks. Its title has the newest value, or the one under the pointer. */
export function Plot(props: PlotProps): VNode {
  const { title, x, y, isTime, format, formatAxis, color, isStepped = false, group } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const scheme = useColorScheme();

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const made = new UPlot(
      optionsOf(element, { isTime, formatAxis, color, isStepped, group }, setPointed),
      [[], []],
      element,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, [scheme, isTime, color, isStepped, group, formatAxis]);

  useEffect(() => {
    plot.current?.setData([[...x], [...y]]);
  }, [x, y, scheme]);

  const index = pointed !== null && pointed < x.length ? pointed : x.length - 1;
  const value = y[index];
  const shown = value === undefined || value === null ? '–' : format(value);
  return (
    <figure class="plot">
      <figcaption>
        <span>{title}</span>
        <strong class="value">{shown}</strong>
      </figcaption>
      <div
        ref={place}
        class="canvas"
        role="img"
        aria-label={`${title} over ${isTime ? 'time' : 'blocks'}, now ${shown}`}
      />
    </figure>
  );
}

type Look = Pick<PlotProps, 'isTime' | 'formatAxis' | 'color'> & {
  readonly isStepped: boolean;
  readonly group: string | undefined;
};

function optionsOf(
  element: HTMLElement,
  { isTime, formatAxis, color, isStepped, group }: Look,
  onPoint: (index: number | null) => void,
): UPlot.Options {
  const style = getComputedStyle(element);
  const colorOf = (name: string): string => resolvedColor(element, `var(${name})`);
  const axis: UPlot.Axis = {
    stroke: colorOf('--ink-faint'),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: colorOf('--line'), width: 1 },
    ticks: { show: false },
  };
  const stepped = isStepped ? UPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7 },
      ...(group === undefined ? {} : { sync: { key: group } }),
    },
    scales: {
      x: { time: isTime },
      // From 0, and never without height.
      y: isStepped ? {} : { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        space: 70,
        grid: { show: false },
        values: isTime
          ? (_plot, seconds) => seconds.map((second) => new Date(second * 1000).toLocaleTimeString('en-GB'))
          : (_plot, values) => values.map((value) => (Number.isInteger(value) ? value.toLocaleString('en-US') : '')),
      },
      { ...axis, size: 52, space: 34, values: (_plot, values) => values.map(formatAxis) },
    ],
    series: [
      {},
      {
        stroke: colorOf(color),
        fill: resolvedColor(element, `color-mix(in srgb, var(${color}) 14%, transparent)`),
        width: 1.5,
        points: { size: 5 },
        spanGaps: false,
        ...(stepped === undefined ? {} : { paths: stepped }),
      },
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => onPoint(idx ?? null)] },
  };
}

/** A canvas knows no custom properties: the colour that the style sheet makes of them. */
function resolvedColor(element: HTMLElement, value: string): string {
  const before = element.style.color;
  element.style.color = value;
  const { color } = getComputedStyle(element);
  element.style.color = before;
  return color;
}
