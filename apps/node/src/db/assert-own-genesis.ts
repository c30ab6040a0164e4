import { bytesToHex } from '@noble/hashes/utils.js';
import { genesisCommit } from '@tos/chain';
import { TosError } from '@tos/protocol';
import { compareBytes, type StoredMetadata } from '@tos/state';
import type { Datadir } from '../datadir/datadir.ts';
import { genesisFile } from '../datadir/storage-place.ts';

/**
 * Refuses to copy a chain whose genesis file belongs to another chain: nobody could use the copy.
 * @throws TOS_STORAGE_NETWORK
 */
export function assertOwnGenesis({ path, genesis }: Pick<Datadir, 'path' | 'genesis'>, stored: StoredMetadata): void {
  const own = genesisCommit(genesis).block.hash;
  if (compareBytes(own, stored.genesis) === 0) return;
  const [found, expected] = [bytesToHex(stored.genesis), bytesToHex(own)];
  const problem = `${genesisFile(path)} is not the genesis of the chain beside it: that began with ${found}, not with ${expected}.`;
  throw new TosError('TOS_STORAGE_NETWORK', { found, expected }, problem);
}
