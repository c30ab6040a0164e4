import type { Client } from '../client/client.ts';
import type { Block } from '../rpc/rpc-methods.ts';
import { watchChain } from './watch-chain.ts';
import type { WatchOptions } from './watch-options.ts';

/**
 * The blocks of a node as they come, each once and in order, across lost connections and restarts of the node. After a rollback, which only a
 * devnet's control or a fork makes, a block comes whose topoheight is not above that of the one before it: it takes the place of that one and
 * those after it. `watchChain` names every block that is undone.
 * @throws as `watchChain`
 */
export async function* watchBlocks(client: Client, options: WatchOptions = {}): AsyncGenerator<Block, void> {
  for await (const event of watchChain(client, options)) {
    if (event.event !== 'new_block') continue;
    const { event: _, ...block } = event;
    yield block;
  }
}
