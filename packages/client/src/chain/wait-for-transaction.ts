import { invalidArgument, isTosError, TosError } from '@tos/protocol';
import { assertClient } from '../client/assert-client.ts';
import type { CallOptions, Client } from '../client/client.ts';
import { signalOf } from '../client/signal-of.ts';
import type { TransactionResponse } from '../rpc/rpc-methods.ts';
import { followChain, placeOfHead } from './follow-chain.ts';

/**
 * Waits until a block has executed a transaction, across restarts of the node. A signal ends the wait: `AbortSignal.timeout(60_000)`.
 * @param hash in hex
 * @returns the transaction; `executed_in_block` is the hash of its block
 * @throws TOS_TRANSACTION_GONE when no block has it and it does not wait either, TOS_NODE_UNREACHABLE when the node does not answer at the
 * beginning, TOS_INVALID_ARGUMENT for what is no hash, and the reason of an aborted signal
 */
export async function waitForTransaction(
  client: Client,
  options: { readonly hash: string } & CallOptions,
): Promise<TransactionResponse> {
  assertClient(client);
  const signal = signalOf(options);
  const { hash } = options;
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/i.test(hash)) {
    throw invalidArgument('hash', 'a hash of 64 hex digits', hash);
  }
  const callOptions = signal === undefined ? {} : { signal };
  // The place is from before the first look, so that no block lies between them.
  const events = followChain(client, await placeOfHead(client, signal), signal);
  try {
    for (let isFirst = true; ; isFirst = false) {
      try {
        const transaction = await look(hash, client, callOptions);
        if (transaction.executed_in_block !== null) return transaction;
        // A rollback has undone its block, and nobody submits it again.
        if (!transaction.in_mempool) throw new TosError('TOS_TRANSACTION_GONE', { hash });
      } catch (error) {
        // The node went after this block; the next block comes when it is there again.
        if (isFirst || !isTosError(error, 'TOS_NODE_UNREACHABLE')) throw error;
      }
      await events.next();
    }
  } finally {
    await events.return();
  }
}

async function look(hash: string, client: Client, options: CallOptions): Promise<TransactionResponse> {
  try {
    return await client.call('get_transaction', { hash }, options);
  } catch (cause) {
    const isUnknown = isTosError(cause, 'TOS_CALL_REFUSED') && cause.details.reason === 'TOS_NOT_FOUND';
    throw isUnknown ? new TosError('TOS_TRANSACTION_GONE', { hash }, undefined, { cause }) : cause;
  }
}
