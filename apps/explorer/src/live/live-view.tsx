import type { VNode } from 'preact';
import { formatBytes, formatInteger, formatTime } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { ShortText } from '../parts/short-text.tsx';
import type { LiveBlocks } from './live-blocks.ts';

/** Blocks of the table. */
const SHOWN_BLOCKS = 20;

/** Blocks as they come. */
export function LiveView({ live: { status, blocks } }: { readonly live: LiveBlocks }): VNode {
  return (
    <div class="stack">
      <section class="card">
        <h2>Blocks</h2>
        {blocks.length === 0 ? <NoBlocks status={status} /> : <BlockTable blocks={blocks.slice(0, SHOWN_BLOCKS)} />}
      </section>
    </div>
  );
}

function NoBlocks({ status }: Pick<LiveBlocks, 'status'>): VNode {
  return status === 'open' ? (
    <Notice title="No blocks yet" />
  ) : (
    <Notice title="Waiting for the node …">
      <p>The page shows blocks as soon as the node answers.</p>
    </Notice>
  );
}

function BlockTable({ blocks }: Pick<LiveBlocks, 'blocks'>): VNode {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th class="number">Block</th>
            <th class="number">Transactions</th>
            <th class="number">Size</th>
            <th>Time</th>
            <th>Hash</th>
          </tr>
        </thead>
        <tbody>
          {blocks.map(({ hash, topoheight, timestamp, transactions, bytes }, row) => (
            // By place and not by block: rows stay where they are while blocks pass through them.
            <tr key={row}>
              <td class="number">{formatInteger(topoheight)}</td>
              <td class="number">{formatInteger(transactions)}</td>
              <td class="number">{formatBytes(bytes)}</td>
              <td>{formatTime(timestamp)}</td>
              <td>
                <ShortText text={hash} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
