import assert from 'node:assert/strict';
import { domains, type RecordRef } from '@tos/state';
import { assertEqual } from '../assert-equal.ts';
import {
  A,
  B,
  blockAt,
  C,
  collect,
  deletedVersion,
  deletion,
  hashOf,
  headOf,
  historyOf,
  metadataOf,
  version,
  write,
} from '../chain-fixture.ts';
import { refused, rejectsWith } from '../rejects-with.ts';
import type { StorageGroup } from '../suite.ts';

export type PruneTest =
  | 'pruning/the last version below stays, without a link'
  | 'pruning/blocks, places and indexes stay'
  | 'pruning/a rollback goes down to the watermark and not below'
  | 'pruning/above the head is refused, and less than before changes nothing'
  | 'pruning/goes on after it was closed in between'
  | 'pruning/commits get their turn between slices, long chains and thousands of records go'
  | 'pruning/no slice holds up a block for long'
  | 'pruning/the space is used again';

export const pruneGroup: StorageGroup<PruneTest> = {
  name: 'pruning',
  tests: {
    async 'pruning/the last version below stays, without a link'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.pruning) return refused(storage.prune(0));
      await storage.commit({
        blocks: [
          blockAt(0, [write(A, 0), write(B, 0), write(C, 0)]),
          blockAt(1, [write(A, 1), deletion(C)]),
          blockAt(2, [write(A, 2)]),
          blockAt(3, [write(A, 3)]),
          blockAt(4, [write(A, 4), write(C, 4)]),
        ],
      });
      await storage.prune(3);
      assert.equal((await storage.metadata())?.prunedBelow, 3);
      assertEqual(await historyOf(storage, A), [version(4, 3, 4), version(3, 2, 3), version(2, null, 2)]);
      assertEqual(await historyOf(storage, B), [version(0, null, 0)]);
      assertEqual(await historyOf(storage, C), [version(4, 1, 4), deletedVersion(1, null)]);
      assertEqual(await storage.readMany([A, B, C], 2), [
        version(2, null, 2),
        version(0, null, 0),
        deletedVersion(1, null),
      ]);
      // A read below the watermark returns the versions that are left.
      assertEqual(await storage.readMany([A, B, C], 1), [undefined, version(0, null, 0), deletedVersion(1, null)]);
      assertEqual(await collect(storage.iterate(domains.nonce, 3)), [
        [A.key, version(3, 2, 3)],
        [B.key, version(0, null, 0)],
      ]);
      assertEqual(await collect(storage.iterate(domains.nonce, 1)), [[B.key, version(0, null, 0)]]);
      return undefined;
    },

    async 'pruning/blocks, places and indexes stay'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.pruning) return refused(storage.prune(0));
      const blocks = [0, 1, 2, 3].map((n) => blockAt(n, [write(A, n)]));
      await storage.commit({ blocks });
      await storage.prune(3);
      for (const { block } of blocks) assertEqual(await storage.getBlock({ topoheight: block.topoheight }), block);
      assertEqual(await storage.hashesAt([0, 3]), [hashOf(0), hashOf(3)]);
      assertEqual(await storage.blocksAtHeight(0), [hashOf(0), hashOf(1)]);
      return undefined;
    },

    async 'pruning/a rollback goes down to the watermark and not below'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.pruning) return refused(storage.prune(0));
      await storage.commit({ blocks: [0, 1, 2, 3, 4].map((n) => blockAt(n, [write(A, n)])) });
      await storage.prune(2);
      await rejectsWith(storage.commit({ rollbackTo: 1, blocks: [] }), 'TOS_STORAGE_CONFLICT');
      await storage.commit({ rollbackTo: 2, blocks: [] });
      assertEqual(await metadataOf(storage), { ...blockAt(2).metadata, prunedBelow: 2 });
      assertEqual(await historyOf(storage, A), [version(2, 1, 2), version(1, null, 1)]);
      await storage.commit({ blocks: [blockAt(3, [write(A, 9)], 33)] });
      assertEqual(await storage.readMany([A]), [version(3, 2, 9)]);
      return undefined;
    },

    async 'pruning/above the head is refused, and less than before changes nothing'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.pruning) return refused(storage.prune(0));
      await storage.prune(0);
      await rejectsWith(storage.prune(1), 'TOS_STORAGE_CONFLICT');
      await storage.commit({ blocks: [0, 1, 2].map((n) => blockAt(n, [write(A, n)])) });
      await rejectsWith(storage.prune(3), 'TOS_STORAGE_CONFLICT');
      await storage.prune(2);
      await storage.prune(1);
      await storage.prune(2);
      assert.equal((await storage.metadata())?.prunedBelow, 2);
      assertEqual(await historyOf(storage, A), [version(2, 1, 2), version(1, null, 1)]);
      return undefined;
    },

    async 'pruning/goes on after it was closed in between'(kit) {
      const location = kit.location();
      const storage = await kit.open(location);
      if (!storage.manifest.pruning) return refused(storage.prune(0));
      const refs = manyRefs(3000);
      await storage.commit({
        blocks: [0, 1, 2].map((n) =>
          blockAt(
            n,
            refs.map((record) => write(record, n)),
          ),
        ),
      });
      const pruning = storage.prune(2).catch((error: unknown) => error);
      await storage.close();
      await pruning;
      if (!storage.manifest.persistent) return undefined;
      const again = await kit.open(location);
      await again.prune(2);
      await again.prune(2);
      const left = await Promise.all(refs.slice(0, 50).map((record) => historyOf(again, record)));
      for (const history of left) assertEqual(history, [version(2, 1, 2), version(1, null, 1)]);
      return undefined;
    },

    async 'pruning/commits get their turn between slices, long chains and thousands of records go'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.pruning) return refused(storage.prune(0));
      const refs = manyRefs(2500);
      const long = 4200;
      await storage.commit({ blocks: [blockAt(0, [write(A, 0), ...refs.map((record) => write(record, 0))])] });
      const blocks = Array.from({ length: long }, (_, i) => blockAt(i + 1, [write(A, i & 255)]));
      await storage.commit({ blocks });
      await storage.commit({
        blocks: [
          blockAt(
            long + 1,
            refs.map((record) => write(record, 1)),
          ),
        ],
      });
      const pruning = storage.prune(long);
      await storage.commit({ blocks: [blockAt(long + 2, [write(A, 77)])] });
      await pruning;
      assert.equal(await headOf(storage), long + 2);
      assertEqual(
        (await historyOf(storage, A)).map(({ topoheight, previous }) => [topoheight, previous]),
        [
          [long + 2, long],
          [long, long - 1],
          [long - 1, null],
        ],
      );
      const histories = await Promise.all([0, 1249, 2499].map((i) => historyOf(storage, refs[i]!)));
      for (const history of histories) assertEqual(history, [version(long + 1, 0, 1), version(0, null, 0)]);
      return undefined;
    },

    async 'pruning/no slice holds up a block for long'(kit) {
      const storage = await kit.open();
      const { pruning, persistent } = storage.manifest;
      if (!pruning) return refused(storage.prune(0));
      // In memory, pruning at once is as fast as finding the rows that could be pruned later.
      if (!persistent) return 'unsupported';
      const refs = manyRefs(1000);
      const removed = 12;
      for (let n = 0; n <= removed; n++) {
        await storage.commit({
          blocks: [
            blockAt(
              n,
              refs.map((record) => write(record, n)),
            ),
          ],
        });
      }
      let slices = 0;
      let commit: Promise<number> | null = null;
      await storage.prune(removed, () => {
        // The first slice found nothing left of an earlier pruning.
        if (++slices === 2) commit = storage.commit({ blocks: [blockAt(removed + 1)] }).then(() => slices);
      });
      const committedAfter = await commit;
      assert.ok(slices >= 4, `${(removed - 1) * refs.length} versions went in ${slices - 1} slices`);
      assert.ok(
        committedAfter !== null && committedAfter < slices,
        `a block waited for ${committedAfter} of ${slices} slices`,
      );
      return undefined;
    },

    async 'pruning/the space is used again'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.pruning) return refused(storage.prune(0));
      const refs = manyRefs(2000);
      const round = async (from: number): Promise<number> => {
        for (let n = from; n < from + 20; n++) {
          await storage.commit({
            blocks: [
              blockAt(
                n,
                refs.map((record) => write(record, n & 255)),
              ),
            ],
          });
        }
        await storage.prune(from + 19);
        return storage.sizeOnDisk();
      };
      const sizes: number[] = [];
      for (let n = 0; n < 8; n++) sizes.push(await round(20 * n));
      // The first half fills what a database writes before it uses space again, as a log of 16 MB. Without reuse the size would double.
      const [first, later] = [Math.max(...sizes.slice(0, 4)), Math.max(...sizes.slice(4))];
      assert.ok(later < first * 1.75, `the sizes after each round are ${sizes.join(', ')} bytes`);
      return undefined;
    },
  },
};

function manyRefs(count: number): RecordRef[] {
  return Array.from({ length: count }, (_, i): RecordRef => ({ domain: domains.balance, key: hashOf(i) }));
}
