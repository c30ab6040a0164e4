import { type ExactJsonInput, isTosError } from '@tos/protocol';
import { backoff } from '../backoff.ts';
import type { Client } from '../client/client.ts';
import { sleep } from '../sleep.ts';
import { subscription } from '../socket/subscription.ts';
import type { ChainEvent } from './chain-event.ts';

/** A place between two blocks: the topoheight of the next one, and the hash of the one before it where it is known. */
export interface Place {
  readonly next: bigint;
  readonly last: string | undefined;
}

/** The place above the head. */
export async function placeOfHead(client: Client, signal: AbortSignal | undefined): Promise<Place> {
  const { topoheight, top_block_hash: last } = await client.call('get_info', undefined, signal && { signal });
  return { next: topoheight + 1n, last };
}

/** Follows the chain from a place on. `watchChain` is this with checks. */
export async function* followChain(
  client: Client,
  from: Place,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChainEvent, void> {
  let place = from;
  let hasBegun = false;
  for (let failures = 0; ; failures++) {
    if (failures > 0) await sleep(backoff(failures - 1), signal);
    try {
      for await (const members of subscription(client.url, paramsOf(place), signal)) {
        hasBegun = true;
        failures = 0;
        // The members are those of the node's events: a test compares them with these types.
        const event = members as unknown as ChainEvent;
        place = event.event === 'new_block' ? after(event) : await before(event, client, signal);
        yield event;
      }
      hasBegun = true;
    } catch (error) {
      if (!hasBegun || !isTosError(error, 'TOS_NODE_UNREACHABLE')) throw error;
    }
  }
}

function paramsOf({ next, last }: Place): { readonly [name: string]: ExactJsonInput } {
  return { notify: 'new_block', from_topoheight: next, ...(last === undefined ? {} : { last_block_hash: last }) };
}

function after({ hash, topoheight }: ChainEvent & { event: 'new_block' }): Place {
  return { next: topoheight + 1n, last: hash };
}

/** The place before an undone block, which the node still knows. */
async function before(
  { block_hash: hash, old_topoheight: next }: ChainEvent & { event: 'block_orphaned' },
  client: Client,
  signal: AbortSignal | undefined,
): Promise<Place> {
  const { tips } = await client.call('get_block_by_hash', { hash }, signal && { signal });
  return { next, last: tips[0] };
}
