import type { MempoolEntry } from '@tos/chain';
import { joinRows } from '@tos/transaction';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { AnswerBudget } from '../../limits/answer-budget.ts';
import { mapInTurns } from '../../limits/in-turns.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { optionalIndexParam } from '../../schemas/chain-params.ts';
import { safeInteger } from '../../schemas/result-values.ts';
import {
  toTransactionJson,
  toTransactionResponseJson,
  transactionResponseJson,
} from '../../schemas/transaction-json.ts';

/** The most transactions of one answer. Source: docs/protocol.md §7.2. */
const MOST_TRANSACTIONS = 20;

export const getMempool: RpcMethod = defineParamsMethod({
  name: 'get_mempool',
  summary: 'Returns a page of the waiting transactions, and how many wait in all.',
  params: { maximum: optionalIndexParam, skip: optionalIndexParam },
  result: z.strictObject({ transactions: z.array(transactionResponseJson), total: safeInteger }),
  async call({ maximum = MOST_TRANSACTIONS, skip = 0 }, { mempool, chain }) {
    if (maximum > MOST_TRANSACTIONS) {
      const problem = `maximum is ${maximum}, but must be at most ${MOST_TRANSACTIONS}`;
      throw new RpcError(RpcErrorCode.OTHER, problem, { field: 'maximum', remedy: 'Ask for the next ones with skip.' });
    }
    const total = mempool.size;
    const page = pageOf(mempool.entries(), skip, maximum);
    const budget = new AnswerBudget();
    const transactions = await mapInTurns(page, (entry) => {
      budget.take(entry.wire.length);
      const place = { blocks: [], executedIn: null, firstSeen: entry.firstSeen };
      return toTransactionResponseJson(toTransactionJson(joinRows([entry]), 0, chain.network), place);
    });
    return { transactions, total };
  },
});

/** Taken at once: the mempool changes between turns. */
function pageOf(entries: Iterable<MempoolEntry>, skip: number, maximum: number): MempoolEntry[] {
  const page: MempoolEntry[] = [];
  let seen = 0;
  for (const entry of entries) {
    if (page.length === maximum) break;
    if (seen++ >= skip) page.push(entry);
  }
  return page;
}
