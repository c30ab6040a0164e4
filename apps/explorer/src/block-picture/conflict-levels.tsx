import type { VNode } from 'preact';
import { formatInteger } from '../parts/format.ts';
import type { BlockExecution } from './block-execution.ts';
import { type LevelBar, levelBars } from './level-bars.ts';

/** Bars that are still wide enough to be told apart at 360 pixels. */
const MOST_BARS = 60;
const BAR = 10;
const HEIGHT = 96;

/** What a scheduler with locks would have had to do one after the other: the levels of the transactions that wait for one another. */
export function ConflictLevels({ conflicts: { levels, longestChain } }: Pick<BlockExecution, 'conflicts'>): VNode {
  const bars = levelBars(levels, MOST_BARS);
  const counted = levels.reduce((sum, count) => sum + count, 0);
  return (
    <div class="levels">
      <p>{levelsText(counted, levels.length, longestChain)}</p>
      <svg
        class="levels-bars"
        viewBox={`0 0 ${Math.max(12, bars.length) * BAR} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={bars.slice(0, 8).map(barText).join('; ')}
      >
        {bars.map((bar, index) => (
          <rect
            key={bar.first}
            x={index * BAR + 1}
            y={HEIGHT * (1 - bar.share)}
            width={BAR - 2}
            height={HEIGHT * bar.share}
          >
            <title>{barText(bar)}</title>
          </rect>
        ))}
      </svg>
      <p class="levels-ends">
        <span>level 1</span>
        {levels.length > 1 ? <span>level {formatInteger(levels.length)}</span> : null}
      </p>
    </div>
  );
}

function levelsText(counted: number, levels: number, longestChain: number): string {
  const all = counted === 1 ? 'one transaction' : `${formatInteger(counted)} transactions`;
  if (levels <= 1) return `Locks would have let ${all} run at once: none uses what another one changes.`;
  return `Locks would have run ${all} on ${formatInteger(levels)} levels, one level after the other. The longest chain of transactions that wait for one another has ${formatInteger(longestChain)}.`;
}

function barText({ first, last, transactions }: LevelBar): string {
  const where =
    first === last ? `Level ${formatInteger(first)}` : `Levels ${formatInteger(first)} to ${formatInteger(last)}`;
  return `${where}: ${formatInteger(transactions)} ${transactions === 1 ? 'transaction' : 'transactions'}`;
}
