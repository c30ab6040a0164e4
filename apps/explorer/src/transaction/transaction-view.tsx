import type { TransactionResponse } from '@tos/client';
import type { VNode } from 'preact';
import { AskedContent } from '../parts/asked-content.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { feeText } from '../parts/fee-text.ts';
import { formatAge, formatBytes, formatInteger } from '../parts/format.ts';
import { ShortText } from '../parts/short-text.tsx';
import { routeLink } from '../route/route.ts';
import { useAsked } from '../rpc/use-asked.ts';
import { LeftNotice } from './left-notice.tsx';
import { PayloadFields } from './payload-fields.tsx';
import { payloadSummary } from './payload-summary.ts';
import { readTransaction } from './read-transaction.ts';

/** A transaction, followed until it is in a block. @param again changes when the answer may be another one */
export function TransactionView({ hash, again }: { readonly hash: string; readonly again: unknown }): VNode {
  const asked = useAsked(['transaction', hash], () => readTransaction(hash), again);
  return (
    <div class="stack">
      <AskedContent asked={asked} what={`the transaction ${hash}`} title="Transaction">
        {(found) =>
          'left' in found ? <LeftNotice hash={hash} {...found} /> : <TransactionContent transaction={found} />
        }
      </AskedContent>
    </div>
  );
}

function TransactionContent({ transaction }: { readonly transaction: TransactionResponse }): VNode {
  const { hash, source, data, reference, multisig } = transaction;
  return (
    <>
      <div class="title">
        <h1>{payloadSummary(data)}</h1>
      </div>
      <section class="card">
        <h2>
          About the transaction
          <Fate transaction={transaction} />
        </h2>
        <Facts>
          <Fact name="Hash">
            <ShortText text={hash} />
          </Fact>
          <Fact name="Result">
            <Result transaction={transaction} />
          </Fact>
          <Fact name="From">
            <ShortText text={source} link={routeLink({ view: 'account', address: source })} />
          </Fact>
          <Fact name="Fee">{feeText(transaction.fee, Number(transaction.fee_type))}</Fact>
          <Fact name="Nonce">{formatInteger(transaction.nonce)}</Fact>
          <Fact name="Size">{formatBytes(Number(transaction.size))}</Fact>
          <Fact name="Refers to">
            block{' '}
            <a href={routeLink({ view: 'block', block: reference.hash })}>{formatInteger(reference.topoheight)}</a>
          </Fact>
          {multisig === null ? null : (
            <Fact name="Co-signers">{multisig.signatures.map(({ id }) => `no. ${id}`).join(', ')}</Fact>
          )}
          <Fact name="Signature">
            <ShortText text={transaction.signature} />
          </Fact>
        </Facts>
      </section>
      <section class="card">
        <h2>Payload</h2>
        <PayloadFields data={data} />
      </section>
    </>
  );
}

function Fate({
  transaction: { executed_in_block: executed, in_mempool: waits },
}: {
  readonly transaction: TransactionResponse;
}): VNode {
  if (executed !== null) return <span class="badge good">executed</span>;
  return waits ? <span class="badge">waiting</span> : <span class="badge bad">undone</span>;
}

function Result({ transaction }: { readonly transaction: TransactionResponse }): VNode {
  const { hash, executed_in_block: executed, in_mempool: waits, first_seen: firstSeen } = transaction;
  if (executed !== null) {
    return (
      <>
        Executed in block{' '}
        <ShortText text={executed} link={routeLink({ view: 'block', block: executed, transaction: hash })} />
      </>
    );
  }
  if (!waits) return <>Its block was undone, and it does not wait for another one</>;
  const age = firstSeen === null ? '' : `; it came ${formatAge(Date.now() - 1000 * Number(firstSeen))} ago`;
  return <>Waits for a block{age}</>;
}
