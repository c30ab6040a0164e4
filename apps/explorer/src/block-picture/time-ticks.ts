import type { TimeRange } from './time-range.ts';

export interface Tick {
  readonly atUs: number;
  readonly text: string;
}

/**
 * Ticks of a time axis at round times (1, 2 or 5 times a power of ten, at least a microsecond apart), all with one unit.
 *
 * @param most number of ticks, at least 2; there are as many as round times allow
 */
export function timeTicks(range: TimeRange, most: number): Tick[] {
  const { fromUs, toUs } = range;
  let step = 1;
  for (let power = 1; multiplesIn(range, step) > most; power *= 10)
    step = [power, 2 * power, 5 * power].find((next) => multiplesIn(range, next) <= most) ?? 10 * power;
  const size = Math.max(Math.abs(fromUs), Math.abs(toUs));
  const [unit, unitUs] = size >= 2_000_000 ? ['s', 1_000_000] : size >= 2000 ? ['ms', 1000] : ['µs', 1];
  const decimals = Math.max(0, -Math.floor(Math.log10(step / unitUs)));
  const first = Math.ceil(fromUs / step);
  return Array.from({ length: multiplesIn(range, step) }, (_, index) => {
    const atUs = (first + index) * step;
    return { atUs, text: `${atUs === 0 ? '0' : (atUs / unitUs).toFixed(decimals)} ${unit}` };
  });
}

function multiplesIn({ fromUs, toUs }: TimeRange, step: number): number {
  return Math.floor(toUs / step) - Math.ceil(fromUs / step) + 1;
}
