import assert from 'node:assert/strict';
import { domains, type Storage } from '@tos/state';
import { assertEqual } from '../assert-equal.ts';
import {
  A,
  blockAt,
  C,
  collect,
  hashOf,
  headOf,
  historyOf,
  recordsOf,
  SHARED_TRANSACTION,
  unordered,
  version,
  write,
} from '../chain-fixture.ts';
import { rejectsWith } from '../rejects-with.ts';
import type { StorageGroup } from '../suite.ts';

export type LifecycleTest =
  | 'lifecycle/the manifest is frozen, plain and always the same'
  | 'lifecycle/before open and after close everything is refused'
  | 'lifecycle/close waits for writes, twice as well'
  | 'lifecycle/opens again: with everything, or empty when volatile'
  | 'lifecycle/snapshots and iterations that are left open do not hold up closing'
  | 'lifecycle/a second writer is refused, a later one is not'
  | 'lifecycle/readOnly reads and does not write'
  | 'lifecycle/readOnly needs data and makes none'
  | 'lifecycle/a location that cannot be is a clear error';

export const lifecycleGroup: StorageGroup<LifecycleTest> = {
  name: 'lifecycle',
  tests: {
    async 'lifecycle/the manifest is frozen, plain and always the same'(kit) {
      const storage = kit.make();
      const { manifest } = storage;
      const before = structuredClone(manifest);
      assert.ok(Object.isFrozen(manifest));
      assertEqual(Object.keys(manifest).toSorted(), [
        'concurrentReaders',
        'durability',
        'name',
        'persistent',
        'pruning',
        'snapshots',
        'stateImport',
      ]);
      assert.match(manifest.name, /^[a-z][a-z0-9-]*$/);
      assert.ok(['none', 'process', 'power'].includes(manifest.durability));
      assert.ok(['none', 'threads', 'processes'].includes(manifest.concurrentReaders));
      assert.equal(manifest.persistent, manifest.durability !== 'none');
      await storage.open();
      await storage.commit({ blocks: [blockAt(0)] });
      assertEqual(structuredClone(storage.manifest), before);
      await storage.close();
      assertEqual(structuredClone(storage.manifest), before);
    },

    async 'lifecycle/before open and after close everything is refused'(kit) {
      const storage = kit.make();
      const attempts: Record<string, () => Promise<unknown>> = {
        metadata: () => storage.metadata(),
        readMany: () => storage.readMany([A]),
        history: async () => historyOf(storage, A),
        iterate: async () => collect(storage.iterate(domains.nonce)),
        count: () => storage.count(domains.nonce),
        sizeOnDisk: () => storage.sizeOnDisk(),
        commit: () => storage.commit({ blocks: [blockAt(0)] }),
        prune: () => storage.prune(0),
        putBlock: () => storage.putBlock(unordered(blockAt(0))),
        deleteBlock: () => storage.deleteBlock(hashOf(0)),
        getBlock: () => storage.getBlock({ topoheight: 0 }),
        blocksAtHeight: () => storage.blocksAtHeight(0),
        hashesAt: () => storage.hashesAt([0]),
        locateTransaction: () => storage.locateTransaction(hashOf(0)),
        importState: () => storage.importState({ records: recordsOf([]), metadata: blockAt(0).metadata }),
        snapshot: () => storage.snapshot(),
      };
      for (const attempt of Object.values(attempts)) await rejectsWith(attempt(), 'TOS_NOT_OPEN');
      await storage.open();
      await rejectsWith(storage.open(), 'TOS_NOT_OPEN');
      await storage.close();
      for (const attempt of Object.values(attempts)) await rejectsWith(attempt(), 'TOS_NOT_OPEN');
    },

    async 'lifecycle/close waits for writes, twice as well'(kit) {
      const location = kit.location();
      const storage = await kit.open(location);
      const commits = [0, 1, 2].map((n) => storage.commit({ blocks: [blockAt(n)] }));
      const closing = [storage.close(), storage.close()];
      await rejectsWith(storage.commit({ blocks: [blockAt(3)] }), 'TOS_NOT_OPEN');
      await Promise.all([...commits, ...closing]);
      await storage.close();
      assert.equal(storage.status, 'closed');
      if (!storage.manifest.persistent) return;
      assert.equal(await headOf(await kit.open(location)), 2);
    },

    async 'lifecycle/opens again: with everything, or empty when volatile'(kit) {
      const location = kit.location();
      const storage = await kit.open(location);
      await storage.commit({ blocks: [blockAt(0, [write(A, 1)]), blockAt(1, [write(A, 2), write(C, 3)])] });
      await storage.putBlock(unordered(blockAt(2)));
      const all = async (from: Storage): Promise<unknown> => [
        await from.metadata(),
        await historyOf(from, A),
        await collect(from.iterate(domains.nonce)),
        await Promise.all([0, 1, 2].map((id) => from.getBlock({ hash: hashOf(id) }))),
        await from.locateTransaction(SHARED_TRANSACTION),
        await from.blocksAtHeight(0),
      ];
      const before = await all(storage);
      const empty = await all(await kit.open());
      await storage.close();
      const expected = storage.manifest.persistent ? before : empty;
      await storage.open();
      assertEqual(await all(storage), expected);
      await storage.close();
      assertEqual(await all(await kit.open(location)), expected);
    },

    async 'lifecycle/snapshots and iterations that are left open do not hold up closing'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [blockAt(0, [write(A, 1), write(C, 1)])] });
      const iteration = storage.iterate(domains.nonce)[Symbol.asyncIterator]();
      await iteration.next();
      const snapshot = storage.manifest.snapshots ? await storage.snapshot() : null;
      await storage.close();
      await rejectsWith(iteration.next(), 'TOS_NOT_OPEN');
      if (snapshot) await rejectsWith(snapshot.metadata(), 'TOS_NOT_OPEN');
      await snapshot?.close();
      await storage.open();
      assert.equal(await headOf(storage), storage.manifest.persistent ? 0 : -1);
    },

    async 'lifecycle/a second writer is refused, a later one is not'(kit) {
      const location = kit.location();
      const storage = await kit.open(location);
      if (!storage.manifest.persistent) return 'unsupported';
      const second = kit.make(location);
      await rejectsWith(second.open(), 'TOS_DATADIR_LOCKED');
      assert.equal(second.status, 'closed');
      await storage.commit({ blocks: [blockAt(0)] });
      await rejectsWith(second.open(), 'TOS_DATADIR_LOCKED');
      await storage.close();
      await second.open();
      await second.commit({ blocks: [blockAt(1)] });
      await rejectsWith(storage.open(), 'TOS_DATADIR_LOCKED');
      return undefined;
    },

    async 'lifecycle/readOnly reads and does not write'(kit) {
      const location = kit.location();
      const storage = await kit.open(location);
      if (!storage.manifest.persistent) return 'unsupported';
      await storage.commit({ blocks: [blockAt(0, [write(A, 1)])] });
      if (storage.manifest.concurrentReaders === 'none') await storage.close();
      const reader = await kit.open(location, true);
      assertEqual(await reader.readMany([A]), [version(0, null, 1)]);
      const attempts = [
        () => reader.commit({ blocks: [blockAt(1)] }),
        () => reader.putBlock(unordered(blockAt(1))),
        () => reader.commit({ rollbackTo: 0, blocks: [] }),
      ];
      for (const attempt of attempts) await rejectsWith(attempt(), 'TOS_NOT_SUPPORTED');
      assert.equal(await headOf(reader), 0);
      return undefined;
    },

    async 'lifecycle/readOnly needs data and makes none'(kit) {
      const storage = kit.make();
      if (!storage.manifest.persistent) return 'unsupported';
      const location = kit.location();
      const reader = kit.make(location, true);
      await rejectsWith(reader.open(), 'TOS_STORAGE_FAILURE');
      await rejectsWith(reader.open(), 'TOS_STORAGE_FAILURE');
      const writer = await kit.open(location);
      assert.equal(await writer.metadata(), undefined);
      return undefined;
    },

    async 'lifecycle/a location that cannot be is a clear error'(kit) {
      const storage = kit.make(`${new URL(kit.module).pathname}/below/a/file`);
      if (!storage.manifest.persistent) return 'unsupported';
      await rejectsWith(storage.open(), 'TOS_STORAGE_FAILURE');
      assert.equal(storage.status, 'closed');
      return undefined;
    },
  },
};
