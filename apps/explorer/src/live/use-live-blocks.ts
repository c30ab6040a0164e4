import type { ExactJson } from '@tos/protocol';
import { useEffect, useReducer } from 'preact/hooks';
import { call, membersOf } from '../rpc/rpc.ts';
import { afterEvent, type LiveBlock, type LiveBlocks, nothingYet } from './live-blocks.ts';

const EVERY_MS = 1000;

/** The newest blocks of the node. */
export function useLiveBlocks(): LiveBlocks {
  const [state, dispatch] = useReducer(afterEvent, nothingYet);
  useEffect(() => {
    let newest = -1;
    const ask = async (): Promise<void> => {
      try {
        const blocks = await call<ExactJson>('get_blocks_range_by_topoheight');
        dispatch({ kind: 'opened' });
        for (const json of Array.isArray(blocks) ? blocks : []) {
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
  return state;
}

function toLiveBlock(json: ExactJson): LiveBlock {
  const { hash, topoheight, timestamp, txs_hashes: hashes, total_size_in_bytes: bytes } = membersOf(json);
  return {
    hash: String(hash),
    topoheight: Number(topoheight),
    timestamp: Number(timestamp),
    transactions: Array.isArray(hashes) ? hashes.length : 0,
    bytes: Number(bytes),
  };
}
