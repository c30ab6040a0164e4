import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { AskedContent } from '../parts/asked-content.tsx';
import { formatInteger } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { Pager } from '../parts/pager.tsx';
import { node } from '../rpc/node.ts';
import { useAsked } from '../rpc/use-asked.ts';
import { TransactionTable } from '../transaction/transaction-table.tsx';

/** The most that `get_transactions` answers. */
const PAGE = 20;

/** The transactions of a block, page by page. */
export function BlockTransactions({ hashes }: { readonly hashes: readonly string[] }): VNode {
  const [from, setFrom] = useState(0);
  const page = hashes.slice(from, from + PAGE);
  const asked = useAsked(['transactions', ...page], () =>
    page.length === 0 ? Promise.resolve([]) : node.call('get_transactions', { tx_hashes: page }),
  );
  const to = Math.min(from + PAGE, hashes.length);
  return (
    <section class="card">
      <div class="head">
        <h2>Transactions</h2>
        {hashes.length <= PAGE ? null : (
          <Pager
            shown={`${formatInteger(from + 1)} to ${formatInteger(to)} of ${formatInteger(hashes.length)}`}
            names={['Previous', 'Next']}
            onNewer={from === 0 ? undefined : () => setFrom(from - PAGE)}
            onOlder={to === hashes.length ? undefined : () => setFrom(to)}
          />
        )}
      </div>
      {hashes.length === 0 ? (
        <Notice title="No transactions are in this block" />
      ) : (
        <AskedContent asked={asked} what="the transactions">
          {(transactions) => <TransactionTable transactions={transactions.filter((found) => found !== null)} />}
        </AskedContent>
      )}
    </section>
  );
}
