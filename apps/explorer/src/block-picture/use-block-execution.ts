import { useRef } from 'preact/hooks';
import { node } from '../rpc/node.ts';
import { type Asked, useAsked } from '../rpc/use-asked.ts';
import { type BlockExecution, toBlockExecution } from './block-execution.ts';

/** How the node executed a block. It is asked for again, when `again` changes, only until the node has answered: what happened stays. */
export function useBlockExecution(hash: string, again: unknown): Asked<BlockExecution> {
  const known = useRef<{ readonly hash: string; readonly execution: BlockExecution }>(undefined);
  return useAsked(
    ['execution', hash],
    async () => {
      if (known.current?.hash === hash) return known.current.execution;
      const execution = toBlockExecution(await node.call('get_block_execution', { hash }));
      known.current = { hash, execution };
      return execution;
    },
    again,
  );
}
