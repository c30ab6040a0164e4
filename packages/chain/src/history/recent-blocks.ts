import { assertInteger, assertObject, REFERENCE_WINDOW, TosError } from '@tos/protocol';
import type { OrderedBlock, StorageReader, Topoheight } from '@tos/state';

/** The lowest topoheight whose block a chain with this head needs to judge the next block: `REFERENCE_WINDOW` (240) below the head. */
export function lowestRecent(head: Topoheight): Topoheight {
  assertInteger(head, 'head', 0);
  return Math.max(0, head - REFERENCE_WINDOW);
}

/**
 * Yields the blocks that have to come along with the state after the block at `at`, by rising topoheight, that block last: without them a
 * node that begins with the state would refuse references and parents that every other node accepts.
 * @throws TOS_STORAGE_CORRUPT when one of them is missing
 */
export async function* recentBlocks(
  storage: Pick<StorageReader, 'getBlock'>,
  at: Topoheight,
): AsyncGenerator<OrderedBlock> {
  assertObject(storage, 'storage', ['getBlock']);
  for (let topoheight = lowestRecent(at); topoheight <= at; topoheight++) {
    const block = await storage.getBlock({ topoheight });
    if (block === undefined) throw missing(topoheight, at);
    yield { ...block, topoheight };
  }
}

/** @throws TOS_STORAGE_CORRUPT when one of the recent blocks of a head has no place in the order */
export async function assertRecentBlocks(storage: Pick<StorageReader, 'hashesAt'>, head: Topoheight): Promise<void> {
  assertObject(storage, 'storage', ['hashesAt']);
  const from = lowestRecent(head);
  const hashes = await storage.hashesAt(Array.from({ length: head - from + 1 }, (_, i) => from + i));
  const gap = hashes.indexOf(undefined);
  if (gap >= 0) throw missing(from + gap, head);
}

function missing(topoheight: Topoheight, head: Topoheight): TosError {
  const reason = `none at topoheight ${topoheight}, and a chain needs the newest ${REFERENCE_WINDOW} below its head ${head}`;
  return new TosError(
    'TOS_STORAGE_CORRUPT',
    { what: 'blocks', reason },
    `The order of blocks has ${reason}. Import the state again, from a file that holds them.`,
  );
}
