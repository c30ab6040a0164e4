import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { AnswerBudget } from '../../limits/answer-budget.ts';
import { mapInTurns } from '../../limits/in-turns.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { type BlockJson, blockJson, toBlockJson } from '../../schemas/block-json.ts';
import { includeTransactionsParam, indexParam, optionalIndexParam } from '../../schemas/chain-params.ts';

/** The most blocks of one answer. Source: docs/protocol.md §7.2. */
const MOST_BLOCKS = 200;
const MOST_BLOCKS_WITH_TRANSACTIONS = 50;

export const getBlocksAtHeight: RpcMethod = defineParamsMethod({
  name: 'get_blocks_at_height',
  summary: 'Returns all blocks of a height: the one in the order, and those that rollbacks undid.',
  params: { height: indexParam, include_txs: includeTransactionsParam, max: optionalIndexParam },
  result: z.array(blockJson),
  async call({ height, include_txs, max }, context) {
    const cap = include_txs ? MOST_BLOCKS_WITH_TRANSACTIONS : MOST_BLOCKS;
    const most = max ?? cap;
    if (most < 1 || most > cap) {
      const remedy = `Ask for 1 to ${cap} blocks; without their transactions there may be more.`;
      throw new RpcError(RpcErrorCode.OTHER, `max is ${most}, but must be from 1 to ${cap}`, { field: 'max', remedy });
    }
    const hashes = await context.storage.blocksAtHeight(height);
    if (hashes.length > most) {
      throw new RpcError(
        RpcErrorCode.OTHER,
        `Height ${height} has ${hashes.length} blocks, and ${most} are asked for`,
        {
          field: 'max',
          remedy: `Ask with a larger max, at most ${cap}, or for one block by its hash.`,
        },
      );
    }
    const budget = new AnswerBudget();
    const blocks = await mapInTurns(hashes, async (hash): Promise<BlockJson | undefined> => {
      const block = await context.storage.getBlock({ hash });
      if (block === undefined) return undefined;
      budget.take(include_txs ? block.bytes.length : 32 * block.transactionHashes.length);
      return toBlockJson(block, include_txs, context);
    });
    // A block without a place in the order may have been deleted meanwhile.
    return blocks.filter((block) => block !== undefined);
  },
});
