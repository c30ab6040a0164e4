import assert from 'node:assert/strict';
import { domains, type RecordRef, type RecordWrite, type Storage } from '@tos/state';
import { assertEqual } from '../assert-equal.ts';
import {
  A,
  B,
  blockAt,
  C,
  collect,
  deletion,
  hashOf,
  headOf,
  historyOf,
  metadataOf,
  ownTransaction,
  unordered,
  version,
  write,
} from '../chain-fixture.ts';
import { rejectsWith } from '../rejects-with.ts';
import type { StorageGroup } from '../suite.ts';

export type CommitTest =
  | 'commits/a block that writes nothing, and a change of nothing'
  | 'commits/10,000 records in a block, twice, and back'
  | 'commits/blocks of one change link to each other'
  | 'commits/after a rollback and other blocks, as if the undone ones had never been there'
  | 'commits/a rollback alone brings back the metadata of its block'
  | 'commits/blocks may come again, in another order'
  | 'commits/what does not continue the chain is refused and changes nothing'
  | 'commits/the order of the calls is the order of the writes'
  | 'commits/metadata of earlier blocks, where they are told'
  | 'commits/the writes of a block, where they are known'
  | 'commits/reads beside a commit see one state or the other';

export const commitGroup: StorageGroup<CommitTest> = {
  name: 'commits',
  tests: {
    async 'commits/a block that writes nothing, and a change of nothing'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [] });
      assert.equal(await storage.metadata(), undefined);
      await storage.commit({ blocks: [blockAt(0)] });
      await storage.commit({ blocks: [] });
      await storage.commit({ rollbackTo: 0, blocks: [] });
      assert.equal(await headOf(storage), 0);
    },

    async 'commits/10,000 records in a block, twice, and back'(kit) {
      const storage = await kit.open();
      const refs = Array.from({ length: 10_000 }, (_, i): RecordRef => ({ domain: domains.nonce, key: hashOf(i) }));
      const writesOf = (n: number): RecordWrite[] => refs.map((record, i) => write(record, n, i & 255, i >> 8));
      await storage.commit({ blocks: [blockAt(0, writesOf(1))] });
      const before = await storage.readMany(refs);
      await storage.commit({ blocks: [blockAt(1, writesOf(2))] });
      const after = await storage.readMany(refs);
      assertEqual(after[9_999], version(1, 0, 2, 9_999 & 255, 9_999 >> 8));
      assertEqual(await storage.readMany(refs, 0), before);
      assert.equal(await storage.count(domains.nonce), 10_000);
      await storage.commit({ rollbackTo: 0, blocks: [] });
      assertEqual(await storage.readMany(refs), before);
    },

    async 'commits/blocks of one change link to each other'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [0, 1, 2].map((n) => blockAt(n, [write(A, n)])) });
      assertEqual(await historyOf(storage, A), [version(2, 1, 2), version(1, 0, 1), version(0, null, 0)]);
    },

    async 'commits/after a rollback and other blocks, as if the undone ones had never been there'(kit) {
      const [storage, straight] = [await kit.open(), await kit.open()];
      const shared = [blockAt(0, [write(A, 1), write(B, 1)]), blockAt(1, [write(A, 2)])];
      const undone = [
        blockAt(2, [write(A, 3), deletion(B), write(C, 3)], 102),
        blockAt(3, [deletion(A), write(B, 4), write(C, 4)], 103),
      ];
      const other = [blockAt(2, [write(C, 5), write(A, 5)], 202), blockAt(3, [write(B, 6)], 203)];
      await storage.commit({ blocks: [...shared, ...undone] });
      await storage.commit({ rollbackTo: 1, blocks: other });
      await straight.commit({ blocks: [...shared, ...other] });
      const all = async (from: Storage): Promise<unknown> => ({
        metadata: await from.metadata(),
        histories: [await historyOf(from, A), await historyOf(from, B), await historyOf(from, C)],
        states: await Promise.all([0, 1, 2, 3].map((at) => collect(from.iterate(domains.nonce, at)))),
        blocks: await Promise.all([0, 1, 2, 3, 4].map((topoheight) => from.getBlock({ topoheight }))),
      });
      assertEqual(await all(storage), await all(straight));
      for (const commit of undone) {
        assertEqual(await storage.getBlock({ hash: commit.block.hash }), unordered(commit));
      }
      const location = [{ block: hashOf(103), executed: false }];
      assertEqual(await storage.locateTransaction(ownTransaction(103)), location);
    },

    async 'commits/a rollback alone brings back the metadata of its block'(kit) {
      const storage = await kit.open();
      const blocks = [blockAt(0, [write(A, 1)]), blockAt(1, [write(B, 2)]), blockAt(2, [deletion(A)])];
      await storage.commit({ blocks });
      await storage.commit({ rollbackTo: 0, blocks: [] });
      assertEqual(await metadataOf(storage), { ...blockAt(0).metadata, prunedBelow: 0 });
      assertEqual(await storage.hashesAt([0, 1, 2]), [hashOf(0), undefined, undefined]);
      assertEqual(await storage.readMany([A, B]), [version(0, null, 1), undefined]);
    },

    async 'commits/metadata of earlier blocks, where they are told'(kit) {
      const storage = await kit.open();
      assert.equal(await storage.metadataAt(0), undefined);
      await storage.commit({ blocks: [0, 1, 2, 3].map((n) => blockAt(n)) });
      await storage.commit({ rollbackTo: 1, blocks: [blockAt(2, [], 22)] });
      assertEqual(await storage.metadataAt(2), blockAt(2, [], 22).metadata);
      assert.equal(await storage.metadataAt(3), undefined);
      for (const n of [0, 1]) {
        const told = await storage.metadataAt(n);
        if (told !== undefined) assertEqual(told, blockAt(n).metadata);
      }
    },

    async 'commits/the writes of a block, where they are known'(kit) {
      const storage = await kit.open();
      assert.equal(await storage.writesAt(0), undefined);
      const kept = [blockAt(0, [write(A, 1), write(B)]), blockAt(1, [deletion(B), write(C, 3)]), blockAt(2)];
      const undone = [blockAt(3, [deletion(A)]), blockAt(4, [write(C, 4)])];
      const other = blockAt(3, [deletion(C)], 33);
      await storage.commit({ blocks: [...kept, ...undone] });
      await storage.commit({ rollbackTo: 2, blocks: [other] });
      for (const { block, writes } of [...kept, other]) {
        const known = await storage.writesAt(block.topoheight);
        if (known !== undefined) assertEqual(known, writes);
      }
      assert.equal(await storage.writesAt(4), undefined);
    },

    async 'commits/blocks may come again, in another order'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [blockAt(0), blockAt(1, [write(B, 2)]), blockAt(2)] });
      await storage.commit({ rollbackTo: 0, blocks: [blockAt(1, [], 2), blockAt(2, [write(B, 9)], 1)] });
      assertEqual(await storage.hashesAt([1, 2]), [hashOf(2), hashOf(1)]);
      assert.equal((await storage.getBlock({ hash: hashOf(1) }))?.topoheight, 2);
      assertEqual(await historyOf(storage, B), [version(2, null, 9)]);
    },

    async 'commits/what does not continue the chain is refused and changes nothing'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [blockAt(0, [write(A, 1)]), blockAt(1, [write(A, 2)])] });
      const refused = [
        { blocks: [blockAt(3, [write(A, 9)])] },
        { blocks: [blockAt(2, [write(A, 9)]), blockAt(4)] },
        { rollbackTo: 2, blocks: [] },
        { rollbackTo: 0, blocks: [blockAt(2, [write(A, 9)])] },
      ];
      for (const change of refused) await rejectsWith(storage.commit(change), 'TOS_STORAGE_CONFLICT');
      const unsorted = { ...blockAt(2), writes: [write(B, 1), write(A, 1)] };
      const twice = { ...blockAt(2), writes: [write(A, 1), write(A, 2)] };
      for (const block of [unsorted, twice])
        await rejectsWith(storage.commit({ blocks: [block] }), 'TOS_INVALID_ARGUMENT');
      assert.equal(await headOf(storage), 1);
      assertEqual(await historyOf(storage, A), [version(1, 0, 2), version(0, null, 1)]);
      assert.equal(await storage.getBlock({ hash: hashOf(2) }), undefined);
      await storage.commit({ blocks: [blockAt(2)] });
    },

    async 'commits/the order of the calls is the order of the writes'(kit) {
      const storage = await kit.open();
      const commits = [0, 1, 2, 3, 4, 5].map((n) => storage.commit({ blocks: [blockAt(n, [write(A, n)])] }));
      await Promise.all([...commits, storage.putBlock(unordered(blockAt(9)))]);
      assertEqual(
        (await historyOf(storage, A)).map(({ topoheight }) => topoheight),
        [5, 4, 3, 2, 1, 0],
      );
    },

    async 'commits/reads beside a commit see one state or the other'(kit) {
      const storage = await kit.open();
      const refs = Array.from({ length: 3000 }, (_, i): RecordRef => ({ domain: domains.nonce, key: hashOf(i) }));
      const writesOf = (n: number): RecordWrite[] => refs.map((record) => write(record, n));
      await storage.commit({ blocks: [blockAt(0, writesOf(0))] });
      for (let n = 1; n <= 5; n++) {
        const commit = storage.commit({ blocks: [blockAt(n, writesOf(n))] });
        const reads = Array.from({ length: 4 }, async (_, turn) => {
          for (let i = 0; i < turn * 3; i++) await new Promise((resolve) => setImmediate(resolve));
          const found = await storage.readMany(refs);
          return new Set(found.map((each) => each?.topoheight));
        });
        for (const topoheights of await Promise.all(reads)) {
          assert.equal(topoheights.size, 1, `mixed ${[...topoheights].join()} beside commit ${n}`);
          assert.ok([n - 1, n].includes([...topoheights][0] ?? -1));
        }
        await commit;
        assert.equal(await headOf(storage), n);
      }
    },
  },
};
