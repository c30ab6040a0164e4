import type { Client } from '../client/client.ts';
import { watchBlocks } from './watch-blocks.ts';
import type { WatchOptions } from './watch-options.ts';

/** A transaction that a block has executed. Hashes are hex. */
export interface ExecutedTransaction {
  readonly hash: string;
  readonly blockHash: string;
  readonly topoheight: bigint;
}

/** The transactions of the blocks of `watchBlocks`, each once, in the order of their execution. @throws as `watchChain` */
export async function* watchTransactions(
  client: Client,
  options: WatchOptions = {},
): AsyncGenerator<ExecutedTransaction, void> {
  for await (const { hash: blockHash, topoheight, txs_hashes: hashes } of watchBlocks(client, options)) {
    if (topoheight === null) continue;
    for (const hash of hashes) yield { hash, blockHash, topoheight };
  }
}
