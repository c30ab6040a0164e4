import type { VNode } from 'preact';
import { Fact, Facts } from '../parts/facts.tsx';
import { formatTime } from '../parts/format.ts';
import { ShortText } from '../parts/short-text.tsx';
import type { LeftTransaction } from './read-transaction.ts';

const texts: { readonly [R in LeftTransaction['left']['reason']]: string } = {
  refused: 'The node refused it when it came',
  replaced: 'Another transaction of its sender, with its nonce and a higher fee, took its place',
  evicted: 'It had to make room for transactions that pay more',
  expired: 'It waited too long for a block',
  dropped: 'A block or a rollback made it invalid while it waited',
};

/** What became of a transaction that is in no block and does not wait. */
export function LeftNotice({ hash, left: { reason, at, rule } }: LeftTransaction & { readonly hash: string }): VNode {
  return (
    <>
      <div class="title">
        <h1>A transaction that was not executed</h1>
      </div>
      <section class="card">
        <h2>
          About the transaction
          <span class="badge bad">{reason}</span>
        </h2>
        <Facts>
          <Fact name="Hash">
            <ShortText text={hash} />
          </Fact>
          <Fact name="Result">{texts[reason]}</Fact>
          <Fact name="Time">{formatTime(Number(at))}</Fact>
          {rule === null ? null : (
            <>
              <Fact name="Rule">
                {rule.name} (0x{rule.error_code.toString(16).padStart(4, '0')})
              </Fact>
              <Fact name="What was wrong">{rule.message}</Fact>
              <Fact name="What to do">{rule.remedy}</Fact>
            </>
          )}
        </Facts>
      </section>
    </>
  );
}
