import { TosError } from '@tos/protocol';
import { decodeU64Record, type StorageReader, SupplyCounter, supplyRef, type Topoheight } from '@tos/state';
import { type Genesis, genesisSupply } from '../genesis/genesis.ts';

/** Where counting the coins begins: after the block at `topoheight`. Amounts are in atomic units of TOS. */
export interface SupplyBase {
  readonly topoheight: Topoheight;
  readonly emitted: bigint;
  readonly burned: bigint;
}

/**
 * Counting begins with the genesis where every block is stored. Where the blocks from before an import are missing, it begins with the
 * counters at the lowest topoheight whose state is known, which have to be trusted.
 * @throws TOS_STORAGE_CORRUPT
 */
export async function supplyBase(
  storage: Pick<StorageReader, 'hashesAt' | 'metadata' | 'readMany'>,
  genesis: Genesis,
): Promise<SupplyBase> {
  const prunedBelow = (await storage.metadata())?.prunedBelow ?? 0;
  const [first] = await storage.hashesAt([0]);
  if (first !== undefined || prunedBelow === 0) return { topoheight: 0, emitted: genesisSupply(genesis), burned: 0n };
  return { topoheight: prunedBelow, ...(await supplyAt(storage, prunedBelow)) };
}

/** The supply counters, as of a topoheight. @throws TOS_STORAGE_CORRUPT when there are none */
export async function supplyAt(
  storage: Pick<StorageReader, 'readMany'>,
  topoheight: Topoheight,
): Promise<{ readonly emitted: bigint; readonly burned: bigint }> {
  const refs = [supplyRef(SupplyCounter.EMITTED), supplyRef(SupplyCounter.BURNED)];
  const [emitted, burned] = (await storage.readMany(refs, topoheight)).map((version) => {
    if (version?.value != null) return decodeU64Record(version.value);
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'supply', reason: `no counter at topoheight ${topoheight}` });
  });
  return { emitted: emitted!, burned: burned! };
}
