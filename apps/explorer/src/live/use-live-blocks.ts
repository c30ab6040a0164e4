import { type Dispatch, useEffect, useReducer, useRef } from 'preact/hooks';
import { node } from '../rpc/node.ts';
import { executionFigures } from './execution-figures.ts';
import { followBlocks } from './follow-blocks.ts';
import { afterEvent, type LiveBlock, type LiveBlocks, type LiveEvent, nothingYet } from './live-blocks.ts';

/** The newest blocks of the node, as they come. */
export function useLiveBlocks(): LiveBlocks {
  const [state, dispatch] = useReducer(afterEvent, nothingYet);
  useEffect(() => {
    const end = new AbortController();
    void followBlocks(node, dispatch, end.signal);
    return () => end.abort();
  }, []);
  useFigures(state.blocks[0], dispatch);
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
      // The node does not remember it, or does not answer: the plots have a gap.
      .catch(() => undefined)
      .finally(() => {
        isAsking.current = false;
      });
  }, [newest, dispatch]);
}
