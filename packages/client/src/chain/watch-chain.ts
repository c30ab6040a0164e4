import { assertObject, assertU64 } from '@tos/protocol';
import { assertClient } from '../client/assert-client.ts';
import type { Client } from '../client/client.ts';
import { signalOf } from '../client/signal-of.ts';
import type { ChainEvent } from './chain-event.ts';
import { followChain, type Place, placeOfHead } from './follow-chain.ts';
import type { WatchOptions } from './watch-options.ts';

/**
 * Follows the chain of a node: each block once, in order, and each block that a rollback undoes, the newest first. Adding at `new_block` and
 * removing the last one at `block_orphaned` gives the chain at any time. It goes on across lost connections and restarts of the node, with
 * growing pauses between attempts; a reader may take its time, and a thousand blocks, or 16 million characters of them, wait for it in memory at most.
 * @throws TOS_NODE_UNREACHABLE when the node does not answer at the beginning, TOS_CALL_REFUSED when it does not know the place, at the beginning
 * or after a restart with another chain, and the reason of an aborted signal
 */
export async function* watchChain(client: Client, options: WatchOptions = {}): AsyncGenerator<ChainEvent, void> {
  assertClient(client);
  assertObject(options, 'options');
  const signal = signalOf(options);
  yield* followChain(client, await beginning(client, options, signal), signal);
}

async function beginning(client: Client, { from }: WatchOptions, signal: AbortSignal | undefined): Promise<Place> {
  if (from === undefined) return placeOfHead(client, signal);
  const next = typeof from === 'number' && Number.isSafeInteger(from) ? BigInt(from) : from;
  assertU64(next, 'from');
  return { next, last: undefined };
}
