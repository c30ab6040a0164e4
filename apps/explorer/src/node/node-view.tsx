import type { RpcMethods } from '@tos/client';
import type { VNode } from 'preact';
import type { Connected } from '../frame/use-connection.ts';
import { AskedContent } from '../parts/asked-content.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { formatBytes, formatInteger, formatTos } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { ShortText } from '../parts/short-text.tsx';
import { routeLink } from '../route/route.ts';
import { node } from '../rpc/node.ts';
import { useAsked } from '../rpc/use-asked.ts';
import { useTicks } from '../rpc/use-ticks.ts';

const EVERY_MS = 2000;

/** The state of the node: health, version, chain, storage, execution. */
export function NodeView({ connected }: { readonly connected: Connected }): VNode {
  const ticks = useTicks(EVERY_MS);
  const asked = useAsked(['info'], () => node.call('get_info'), ticks);
  return (
    <div class="stack">
      <h1>Node</h1>
      <HealthCard connected={connected} />
      <AskedContent asked={asked} what="the node">
        {(info) => (
          <>
            <NodeCard info={info} />
            <ExecutionCard info={info} />
            <ChainCard info={info} />
          </>
        )}
      </AskedContent>
    </div>
  );
}

function HealthCard({ connected: { status, reasons } }: { readonly connected: Connected }): VNode {
  const isReady = status === 'open' && reasons.length === 0;
  return (
    <section class="card">
      <h2>
        Health
        <span class={isReady ? 'badge good' : status === 'connecting' ? 'badge' : 'badge bad'}>
          {isReady ? 'ready' : status === 'open' ? 'not ready' : 'no answer'}
        </span>
      </h2>
      <HealthNotice status={status} reasons={reasons} />
    </section>
  );
}

function HealthNotice({ status, reasons }: Connected): VNode {
  if (status === 'connecting') return <Notice title="Asking the node …" />;
  if (status === 'lost') {
    return (
      <Notice title="The node does not answer" isBad>
        <p>It may have stopped, or be starting. The page asks again every two seconds.</p>
      </Notice>
    );
  }
  if (reasons.length === 0) return <Notice title="The node takes calls, and knows of no error" />;
  return (
    <Notice title="The node should get no calls" isBad>
      {reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </Notice>
  );
}

type Info = RpcMethods['get_info']['result'];

function NodeCard({ info }: { readonly info: Info }): VNode {
  const { result: size } = useAsked(['size'], () => node.call('get_size_on_disk'), info);
  const pruned = info.pruned_topoheight;
  return (
    <section class="card">
      <h2>Version and storage</h2>
      <Facts>
        <Fact name="Version">{info.version}</Fact>
        <Fact name="Network">{info.network === 'Dev' ? 'devnet' : info.network.toLowerCase()}</Fact>
        <Fact name="On disk">{size === undefined ? '…' : formatBytes(Number(size.size_bytes))}</Fact>
        <Fact name="History of records">
          {pruned === undefined ? 'whole' : `from block ${formatInteger(pruned)} on`}
        </Fact>
      </Facts>
    </section>
  );
}

function ExecutionCard({ info }: { readonly info: Info }): VNode {
  const { enabled, executor, threshold, test_mode: isTesting } = info.parallel_execution;
  return (
    <section class="card">
      <h2>
        Execution
        <span class={enabled ? 'badge good' : 'badge'}>{enabled ? 'parallel' : 'sequential'}</span>
      </h2>
      <Facts>
        <Fact name="Executor">{executors[executor]}</Fact>
        {executor === 'auto' ? (
          <Fact name="Parallel from">{formatInteger(threshold)} transactions on, where it pays</Fact>
        ) : null}
        <Fact name="Test mode">
          {isTesting ? 'on: both executors execute every block, and the node stops at a difference' : 'off'}
        </Fact>
      </Facts>
    </section>
  );
}

const executors = {
  auto: 'chosen block by block',
  parallel: 'parallel, for every block',
  sequential: 'sequential, for every block',
} as const;

function ChainCard({ info }: { readonly info: Info }): VNode {
  return (
    <section class="card">
      <h2>Chain</h2>
      <Facts>
        <Fact name="Head">
          <a href={routeLink({ view: 'block', block: info.top_block_hash })}>{formatInteger(info.topoheight)}</a>{' '}
          <ShortText text={info.top_block_hash} />
        </Fact>
        <Fact name="Stable up to">{formatInteger(info.stable_topoheight)}</Fact>
        <Fact name="Time between blocks">
          {formatInteger(info.average_block_time)} ms on average of the newest blocks
        </Fact>
        <Fact name="Waiting transactions">{formatInteger(info.mempool_size)}</Fact>
        <Fact name="In circulation">{formatTos(info.circulating_supply)}</Fact>
        <Fact name="Burned">{formatTos(info.burned_supply)}</Fact>
        <Fact name="Reward of the next block">{formatTos(info.block_reward)}</Fact>
      </Facts>
    </section>
  );
}
