import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { compactNumber, formatInteger } from '../parts/format.ts';
import { Plot } from '../parts/plot.tsx';
import { BlockTable } from './block-table.tsx';
import type { LiveBlocks } from './live-blocks.ts';
import { livePoints } from './live-points.ts';
import { MempoolFees } from './mempool-fees.tsx';
import { SendTransfers } from './send-transfers.tsx';

/** Blocks as they come. */
export function LiveView({ live }: { readonly live: LiveBlocks }): VNode {
  const { blocks } = live;
  const { time, rate, parallelism, conflicts, commitMs } = useMemo(() => livePoints(blocks), [blocks]);
  const shared = { x: time, isTime: true, group: 'live' } as const;
  return (
    <div class="stack">
      <div class="title">
        <h1>Live</h1>
        <SendTransfers />
      </div>
      <section class="plots" aria-label="Over time">
        <Plot
          {...shared}
          title="Transactions per second"
          y={rate}
          color="--series-1"
          format={(value) => formatInteger(Math.round(value))}
          formatAxis={compactNumber}
        />
        <Plot
          {...shared}
          title="Parallelism"
          y={parallelism}
          color="--series-3"
          format={(value) => `${value.toFixed(2)}×`}
          formatAxis={compactNumber}
        />
        <Plot
          {...shared}
          title="Conflicts"
          y={conflicts}
          color="--series-2"
          format={(value) => `${Math.round(value)} %`}
          formatAxis={formatPercent}
        />
        <Plot
          {...shared}
          title="Commit"
          y={commitMs}
          color="--series-4"
          format={(value) => `${value.toFixed(1)} ms`}
          formatAxis={formatMilliseconds}
        />
      </section>
      <div class="columns">
        <BlockTable {...live} />
        <MempoolFees again={blocks[0]?.hash} />
      </div>
    </div>
  );
}

function formatPercent(value: number): string {
  return `${value} %`;
}

function formatMilliseconds(value: number): string {
  return `${compactNumber(value)} ms`;
}
