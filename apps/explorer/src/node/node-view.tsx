import type { RpcMethods } from '@tos/client';
import type { VNode } from 'preact';
import { AskedContent } from '../parts/asked-content.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { formatBytes, formatInteger } from '../parts/format.ts';
import { Notice } from '../parts/notice.tsx';
import { ShortText } from '../parts/short-text.tsx';
import { node } from '../rpc/node.ts';
import { useAsked } from '../rpc/use-asked.ts';
import { useTicks } from '../rpc/use-ticks.ts';
import { useHealth } from './use-health.ts';

const EVERY_MS = 2000;

/** The state of the node: health, version, chain, storage, execution. */
export function NodeView(): VNode {
  const ticks = useTicks(EVERY_MS);
  const info = useAsked(['info'], () => node.call('get_info'), ticks);
  const { result: size } = useAsked(['size'], () => node.call('get_size_on_disk'), ticks);
  return (
    <div class="stack">
      <HealthCard />
      <section class="card">
        <h2>Node</h2>
        <AskedContent asked={info} what="the node">
          {(result) => <NodeFacts info={result} size={size} />}
        </AskedContent>
      </section>
    </div>
  );
}

function HealthCard(): VNode {
  const health = useHealth(EVERY_MS);
  return (
    <section class="card">
      <h2>
        Health
        {health === undefined ? (
          <span class="badge">unknown</span>
        ) : (
          <span class={health.isReady ? 'badge good' : 'badge bad'}>{health.isReady ? 'ready' : 'not ready'}</span>
        )}
      </h2>
      {health === undefined ? (
        <Notice title="The node does not answer" />
      ) : (
        <Notice
          title={health.isReady ? 'The node takes calls' : 'The node should get no calls'}
          isBad={!health.isReady}
        >
          {health.reasons.map((reason) => (
            <p key={reason}>{reason}</p>
          ))}
        </Notice>
      )}
    </section>
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
