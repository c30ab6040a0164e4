import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes, formatInteger, formatTime } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { ShortText } from '../parts/short-text.tsx';
import { routeLink } from '../route/route.ts';
import type { LiveBlock, LiveBlocks } from './live-blocks.ts';

/** Rows of the table, filled or not: it has its height from the beginning on. */
const ROWS = 12;

/** The newest blocks. They stand still while the pointer or the keyboard is on them, so that what is pressed is what was meant. */
export function BlockTable({ hasBegun, blocks }: LiveBlocks): VNode {
  const [held, setHeld] = useState<readonly LiveBlock[] | null>(null);
  const hold = (): void => setHeld((before) => before ?? blocks);
  const release = (): void => setHeld(null);
  const shown = held ?? blocks;
  return (
    <section class="card">
      <div class="head">
        <h2>Blocks</h2>
        <span class="faint">{held === null ? '' : 'paused while you are on them'}</span>
      </div>
      {blocks.length === 0 ? <Notice title={hasBegun ? 'No blocks yet' : 'Waiting for the node …'} /> : null}
      <div class="scroll">
        <table class="blocks">
          <thead>
            <tr>
              <th>Block</th>
              <th class="number">Transactions</th>
              <th class="number wide">Size</th>
              <th>Time</th>
              <th>Hash</th>
            </tr>
          </thead>
          <tbody onMouseEnter={hold} onMouseLeave={release} onFocusIn={hold} onFocusOut={release}>
            {Array.from({ length: ROWS }, (_, row) => (
              // By place and not by block: rows stay where they are while blocks pass through them.
              <BlockRow block={shown[row]} key={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function BlockRow({ block }: { readonly block: LiveBlock | undefined }): VNode {
  if (block === undefined) {
    return (
      <tr>
        <td colSpan={5}>&nbsp;</td>
      </tr>
    );
  }
  const { hash, topoheight, timestamp, transactions, bytes } = block;
  return (
    <tr>
      <td>
        <a href={routeLink({ view: 'block', block: hash })}>{formatInteger(topoheight)}</a>
      </td>
      <td class="number">{formatInteger(transactions)}</td>
      <td class="number wide">{formatBytes(bytes)}</td>
      <td>{formatTime(timestamp)}</td>
      <td>
        <ShortText text={hash} />
      </td>
    </tr>
  );
}
