import { formatInteger } from '../parts/format.ts';

/** Runs of places that are written out. */
const MOST_RUNS = 6;

/** Ascending places in a block, in short: `0–63, 70, 72–80` or `0, 2, 4, 6, 8, 10 and 40 more`. */
export function placesText(places: readonly number[]): string {
  const runs: { from: number; to: number }[] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last !== undefined && place === last.to + 1) last.to = place;
    else runs.push({ from: place, to: place });
  }
  const written = runs.slice(0, MOST_RUNS);
  const text = written
    .map(({ from, to }) => (from === to ? formatInteger(from) : `${formatInteger(from)}–${formatInteger(to)}`))
    .join(', ');
  const left = places.length - written.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return left === 0 ? text : `${text} and ${formatInteger(left)} more`;
}
