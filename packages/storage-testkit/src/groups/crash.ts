import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { domains } from '@tos/state';
import { assertWhole } from '../assert-whole.ts';
import { fillFileSystem, fillLimitedFiles } from '../full-disk.ts';
import { numberedBlock } from '../numbered-block.ts';
import type { StorageTest } from '../storage-test.ts';
import type { Group } from '../suite.ts';
import { scriptUrl } from '../threads/script.ts';

export type CrashTest =
  | 'crash/after a kill a prefix of the blocks, every reported one included'
  | 'crash/after a kill during an import nothing of it'
  | 'crash/a full disk refuses a commit whole, and later ones go on'
  | 'crash/so does a full file system';

const KILLS = 60;
// The number of kills is multiplied by TOS_TEST_FACTOR: 10,000 at 50.
const KILLS_A_FACTOR = 200;
const KILLS_A_LOCATION = 10;
const IMPORT_KILLS = 4;

export const crashGroup: Group<CrashTest> = {
  name: 'crash',
  tests: {
    async 'crash/after a kill a prefix of the blocks, every reported one included'(kit) {
      const { persistent } = kit.make().manifest;
      if (!persistent) return 'unsupported';
      let left = kit.factor === 1 ? KILLS : KILLS_A_FACTOR * kit.factor;
      // A kill takes little more than the start of a process, so each core has a location of its own under test.
      const lane = async (): Promise<void> => {
        while (left > 0) {
          const kills = Math.min(KILLS_A_LOCATION, left);
          left -= kills;
          await killAndLook(kit, kills);
        }
      };
      await Promise.all(Array.from({ length: availableParallelism() }, lane));
      return undefined;
    },

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

    async 'crash/a full disk refuses a commit whole, and later ones go on'(kit) {
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

/** Kills a committing process again and again at one location, and checks the stored blocks after each kill. */
async function killAndLook(kit: StorageTest, kills: number): Promise<void> {
  const location = kit.location();
  const { pruning } = kit.make().manifest;
  let reported = -1;
  for (let kill = 0; kill < kills; kill++) {
    // Every third kill comes early, so that kills also hit opening and making the files.
    const afterMs = kit.random.below(kill % 3 === 0 ? 40 : 160);
    const args = [kit.module, location, String(Number.MAX_SAFE_INTEGER), pruning ? '7' : '0'];
    const lines = await runUntilKilled(kit, 'commit-forever', args, afterMs);
    const last = lines.at(-1) ?? '';
    assert.match(last, /^(opening|\d+)$/);
    if (last !== 'opening') reported = Number(last);
    const storage = await kit.open(location);
    const head = await assertWhole(storage);
    await storage.close();
    const message = `kill ${kill}, ${afterMs} ms after it began: head ${head}, reported ${reported}`;
    assert.ok(head === reported || head === reported + 1, message);
    // The block whose commit was under way may be stored.
    reported = head;
  }
  rmSync(location, { recursive: true, force: true });
}

/** Kills a process some time after its first line. @returns its complete lines */
async function runUntilKilled(
  { helpers }: StorageTest,
  script: 'commit-forever' | 'import-forever',
  args: readonly string[],
  afterMs: number,
): Promise<string[]> {
  const command = [process.execPath, fileURLToPath(scriptUrl(script)), ...args];
  const { child, ended, errors } = helpers.spawn(command, { stdin: 'ignore' });
  let output = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      resolve();
    });
  });
  await Promise.race([begun, ended]);
  await setTimeout(afterMs);
  child.kill('SIGKILL');
  assert.equal(await ended, null, `the process that commits ended by itself: ${errors()}`);
  return output.split('\n').slice(0, -1);
}
