import assert from 'node:assert/strict';
import { domains, type StorageSnapshot } from '@tos/state';
import { assertEqual } from '../assert-equal.ts';
import { A, B, blockAt, collect, deletion, hashOf, headOf, historyOf, version, write } from '../chain-fixture.ts';
import { refused, rejectsWith } from '../rejects-with.ts';
import type { StorageGroup } from '../suite.ts';

export type SnapshotTest =
  | 'snapshots/stay as they were, in whatever order they are closed'
  | 'snapshots/are of what was resolved'
  | 'snapshots/a closed one does not answer'
  | 'snapshots/pruning does not reach into them';

export const snapshotGroup: StorageGroup<SnapshotTest> = {
  name: 'snapshots',
  tests: {
    async 'snapshots/stay as they were, in whatever order they are closed'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.snapshots) return refused(storage.snapshot());
      const snapshots: StorageSnapshot[] = [await storage.snapshot()];
      for (let n = 0; n < 6; n++) {
        await storage.commit({ blocks: [blockAt(n, [n % 3 === 2 ? deletion(A) : write(A, n)])] });
        snapshots.push(await storage.snapshot());
      }
      await storage.commit({ rollbackTo: 1, blocks: [blockAt(2, [write(B, 200)], 300)] });
      for (const n of [3, 6, 1, 0, 5, 2, 4]) {
        const snapshot = snapshots[n]!;
        const message = `after ${n} blocks`;
        const head = n === 0 ? undefined : n - 1;
        assert.equal((await snapshot.metadata())?.head.topoheight, head, message);
        const history = (await historyOf(snapshot, A)).map(({ topoheight }) => topoheight);
        assertEqual(
          history,
          Array.from({ length: n }, (_, i) => n - 1 - i),
          message,
        );
        assert.equal((await snapshot.readMany([A, B]))[0]?.topoheight, head, message);
        const live = await collect(snapshot.iterate(domains.nonce));
        assert.equal(live.length, n % 3 === 0 ? 0 : 1, message);
        assertEqual(await snapshot.hashesAt([head ?? 9]), [n === 0 ? undefined : hashOf(n - 1)], message);
        if (n > 0) assert.equal((await snapshot.getBlock({ topoheight: n - 1 }))?.topoheight, n - 1, message);
        await snapshot.close();
      }
      return undefined;
    },

    async 'snapshots/are of what was resolved'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.snapshots) return refused(storage.snapshot());
      await storage.commit({ blocks: [blockAt(0)] });
      const commit = storage.commit({ blocks: [blockAt(1)] });
      const snapshot = await storage.snapshot();
      await commit;
      assert.ok([0, 1].includes(await headOf(snapshot)));
      const seen = await headOf(snapshot);
      assert.equal(await headOf(storage), 1);
      assert.equal(await headOf(snapshot), seen);
      await snapshot.close();
      return undefined;
    },

    async 'snapshots/a closed one does not answer'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.snapshots) return refused(storage.snapshot());
      const snapshot = await storage.snapshot();
      await snapshot.close();
      await snapshot.close();
      await rejectsWith(snapshot.metadata(), 'TOS_NOT_OPEN');
      await rejectsWith(snapshot.readMany([A]), 'TOS_NOT_OPEN');
      const iterated = async (): Promise<unknown> => collect(snapshot.iterate(domains.nonce));
      await rejectsWith(iterated(), 'TOS_NOT_OPEN');
      return undefined;
    },

    async 'snapshots/pruning does not reach into them'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.snapshots) return refused(storage.snapshot());
      if (!storage.manifest.pruning) return refused(storage.prune(0));
      await storage.commit({ blocks: [0, 1, 2, 3].map((n) => blockAt(n, [write(A, n)])) });
      const snapshot = await storage.snapshot();
      await storage.prune(3);
      const all = [version(3, 2, 3), version(2, 1, 2), version(1, 0, 1), version(0, null, 0)];
      assertEqual(await historyOf(snapshot, A), all);
      assert.equal((await snapshot.metadata())?.prunedBelow, 0);
      await snapshot.close();
      assertEqual(await historyOf(storage, A), [version(3, 2, 3), version(2, null, 2)]);
      return undefined;
    },
  },
};
