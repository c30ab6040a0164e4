import { bytesToHex } from '@tos/crypto';
import { TosError } from '@tos/protocol';
import { type ChainMetadata, compareBytes, firstAssets, type Storage } from '@tos/state';
import type { Genesis } from '../genesis/genesis.ts';
import { genesisCommit } from '../genesis/genesis-block.ts';
import type { ChainHead } from '../history/chain-head.ts';
import { readHead } from '../history/read-head.ts';
import { assertRecentBlocks } from '../history/recent-blocks.ts';

/**
 * Checks that a storage holds the chain of this genesis with all that continuing it takes; one that is empty gets the genesis block.
 * @returns the head, and the hash of the genesis block
 * @throws TOS_STORAGE_NETWORK when the storage holds a chain of another network or genesis
 * @throws TOS_STORAGE_CORRUPT when the head, one of the newest 240 blocks below it, or the registry of assets is not there
 */
export async function openStorage(
  storage: Storage,
  genesis: Genesis,
): Promise<{ readonly head: ChainHead; readonly genesisHash: Uint8Array }> {
  const commit = genesisCommit(genesis);
  const stored = await storage.metadata();
  if (stored === undefined) await storage.commit({ blocks: [commit] });
  else assertSameChain(stored, commit.metadata);
  const head = await readHead(storage);
  await assertRecentBlocks(storage, head.topoheight);
  await assertAssets(storage);
  return { head, genesisHash: commit.block.hash };
}

function assertSameChain(stored: ChainMetadata, own: ChainMetadata): void {
  if (stored.network === own.network && compareBytes(stored.genesis, own.genesis) === 0) return;
  const name = ({ network, genesis }: ChainMetadata): string => `${network} ${bytesToHex(genesis)}`;
  throw new TosError('TOS_STORAGE_NETWORK', { found: name(stored), expected: name(own) });
}

/** @throws TOS_STORAGE_CORRUPT for a chain that was begun before there was a registry of assets: no amount could move in it */
async function assertAssets(storage: Storage): Promise<void> {
  const records = await storage.readMany(firstAssets.map(({ ref }) => ref));
  if (records.every((version) => version?.value != null)) return;
  const reason = 'it has no registry of assets';
  const message = `The stored chain was begun by an older version: ${reason}, so that no amount could move. Begin a new one in another data directory.`;
  throw new TosError('TOS_STORAGE_CORRUPT', { what: 'chain', reason }, message);
}
