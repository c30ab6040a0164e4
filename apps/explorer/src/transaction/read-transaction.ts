import type { RpcMethods, TransactionResponse } from '@tos/client';
import { isTosError } from '@tos/protocol';
import { node } from '../rpc/node.ts';

/** Why a transaction is in no block and does not wait. */
export interface LeftTransaction {
  readonly left: NonNullable<RpcMethods['get_left_transaction']['result']>;
}

/** A transaction, or what became of one that the node refused or dropped. @throws TOS_CALL_REFUSED for one that the node does not know */
export async function readTransaction(hash: string): Promise<TransactionResponse | LeftTransaction> {
  try {
    return await node.call('get_transaction', { hash });
  } catch (error) {
    if (!isTosError(error, 'TOS_CALL_REFUSED')) throw error;
    const left = await node.call('get_left_transaction', { hash });
    if (left === null) throw error;
    return { left };
  }
}
