import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { AnswerBudget } from '../../limits/answer-budget.ts';
import { mapInTurns } from '../../limits/in-turns.ts';
import { readRange } from '../../limits/read-range.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import { type BlockJson, blockJson, toBlockJson } from '../../schemas/block-json.ts';
import { optionalIndexParam } from '../../schemas/chain-params.ts';
import { orderedHashes } from './ordered-hashes.ts';

/** How far the end of a range may be above its start. Source: docs/protocol.md §7.2. */
const LONGEST_RANGE = 20;
/** The most blocks of one answer: a height has more than one where rollbacks undid blocks. */
const MOST_BLOCKS = 200;

export const getBlocksRangeByTopoheight: RpcMethod = defineParamsMethod({
  name: 'get_blocks_range_by_topoheight',
  summary:
    'Returns the blocks at consecutive places in the order, without transactions; the newest ones when no bound is given.',
  params: { start_topoheight: optionalIndexParam, end_topoheight: optionalIndexParam },
  result: z.array(blockJson),
  async call({ start_topoheight, end_topoheight }, context) {
    const { topoheight } = context.chain.head;
    const range = readRange(
      { start: start_topoheight, end: end_topoheight },
      { head: topoheight, longest: LONGEST_RANGE },
    );
    return blocksOf(await orderedHashes(range, context), context);
  },
});

export const getBlocksRangeByHeight: RpcMethod = defineParamsMethod({
  name: 'get_blocks_range_by_height',
  summary:
    'Returns all blocks of consecutive heights, without transactions; those of the newest heights when no bound is given.',
  params: { start_height: optionalIndexParam, end_height: optionalIndexParam },
  result: z.array(blockJson),
  async call({ start_height, end_height }, context) {
    const { height } = context.chain.head;
    const { from, to } = readRange({ start: start_height, end: end_height }, { head: height, longest: LONGEST_RANGE });
    const hashes: Uint8Array[] = [];
    for (let at = from; at <= to; at++) hashes.push(...(await context.storage.blocksAtHeight(at)));
    return blocksOf(hashes, context);
  },
});

async function blocksOf(hashes: readonly Uint8Array[], context: RpcContext): Promise<BlockJson[]> {
  if (hashes.length > MOST_BLOCKS) {
    const problem = `These heights have ${hashes.length} blocks, and an answer shows at most ${MOST_BLOCKS}`;
    throw new RpcError(RpcErrorCode.OTHER, problem, { remedy: 'Ask for a shorter range.' });
  }
  const budget = new AnswerBudget();
  const blocks = await mapInTurns(hashes, async (hash): Promise<BlockJson | undefined> => {
    const block = await context.storage.getBlock({ hash });
    if (block === undefined) return undefined;
    budget.take(32 * block.transactionHashes.length);
    return toBlockJson(block, false, context);
  });
  // A block without a place in the order may have been deleted meanwhile.
  return blocks.filter((block) => block !== undefined);
}
