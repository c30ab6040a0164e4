import type { RpcMethods } from '@tos/client';
import type { VNode } from 'preact';
import type { Connected } from '../frame/use-connection.ts';
import { AskedContent } from '../parts/asked-content.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { formatBytes, formatInteger } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { ShortText } from '../parts/short-text.tsx';
import { node } from '../rpc/node.ts';
import { useAsked } from '../rpc/use-asked.ts';
import { useTicks } from '../rpc/use-ticks.ts';

const EVERY_MS = 2000;

/** The state of the node: health, version, chain, storage, execution. */
export function NodeView({ connected }: { readonly connected: Connected }): VNode {
  const ticks = useTicks(EVERY_MS);
  const info = useAsked(['info'], () => node.call('get_info'), ticks);
  const { result: size } = useAsked(['size'], () => node.call('get_size_on_disk'), ticks);
  return (
    <div class="stack">
      <HealthCard connected={connected} />
      <section class="card">
        <h2>Node</h2>
        <AskedContent asked={info} what="the node">
          {(result) => <NodeFacts info={result} size={size} />}
        </AskedContent>
      </section>
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
  if (reasons.length === 0) return <Notice title="The node takes calls" />;
  return (
    <Notice title="The node should get no calls" isBad>
      {reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </Notice>
  );
}

type Info = RpcMethods['get_info']['result'];
type Size = RpcMethods['get_size_on_disk']['result'];

function NodeFacts({ info, size }: { readonly info: Info; readonly size: Size | undefined }): VNode {
  const { executor, threshold, test_mode: isTesting } = info.parallel_execution;
  return (
    <Facts>
      <Fact name="Version">{info.version}</Fact>
      <Fact name="Network">{info.network}</Fact>
      <Fact name="Head">
        {formatInteger(info.topoheight)} <ShortText text={info.top_block_hash} />
      </Fact>
      <Fact name="Stable up to">{formatInteger(info.stable_topoheight)}</Fact>
      <Fact name="Storage">{size === undefined ? '…' : formatBytes(Number(size.size_bytes))}</Fact>
      <Fact name="Execution">
        {executor}
        {executor === 'auto' ? ` (parallel from ${formatInteger(threshold)} transactions on)` : ''}
        {isTesting ? ', every block by both executors' : ''}
      </Fact>
    </Facts>
  );
}
