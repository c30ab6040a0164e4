import type { Block } from '@tos/client';
import type { VNode } from 'preact';
import { BlockExecutionCard } from '../block-picture/block-execution-card.tsx';
import { AskedContent } from '../parts/asked-content.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { formatBytes, formatInteger, formatTime, formatTos } from '../parts/format.ts';
import { ShortText } from '../parts/short-text.tsx';
import { shortened } from '../parts/shortened.ts';
import { routeLink } from '../route/route.ts';
import { node } from '../rpc/node.ts';
import { useAsked } from '../rpc/use-asked.ts';
import { BlockTransactions } from './block-transactions.tsx';

interface BlockViewProps {
  /** A topoheight or a hash. */
  readonly block: string;
  /** Hash of the transaction that is marked. */
  readonly transaction: string | undefined;
  /** Changes when the answer may be another one. */
  readonly again: unknown;
}

/** A block: how it was executed, what it is, its transactions. */
export function BlockView({ block, transaction, again }: BlockViewProps): VNode {
  const asked = useAsked(['block', block], () => readBlock(block), again);
  return (
    <div class="stack">
      <AskedContent asked={asked} what={`the block ${block}`} title={`Block ${shortened(block)}`}>
        {(result) => <BlockContent block={result} transaction={transaction} again={again} />}
      </AskedContent>
    </div>
  );
}

function readBlock(block: string): Promise<Block> {
  return /^\d+$/.test(block) && block.length < 20
    ? node.call('get_block_at_topoheight', { topoheight: BigInt(block) })
    : node.call('get_block_by_hash', { hash: block });
}

function BlockContent({ block, transaction, again }: Omit<BlockViewProps, 'block'> & { readonly block: Block }): VNode {
  const { topoheight, hash, tips } = block;
  const place = transaction === undefined ? -1 : block.txs_hashes.indexOf(transaction);
  return (
    <>
      <div class="title">
        <h1>Block {topoheight === null ? 'without a place' : formatInteger(topoheight)}</h1>
        {topoheight === null ? null : <Neighbours topoheight={topoheight} />}
      </div>
      <BlockExecutionCard hash={hash} marked={place < 0 ? undefined : place} again={again} />
      <section class="card">
        <h2>
          About the block
          <BlockState type={block.block_type} />
        </h2>
        <Facts>
          <Fact name="Hash">
            <ShortText text={hash} />
          </Fact>
          <Fact name="Time">{formatTime(Number(block.timestamp))}</Fact>
          <Fact name="Transactions">{formatInteger(block.txs_hashes.length)}</Fact>
          <Fact name="Size">{formatBytes(Number(block.total_size_in_bytes))}</Fact>
          <Fact name="Miner">
            <ShortText text={block.miner} link={routeLink({ view: 'account', address: block.miner })} />
          </Fact>
          {block.miner_reward === null || block.dev_reward === null ? null : (
            <Fact name="Reward">
              {formatTos(block.miner_reward)} to the miner, {formatTos(block.dev_reward)} to the developers
            </Fact>
          )}
          {block.supply === null ? null : <Fact name="Emitted so far">{formatTos(block.supply)}</Fact>}
          {tips.map((tip) => (
            <Fact name="Parent" key={tip}>
              <ShortText text={tip} link={routeLink({ view: 'block', block: tip })} />
            </Fact>
          ))}
        </Facts>
      </section>
      <BlockTransactions hashes={block.txs_hashes} key={hash} />
    </>
  );
}

const states: { readonly [type: string]: { readonly text: string; readonly look: string } } = {
  Sync: { text: 'stable', look: 'badge good' },
  Normal: { text: 'not stable yet', look: 'badge' },
  Side: { text: 'side block', look: 'badge' },
  Orphaned: { text: 'undone', look: 'badge bad' },
};

function BlockState({ type }: { readonly type: string }): VNode {
  const { text, look } = states[type] ?? { text: type, look: 'badge' };
  return <span class={look}>{text}</span>;
}

function Neighbours({ topoheight }: { readonly topoheight: bigint }): VNode {
  const link = (at: bigint): string => routeLink({ view: 'block', block: String(at) });
  return (
    <nav class="pages" aria-label="Blocks beside this one">
      {topoheight === 0n ? null : <a href={link(topoheight - 1n)}>← {formatInteger(topoheight - 1n)}</a>}
      <a href={link(topoheight + 1n)}>{formatInteger(topoheight + 1n)} →</a>
    </nav>
  );
}
