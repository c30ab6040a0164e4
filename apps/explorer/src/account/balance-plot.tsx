import type { RpcMethods } from '@tos/client';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { AskedContent } from '../parts/asked-content.tsx';
import { compactNumber, formatTos } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { Plot } from '../parts/plot.tsx';
import { node } from '../rpc/node.ts';
import { useAsked } from '../rpc/use-asked.ts';

type Balance = RpcMethods['get_balance_history']['result'][number];

const COIN = 100_000_000;

/** The balance of an account in TOS after each of the newest blocks that changed it. */
export function BalancePlot({ address, again }: { readonly address: string; readonly again: unknown }): VNode {
  const asked = useAsked(['balances', address], () => node.call('get_balance_history', { address }), again);
  return (
    <section class="card">
      <h2>Balance over blocks</h2>
      <AskedContent asked={asked} what="the balances">
        {(balances) =>
          balances.length === 0 ? (
            <Notice title="This account has never had a balance" />
          ) : (
            <Balances balances={balances} />
          )
        }
      </AskedContent>
    </section>
  );
}

function Balances({ balances }: { readonly balances: readonly Balance[] }): VNode {
  const [x, y] = useMemo(() => {
    const ascending = balances.toReversed();
    // A picture needs no exact numbers.
    return [
      ascending.map(({ topoheight }) => Number(topoheight)),
      ascending.map(({ balance }) => Number(balance) / COIN),
    ];
  }, [balances]);
  return (
    <Plot
      title="TOS"
      x={x}
      y={y}
      isTime={false}
      isStepped
      color="--series-1"
      format={(value) => formatTos(BigInt(Math.round(value * COIN)))}
      formatAxis={compactNumber}
    />
  );
}
