import type { Mempool } from '@tos/chain';
import { TosError } from '@tos/protocol';
import { decodeU64Record, nonceRef, type StorageReader } from '@tos/state';

/** Where nonces come from: the state, and what waits for a block. */
export interface NonceSources {
  readonly storage: Pick<StorageReader, 'readMany'>;
  readonly mempool: Pick<Mempool, 'size' | 'bySender'>;
}

/**
 * The nonce of each account's next transaction, after those that wait. They are read anew for every block and call: a continued chain, a
 * transfer that was left out, and one that somebody else sent would make counted nonces wrong. No block may be under way.
 * @param accounts public keys of accounts that the genesis funds
 */
export async function nextNonces(
  accounts: readonly Uint8Array[],
  { storage, mempool }: NonceSources,
): Promise<bigint[]> {
  const versions = await storage.readMany(accounts.map(nonceRef));
  return versions.map((version, index) => {
    if (version?.value == null) {
      const reason = `load account ${index} is not in the state, but the genesis funds it`;
      throw new TosError('TOS_STORAGE_CORRUPT', { what: 'accounts', reason });
    }
    const waiting = mempool.size === 0 ? 0 : mempool.bySender(accounts[index]!).length;
    return decodeU64Record(version.value) + BigInt(waiting);
  });
}
