import assert from 'node:assert/strict';
import { assertEqual } from '../assert-equal.ts';
import { blockAt, hashOf, metadataOf, ownTransaction, SHARED_TRANSACTION, unordered } from '../chain-fixture.ts';
import { rejectsWith } from '../rejects-with.ts';
import type { StorageGroup } from '../suite.ts';

export type BlockTest =
  | 'blocks/by hash, topoheight, height and transaction'
  | 'blocks/without a place, then with one'
  | 'blocks/an ordered block is neither put nor deleted'
  | 'blocks/hashes of 00 and ff bytes'
  | 'blocks/of megabytes and of nothing'
  | 'blocks/a block that is put again is replaced';

export const blockGroup: StorageGroup<BlockTest> = {
  name: 'blocks',
  tests: {
    async 'blocks/by hash, topoheight, height and transaction'(kit) {
      const storage = await kit.open();
      const blocks = [blockAt(0), blockAt(1), blockAt(2)];
      await storage.commit({ blocks });
      for (const { block } of blocks) {
        assertEqual(await storage.getBlock({ hash: block.hash }), block);
        assertEqual(await storage.getBlock({ topoheight: block.topoheight }), block);
      }
      assertEqual(await storage.hashesAt([2, 7, 0]), [hashOf(2), undefined, hashOf(0)]);
      assertEqual(await storage.blocksAtHeight(0), [hashOf(0), hashOf(1)]);
      assertEqual(await storage.blocksAtHeight(1), [hashOf(2)]);
      assertEqual(await storage.locateTransaction(ownTransaction(1)), [{ block: hashOf(1), executed: true }]);
      assertEqual(
        await storage.locateTransaction(SHARED_TRANSACTION),
        [0, 1, 2].map((id) => ({ block: hashOf(id), executed: true })),
      );
      assertEqual(await metadataOf(storage), { ...blockAt(2).metadata, prunedBelow: 0 });
    },

    async 'blocks/without a place, then with one'(kit) {
      const storage = await kit.open();
      const [first, second] = [blockAt(0), blockAt(1)];
      await storage.putBlock(unordered(second));
      assert.equal(await storage.metadata(), undefined);
      assertEqual(await storage.getBlock({ hash: hashOf(1) }), unordered(second));
      assert.equal(await storage.getBlock({ topoheight: 1 }), undefined);
      assertEqual(await storage.blocksAtHeight(0), [hashOf(1)]);
      assertEqual(await storage.locateTransaction(ownTransaction(1)), [{ block: hashOf(1), executed: false }]);
      await storage.commit({ blocks: [first, second] });
      assertEqual(await storage.getBlock({ hash: hashOf(1) }), second.block);
      assertEqual(await storage.locateTransaction(ownTransaction(1)), [{ block: hashOf(1), executed: true }]);
      await storage.commit({ rollbackTo: 0, blocks: [] });
      assertEqual(await storage.getBlock({ hash: hashOf(1) }), unordered(second));
      assertEqual(await storage.locateTransaction(ownTransaction(1)), [{ block: hashOf(1), executed: false }]);
      await storage.deleteBlock(hashOf(1));
      await storage.deleteBlock(hashOf(1));
      assert.equal(await storage.getBlock({ hash: hashOf(1) }), undefined);
      assertEqual(await storage.blocksAtHeight(0), [hashOf(0)]);
      assertEqual(await storage.locateTransaction(ownTransaction(1)), []);
      assertEqual(await storage.locateTransaction(SHARED_TRANSACTION), [{ block: hashOf(0), executed: true }]);
    },

    async 'blocks/an ordered block is neither put nor deleted'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [blockAt(0)] });
      await rejectsWith(storage.putBlock(unordered(blockAt(0))), 'TOS_STORAGE_CONFLICT');
      await rejectsWith(storage.deleteBlock(hashOf(0)), 'TOS_STORAGE_CONFLICT');
      assertEqual(await storage.getBlock({ hash: hashOf(0) }), blockAt(0).block);
    },

    async 'blocks/hashes of 00 and ff bytes'(kit) {
      const storage = await kit.open();
      const [zeros, ones] = [new Uint8Array(32), new Uint8Array(32).fill(255)];
      const block = { ...unordered(blockAt(0)), hash: ones, transactionHashes: [zeros, ones] };
      await storage.putBlock(block);
      await storage.putBlock({ ...block, hash: zeros });
      assertEqual(await storage.blocksAtHeight(0), [zeros, ones]);
      for (const hash of [zeros, ones]) {
        const expected = [zeros, ones].map((found) => ({ block: found, executed: false }));
        assertEqual(await storage.locateTransaction(hash), expected);
      }
    },

    async 'blocks/of megabytes and of nothing'(kit) {
      const storage = await kit.open();
      const bytes = new Uint8Array(3_000_000).map((_, i) => i % 253);
      const empty = new Uint8Array();
      const large = { ...unordered(blockAt(0)), bytes };
      const small = { ...unordered(blockAt(1)), bytes: empty, info: empty, transactionHashes: [] };
      await storage.putBlock(large);
      await storage.putBlock(small);
      const found = await storage.getBlock({ hash: large.hash });
      assert.equal(Buffer.compare(found?.bytes ?? empty, bytes), 0);
      assertEqual(await storage.getBlock({ hash: small.hash }), small);
    },

    async 'blocks/a block that is put again is replaced'(kit) {
      const storage = await kit.open();
      const block = unordered(blockAt(0));
      await storage.putBlock(block);
      await storage.putBlock({ ...block, info: Uint8Array.of(9, 9, 9) });
      assertEqual((await storage.getBlock({ hash: block.hash }))?.info, Uint8Array.of(9, 9, 9));
      assertEqual(await storage.blocksAtHeight(0), [block.hash]);
      assertEqual(await storage.locateTransaction(ownTransaction(0)), [{ block: block.hash, executed: false }]);
    },
  },
};
