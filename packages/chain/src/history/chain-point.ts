import { assertInteger, assertObject, invalidArgument, TosError } from '@tos/protocol';
import type { ChainMetadata, OrderedBlock, StorageReader, Topoheight } from '@tos/state';
import { supplyAt } from '../supply/supply-base.ts';

/** A block and the metadata that were committed with it. */
export interface ChainPoint {
  readonly block: OrderedBlock;
  readonly metadata: ChainMetadata;
}

/**
 * The block at a topoheight and its metadata, put together from the block and the state there.
 * @throws TOS_INVALID_ARGUMENT for a topoheight above the head or below the pruned part
 * @throws TOS_STORAGE_CORRUPT when the block is missing
 */
export async function chainPointAt(
  storage: Pick<StorageReader, 'getBlock' | 'metadata' | 'readMany'>,
  topoheight: Topoheight,
): Promise<ChainPoint> {
  assertObject(storage, 'storage', ['metadata', 'getBlock', 'readMany']);
  assertInteger(topoheight, 'topoheight', 0);
  const stored = await storage.metadata();
  const head = stored?.head.topoheight ?? -1;
  if (stored === undefined || topoheight > head || topoheight < stored.prunedBelow) {
    const expected = stored === undefined ? 'nothing: there is no chain' : `from ${stored.prunedBelow} to ${head}`;
    throw invalidArgument('topoheight', expected, topoheight);
  }
  const { network, genesis } = stored;
  const block = await storage.getBlock({ topoheight });
  if (block === undefined || block.digest === null) {
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'blocks', reason: `none at topoheight ${topoheight}` });
  }
  const { hash, height, digest } = block;
  const supply = await supplyAt(storage, topoheight);
  const metadata = { network, genesis, head: { hash, height, topoheight }, tips: [hash], supply, digest };
  return { block: { ...block, topoheight }, metadata };
}
