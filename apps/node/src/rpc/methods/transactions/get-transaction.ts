import { bytesToHex } from '@tos/crypto';
import type { Network } from '@tos/protocol';
import { wireAt } from '@tos/transaction';
import { z } from 'zod';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { AnswerBudget } from '../../limits/answer-budget.ts';
import { mapInTurns } from '../../limits/in-turns.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import { hashParam } from '../../schemas/chain-params.ts';
import { hexText } from '../../schemas/result-values.ts';
import {
  type TransactionResponseJson,
  toTransactionJson,
  toTransactionResponseJson,
  transactionResponseJson,
} from '../../schemas/transaction-json.ts';
import { type FoundTransaction, TransactionFinder } from './transaction-finder.ts';

/** The most hashes of one call. Source: docs/protocol.md §7.2. */
const MOST_TRANSACTIONS = 20;

export const getTransaction: RpcMethod = defineParamsMethod({
  name: 'get_transaction',
  summary: 'Returns a transaction of a block or of the mempool, and where it is.',
  params: { hash: hashParam },
  result: transactionResponseJson,
  call: async ({ hash }, context) => responseOf(await found(hash, context), context.chain.network),
});

/** Not one of the original's: what it answers for a transaction cannot be built into the bytes that were signed. */
export const getTransactionRaw: RpcMethod = defineParamsMethod({
  name: 'get_transaction_raw',
  summary:
    'Returns the wire bytes of a transaction of a block or of the mempool in hex, as submit_transaction takes them.',
  params: { hash: hashParam },
  result: hexText,
  async call({ hash }, context) {
    const { batch, index } = await found(hash, context);
    return bytesToHex(wireAt(batch, index));
  },
});

export const getTransactions: RpcMethod = defineParamsMethod({
  name: 'get_transactions',
  summary:
    'Returns up to 20 transactions as get_transaction does, in the order of their hashes, and null for each that is unknown.',
  params: { tx_hashes: z.array(hashParam) },
  result: z.array(transactionResponseJson.nullable()),
  async call({ tx_hashes }, context) {
    if (tx_hashes.length > MOST_TRANSACTIONS) {
      const problem = `tx_hashes has ${tx_hashes.length} hashes; at most ${MOST_TRANSACTIONS} are taken`;
      throw new RpcError(RpcErrorCode.OTHER, problem, {
        field: 'tx_hashes',
        remedy: 'Ask for the others in another call.',
      });
    }
    const finder = new TransactionFinder(context);
    const budget = new AnswerBudget();
    return mapInTurns(tx_hashes, async (hash) => {
      const transaction = await finder.find(hash);
      if (transaction === undefined) return null;
      budget.take(transaction.batch.length[transaction.index]!);
      return responseOf(transaction, context.chain.network);
    });
  },
});

/** @throws RpcError -32004 when neither a block nor the mempool has it */
async function found(hash: Uint8Array, context: RpcContext): Promise<FoundTransaction> {
  const transaction = await new TransactionFinder(context).find(hash);
  if (transaction !== undefined) return transaction;
  throw new RpcError(RpcErrorCode.OTHER, `No transaction here has the hash ${bytesToHex(hash)}`, {
    reason: 'TOS_NOT_FOUND',
    field: 'hash',
    remedy: 'Check the hash; a transaction that waited no longer may have expired, and can be submitted again.',
  });
}

function responseOf({ batch, index, place }: FoundTransaction, network: Network): TransactionResponseJson {
  return toTransactionResponseJson(toTransactionJson(batch, index, network), place);
}
