import type { Block } from '@tos/client';
import { type Dispatch, useEffect, useReducer, useRef } from 'preact/hooks';
import { node } from '../rpc/node.ts';
import { executionFigures } from './execution-figures.ts';
import { afterEvent, type LiveBlock, type LiveBlocks, type LiveEvent, nothingYet } from './live-blocks.ts';

const EVERY_MS = 1000;

/** The newest blocks of the node. */
export function useLiveBlocks(): LiveBlocks {
  const [state, dispatch] = useReducer(afterEvent, nothingYet);
  useEffect(() => {
    let newest = -1;
    const ask = async (): Promise<void> => {
      try {
        const blocks = await node.call('get_blocks_range_by_topoheight');
        dispatch({ kind: 'opened' });
        for (const json of blocks) {
          const block = toLiveBlock(json);
          if (block.topoheight > newest) dispatch({ kind: 'block', block });
          newest = Math.max(newest, block.topoheight);
        }
      } catch {
        dispatch({ kind: 'closed' });
      }
    };
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const newest = state.blocks[0];
  useFigures(newest, dispatch);
  return state;
}

/** Asks how the newest block was executed. While the page asks about one block, others may come, about which it does not ask. */
function useFigures(newest: LiveBlock | undefined, dispatch: Dispatch<LiveEvent>): void {
  const isAsking = useRef(false);
  useEffect(() => {
    if (newest === undefined || newest.figures !== undefined || isAsking.current) return;
    const { hash } = newest;
    isAsking.current = true;
    node
      .call('get_block_execution', { hash })
      .then((execution) => dispatch({ kind: 'executed', hash, figures: executionFigures(execution) }))
      // The node has executed it before its start, or does not answer: its plots have a gap.
      .catch(() => undefined)
      .finally(() => {
        isAsking.current = false;
      });
  }, [newest, dispatch]);
}

function toLiveBlock(block: Block): LiveBlock {
  return {
    hash: block.hash,
    topoheight: Number(block.topoheight),
    timestamp: Number(block.timestamp),
    transactions: block.txs_hashes.length,
    bytes: Number(block.total_size_in_bytes),
  };
}
