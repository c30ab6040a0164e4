import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { AskedContent } from '../parts/asked-content.tsx';
import { formatInteger, formatTime } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { Pager } from '../parts/pager.tsx';
import { ShortText } from '../parts/short-text.tsx';
import { routeLink } from '../route/route.ts';
import { node } from '../rpc/node.ts';
import { useAsked } from '../rpc/use-asked.ts';
import { describeEvent } from './describe-event.ts';
import { type HistoryEntry, type HistoryPlace, readHistoryPage } from './read-history-page.ts';

/** What happened to an account, the newest first, page by page. */
export function AccountHistory({ address }: { readonly address: string }): VNode {
  // Where each page up to the shown one begins.
  const [places, setPlaces] = useState<readonly HistoryPlace[]>([{}]);
  const place = places.at(-1) ?? {};
  const asked = useAsked(['history', address, JSON.stringify(place)], () => readHistoryPage(address, place, node));
  const next = asked.result?.next;
  return (
    <section class="card">
      <div class="head">
        <h2>History</h2>
        <Pager
          shown={`Page ${formatInteger(places.length)}`}
          names={['Newer', 'Older']}
          onNewer={places.length === 1 ? undefined : () => setPlaces(places.slice(0, -1))}
          onOlder={next === undefined ? undefined : () => setPlaces([...places, next])}
        />
      </div>
      <AskedContent asked={asked} what="the history">
        {({ entries }) =>
          entries.length === 0 ? (
            <Notice title={next === undefined ? 'Nothing has happened' : 'Nothing on this page'} />
          ) : (
            <HistoryTable entries={entries} />
          )
        }
      </AskedContent>
    </section>
  );
}

function HistoryTable({ entries }: { readonly entries: readonly HistoryEntry[] }): VNode {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Block</th>
            <th>Time</th>
            <th>What happened</th>
            <th>Transaction</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, index) => {
            const { text, account, isOfBlock } = describeEvent(entry);
            const { topoheight, hash, block_timestamp: timestamp } = entry;
            return (
              <tr key={index}>
                <td>
                  <a href={routeLink({ view: 'block', block: String(topoheight) })}>{formatInteger(topoheight)}</a>
                </td>
                <td>{formatTime(Number(timestamp))}</td>
                <td>
                  {text}
                  {account === undefined ? null : (
                    <>
                      {' '}
                      <ShortText text={account} link={routeLink({ view: 'account', address: account })} />
                    </>
                  )}
                </td>
                <td>{isOfBlock ? null : <ShortText text={hash} link={routeLink({ view: 'transaction', hash })} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
