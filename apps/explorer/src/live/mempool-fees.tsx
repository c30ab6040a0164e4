import type { RpcMethods } from '@tos/client';
import type { VNode } from 'preact';
import { AskedContent } from '../parts/asked-content.tsx';
import { formatBytes, formatInteger, formatTos } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { node } from '../rpc/node.ts';
import { useAsked } from '../rpc/use-asked.ts';
import { useTicks } from '../rpc/use-ticks.ts';

type Fees = RpcMethods['get_mempool_fees']['result'];

const EVERY_MS = 1000;

/** What waits for a block, by the fee that it pays. @param again changes when the answer may be another one */
export function MempoolFees({ again }: { readonly again: unknown }): VNode {
  const ticks = useTicks(EVERY_MS);
  const asked = useAsked(['mempool'], () => node.call('get_mempool_fees'), `${again} ${ticks}`);
  const { total = 0n, bytes = 0n } = asked.result ?? {};
  return (
    <section class="card mempool">
      <div class="head">
        <h2>Waiting, by fee</h2>
        <span class="faint">
          {formatInteger(total)} · {formatBytes(Number(bytes))}
        </span>
      </div>
      <AskedContent asked={asked} what="what waits">
        {({ fees }) => (fees.length === 0 ? <NothingWaits /> : <FeeBars fees={fees} />)}
      </AskedContent>
    </section>
  );
}

function NothingWaits(): VNode {
  return (
    <Notice title="Nothing waits">
      <p>Each transaction that came is in a block.</p>
    </Notice>
  );
}

function FeeBars({ fees }: Pick<Fees, 'fees'>): VNode {
  const most = fees.reduce((max, { transactions }) => Math.max(max, Number(transactions)), 1);
  return (
    <table class="bars">
      <thead>
        <tr>
          <th>Per KiB from</th>
          <th>
            <span class="unseen">Share</span>
          </th>
          <th class="number">Transactions</th>
        </tr>
      </thead>
      <tbody>
        {fees.map(({ fee_per_kib: fee, transactions }) => (
          <tr key={String(fee)}>
            <td>{fee === 0n ? 'free' : formatTos(fee)}</td>
            <td>
              <meter min={0} max={most} value={Number(transactions)} aria-hidden="true" />
            </td>
            <td class="number">{formatInteger(transactions)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
