import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { compactNumber, formatInteger } from '../parts/format.ts';
import { Plot } from '../parts/plot.tsx';
import { BlockTable } from './block-table.tsx';
import type { LiveBlocks } from './live-blocks.ts';
import { livePoints } from './live-points.ts';
import { MempoolFees } from './mempool-fees.tsx';

/** Blocks as they come. */
export function LiveView({ live: { status, blocks } }: { readonly live: LiveBlocks }): VNode {
  const { time, rate, transactions } = useMemo(() => livePoints(blocks), [blocks]);
  return (
    <div class="stack">
      <h1 class="unseen">Live</h1>
      <section class="plots" aria-label="Over time">
        <Plot
          title="Transactions per second"
          x={time}
          y={rate}
          isTime
          color="--series-1"
          group="live"
          format={(value) => formatInteger(Math.round(value))}
          formatAxis={compactNumber}
        />
        <Plot
          title="Transactions per block"
          x={time}
          y={transactions}
          isTime
          color="--series-3"
          group="live"
          format={formatInteger}
          formatAxis={compactNumber}
        />
      </section>
      <div class="columns">
        <BlockTable status={status} blocks={blocks} />
        <MempoolFees again={blocks[0]?.hash} />
      </div>
    </div>
  );
}
