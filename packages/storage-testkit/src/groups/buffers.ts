import assert from 'node:assert/strict';
import { domains, type Storage, type StorageReader } from '@tos/state';
import { assertEqual } from '../assert-equal.ts';
import {
  A,
  B,
  blockAt,
  bytesIn,
  collect,
  hashOf,
  historyOf,
  metadataOf,
  ref,
  SHARED_TRANSACTION,
  unordered,
  version,
  write,
} from '../chain-fixture.ts';
import type { StorageGroup } from '../suite.ts';

export type BufferTest =
  | 'buffers/what a caller does to them after a commit changes nothing'
  | 'buffers/what a caller does to a result changes nothing, and results are plain'
  | 'buffers/a result stays as it is, whatever is read and written later';

export const bufferGroup: StorageGroup<BufferTest> = {
  name: 'buffers',
  tests: {
    async 'buffers/what a caller does to them after a commit changes nothing'(kit) {
      const storage = await kit.open();
      const key = Buffer.from([7, 7]);
      const value = Buffer.from([1, 2, 3]);
      const { block, metadata } = blockAt(0);
      await storage.commit({ blocks: [{ block, metadata, writes: [{ ref: { domain: domains.nonce, key }, value }] }] });
      const loose = unordered(blockAt(0, [], 9));
      await storage.putBlock(loose);
      for (const bytes of bytesIn([key, value, block, metadata, loose])) bytes.fill(99);
      const expected = blockAt(0);
      assertEqual(await storage.readMany([ref(7, 7)]), [version(0, null, 1, 2, 3)]);
      assertEqual(await storage.getBlock({ topoheight: 0 }), expected.block);
      assertEqual(await storage.getBlock({ hash: hashOf(9) }), unordered(blockAt(0, [], 9)));
      assertEqual(await metadataOf(storage), { ...expected.metadata, prunedBelow: 0 });
    },

    async 'buffers/what a caller does to a result changes nothing, and results are plain'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [blockAt(0, [write(A, 5)])] });
      const readers = await everyReader(storage);
      const before = structuredClone(await readAll(storage, readers));
      const bytes = bytesIn(await readAll(storage, readers));
      assert.ok(bytes.length > 20);
      for (const item of bytes) {
        assert.equal(item.constructor, Uint8Array);
        item.fill(99);
      }
      assertEqual(await readAll(storage, readers), before);
    },

    async 'buffers/a result stays as it is, whatever is read and written later'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [blockAt(0, [write(A, 5), write(B, 6)])] });
      const readers = await everyReader(storage);
      const found = await readAll(storage, readers);
      const before = structuredClone(found);
      await storage.commit({ blocks: [blockAt(1, [write(A, 7), write(B, 8)])] });
      await readAll(storage, readers);
      await storage.commit({ rollbackTo: 0, blocks: [blockAt(1, [write(A, 9)], 5)] });
      await readAll(storage, readers);
      await storage.close();
      assertEqual(found, before);
    },
  },
};

/** The storage, and a snapshot of it if it has snapshots. */
async function everyReader(storage: Storage): Promise<StorageReader[]> {
  return storage.manifest.snapshots ? [storage, await storage.snapshot()] : [storage];
}

/** The results of every method that returns bytes. */
async function readAll(storage: Storage, readers: readonly StorageReader[]): Promise<unknown[]> {
  const found: unknown[] = [
    await storage.blocksAtHeight(0),
    await storage.locateTransaction(SHARED_TRANSACTION),
    await storage.metadataAt(0),
    await storage.writesAt(0),
  ];
  for (const reader of readers) {
    const hash = Buffer.from(hashOf(0));
    found.push(
      await reader.readMany([A, B], 0),
      await reader.readMany([A, B]),
      await historyOf(reader, A),
      await collect(reader.iterate(domains.nonce)),
      await reader.hashesAt([0]),
      await reader.getBlock({ topoheight: 0 }),
      await reader.getBlock({ hash }),
      await reader.metadata(),
    );
    // The buffer belongs to the caller again.
    hash.fill(99);
  }
  return found;
}
