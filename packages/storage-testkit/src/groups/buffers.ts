import assert from 'node:assert/strict';
import { domains } from '@tos/state';
import { A, blockAt, collect, historyOf, ref, SHARED_TRANSACTION, version, write } from '../chain-fixture.ts';
import type { Group } from '../suite.ts';

export type BufferTest =
  | 'buffers/what a caller does to them after a commit changes nothing'
  | 'buffers/what a caller does to a result changes nothing, and results are plain';

export const bufferGroup: Group<BufferTest> = {
  name: 'buffers',
  tests: {
    async 'buffers/what a caller does to them after a commit changes nothing'(kit) {
      const storage = await kit.open();
      const key = Buffer.from([7, 7]);
      const value = Buffer.from([1, 2, 3]);
      const { block, metadata } = blockAt(0);
      await storage.commit({ blocks: [{ block, metadata, writes: [{ ref: { domain: domains.nonce, key }, value }] }] });
      const given = [key, value, block.hash, block.bytes, block.info, ...metadata.tips, metadata.digest];
      for (const bytes of [...given, ...block.transactionHashes]) bytes.fill(99);
      const expected = blockAt(0);
      assert.deepEqual(await storage.readMany([ref(7, 7)]), [version(0, null, 1, 2, 3)]);
      assert.deepEqual(await storage.getBlock({ topoheight: 0 }), expected.block);
      assert.deepEqual(await storage.metadata(), { ...expected.metadata, formatVersion: 1, prunedBelow: 0 });
    },

    async 'buffers/what a caller does to a result changes nothing, and results are plain'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [blockAt(0, [write(A, 5)])] });
      const read = async (): Promise<unknown[]> => [
        ...(await storage.readMany([A])).map((found) => found?.value),
        ...(await historyOf(storage, A)).map(({ value }) => value),
        ...(await collect(storage.iterate(domains.nonce))).flatMap(([key, { value }]) => [key, value]),
        ...(await storage.hashesAt([0])),
        ...(await storage.blocksAtHeight(0)),
        ...(await storage.locateTransaction(SHARED_TRANSACTION)).map(({ block }) => block),
        ...Object.values((await storage.getBlock({ topoheight: 0 })) ?? {}).flat(),
        ...Object.values((await storage.metadata()) ?? {}).flat(),
      ];
      const before = structuredClone(await read());
      const bytes = (await read()).filter((item) => item instanceof Uint8Array);
      assert.ok(bytes.length > 12);
      for (const item of bytes) {
        assert.equal(item.constructor, Uint8Array);
        item.fill(99);
      }
      assert.deepEqual(await read(), before);
    },
  },
};
