import assert from 'node:assert/strict';
import { domains } from '@tos/state';
import { assertWhole } from '../assert-whole.ts';
import { fillFileSystem, fillLimitedFiles } from '../full-disk.ts';
import { killAtEveryCore, runUntilKilled } from '../kill.ts';
import type { Subject } from '../kind.ts';
import { numberedBlock } from '../numbered-block.ts';
import type { Group, StorageGroup } from '../suite.ts';

/** The tests of storages and of stores. */
export type SharedCrashTest =
  | 'crash/after a kill a prefix of the changes, every reported one included'
  | 'crash/a full disk refuses a change whole, and later ones go on'
  | 'crash/so does a full file system';

export type CrashTest = SharedCrashTest | 'crash/after a kill during an import nothing of it';

const IMPORT_KILLS = 4;

export const sharedCrashGroup: Group<SharedCrashTest, Subject> = {
  name: 'crash',
  tests: {
    async 'crash/after a kill a prefix of the changes, every reported one included'(kit) {
      if (!kit.make().manifest.persistent) return 'unsupported';
      await killAtEveryCore(kit);
      return undefined;
    },

    async 'crash/a full disk refuses a change whole, and later ones go on'(kit) {
      // A limit on the size of files takes the place of a full disk.
      if (!kit.make().manifest.persistent || !(await fillLimitedFiles(kit))) return 'unsupported';
      return undefined;
    },

    async 'crash/so does a full file system'(kit) {
      if (!kit.make().manifest.persistent || !(await fillFileSystem(kit))) return 'unsupported';
      return undefined;
    },
  },
};

export const crashGroup: StorageGroup<CrashTest> = {
  name: 'crash',
  tests: {
    ...sharedCrashGroup.tests,

    async 'crash/after a kill during an import nothing of it'(kit) {
      const { persistent, stateImport } = kit.make().manifest;
      if (!persistent || !stateImport) return 'unsupported';
      for (let kill = 0; kill < IMPORT_KILLS; kill++) {
        const location = kit.location();
        await runUntilKilled(kit, 'import-forever', [kit.module, location], kit.random.below(150));
        const storage = await kit.open(location);
        assert.equal(await storage.metadata(), undefined);
        assert.equal(await storage.count(domains.nonce), 0);
        await storage.commit({ blocks: [numberedBlock(0)] });
        assert.equal(await assertWhole(storage), 0);
        await storage.close();
      }
      return undefined;
    },
  },
};
