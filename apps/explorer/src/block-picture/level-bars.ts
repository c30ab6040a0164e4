/** Levels of a block that are drawn as one bar. */
export interface LevelBar {
  /** The first and the last level, from 1 on. */
  readonly first: number;
  readonly last: number;
  readonly transactions: number;
  /** Transactions per level, as a share of the highest bar's. */
  readonly share: number;
}

/** Bars for the number of transactions on each level, at most `most`: where there are more levels, neighbours share a bar. */
export function levelBars(levels: readonly number[], most: number): LevelBar[] {
  const perBar = Math.ceil(levels.length / most);
  const bars: Omit<LevelBar, 'share'>[] = [];
  for (let start = 0; start < levels.length; start += perBar) {
    const members = levels.slice(start, start + perBar);
    bars.push({
      first: start + 1,
      last: start + members.length,
      transactions: members.reduce((sum, count) => sum + count, 0),
    });
  }
  const heightOf = ({ first, last, transactions }: Omit<LevelBar, 'share'>): number =>
    transactions / (last - first + 1);
  const highest = Math.max(1, ...bars.map(heightOf));
  return bars.map((bar) => ({ ...bar, share: heightOf(bar) / highest }));
}
