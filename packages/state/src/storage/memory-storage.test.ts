import { expect, it } from 'vitest';
import { domains } from '../domain.ts';
import { nonceRef } from '../records/plain-refs.ts';
import { encodeU64Record } from '../records/u64-record.ts';
import { createMemoryStorage } from './memory-storage.ts';
import type { BlockCommit } from './storage-types.ts';

// The tests of packages/storage-testkit, which run against it, look at what it has in common with other storages.

function firstBlock(nonces: readonly number[]): BlockCommit {
  const hash = new Uint8Array(32).fill(9);
  return {
    block: { hash, height: 0, topoheight: 0, bytes: hash, transactionHashes: [], digest: hash, info: hash },
    writes: nonces.map((n) => ({ ref: nonceRef(new Uint8Array(32).fill(n)), value: encodeU64Record(1n) })),
    metadata: {
      network: 'devnet',
      genesis: hash,
      head: { hash, height: 0, topoheight: 0 },
      tips: [],
      supply: { emitted: 0n, burned: 0n },
      digest: hash,
    },
  };
}

it('says that it keeps nothing, and is empty after it was closed', async () => {
  const storage = createMemoryStorage();
  expect(storage.manifest).toMatchObject({ persistent: false, durability: 'none', concurrentReaders: 'none' });
  await storage.open();
  await storage.commit({ blocks: [firstBlock([1])] });
  expect(await storage.count(domains.nonce)).toBe(1);
  await storage.close();
  await storage.open();
  expect(await storage.metadata()).toBeUndefined();
  expect(await storage.count(domains.nonce)).toBe(0);
  expect(await storage.sizeOnDisk()).toBe(0);
  expect(await storage.blocksAtHeight(0)).toEqual([]);
});

it('two of them share nothing', async () => {
  const [one, other] = [createMemoryStorage(), createMemoryStorage()];
  await Promise.all([one.open(), other.open()]);
  await one.commit({ blocks: [firstBlock([1, 2])] });
  expect(await other.metadata()).toBeUndefined();
});

it('counts the bytes of keys, values and blocks', async () => {
  const storage = createMemoryStorage();
  await storage.open();
  await storage.commit({ blocks: [firstBlock([1, 2])] });
  expect(await storage.sizeOnDisk()).toBe(2 * (33 + 8) + 32 + 32);
});
