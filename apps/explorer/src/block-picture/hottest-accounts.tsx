import type { VNode } from 'preact';
import { formatInteger } from '../parts/format.ts';
import { ShortText } from '../parts/short-text.tsx';
import { routeLink } from '../route/route.ts';
import type { BlockExecution, HotRecord } from './block-execution.ts';

/** The records that most transactions of the block use, with the accounts whose they are. */
export function HottestAccounts({ conflicts: { hottest } }: Pick<BlockExecution, 'conflicts'>): VNode {
  if (hottest.length === 0) return <p class="hottest">No record is used by two transactions.</p>;
  return (
    <table class="hottest">
      <thead>
        <tr>
          <th>Record</th>
          <th class="number">Transactions</th>
          <th class="number">Would wait</th>
        </tr>
      </thead>
      <tbody>
        {hottest.map((record) => (
          <tr key={`${record.domain} ${record.key}`}>
            <td>
              <RecordName record={record} />
            </td>
            <td class="number">{formatInteger(record.transactions)}</td>
            <td class="number">{formatInteger(record.waits)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RecordName({ record: { domain, key, address } }: { readonly record: HotRecord }): VNode {
  return (
    <span class="hottest-record">
      {address === null ? (
        <ShortText text={key} />
      ) : (
        <ShortText text={address} link={routeLink({ view: 'account', address })} />
      )}
      <span class="faint">{domain}</span>
    </span>
  );
}
