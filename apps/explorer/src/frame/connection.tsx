import type { VNode } from 'preact';
import type { ConnectionStatus } from './use-connection.ts';

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
