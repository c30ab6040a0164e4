import type { VNode } from 'preact';
import type { ConnectionStatus } from '../live/live-blocks.ts';

const texts: { readonly [S in ConnectionStatus]: string } = {
  connecting: 'Connecting …',
  open: 'Connected',
  lost: 'Disconnected',
};

/** Whether the page follows the node. */
export function Connection({ status }: { readonly status: ConnectionStatus }): VNode {
  return (
    <span class={`connection ${status}`} role="status">
      {texts[status]}
    </span>
  );
}
