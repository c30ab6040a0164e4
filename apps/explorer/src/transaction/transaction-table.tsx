import type { TransactionResponse } from '@tos/client';
import type { VNode } from 'preact';
import { feeText } from '../parts/fee-text.ts';
import { ShortText } from '../parts/short-text.tsx';
import { routeLink } from '../route/route.ts';
import { payloadSummary } from './payload-summary.ts';

/** Transactions with what they do, one per row. */
export function TransactionTable({ transactions }: { readonly transactions: readonly TransactionResponse[] }): VNode {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Transaction</th>
            <th>From</th>
            <th>What it does</th>
            <th class="number">Fee</th>
          </tr>
        </thead>
        <tbody>
          {transactions.map(({ hash, source, data, fee, fee_type: feeType }) => (
            <tr key={hash}>
              <td>
                <ShortText text={hash} link={routeLink({ view: 'transaction', hash })} />
              </td>
              <td>
                <ShortText text={source} link={routeLink({ view: 'account', address: source })} />
              </td>
              <td>{payloadSummary(data)}</td>
              <td class="number">{feeText(fee, Number(feeType))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
