import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { domains } from '@tos/state';
import { assertWhole } from '../assert-whole.ts';
import { numberedBlock } from '../numbered-block.ts';
import type { StorageTest } from '../storage-test.ts';
import type { Group } from '../suite.ts';
import { scriptUrl } from '../threads/script.ts';

export type CrashTest =
  | 'crash/after a kill a prefix of the blocks, every reported one included'
  | 'crash/after a kill during an import nothing of it'
  | 'crash/a full disk refuses a commit whole, and later ones go on';

const KILLS = 60;
// With TOS_TEST_FACTOR, for long runs: 10,000 at 50.
const KILLS_A_FACTOR = 200;
const KILLS_A_LOCATION = 10;
const IMPORT_KILLS = 4;

export const crashGroup: Group<CrashTest> = {
  name: 'crash',
  tests: {
    async 'crash/after a kill a prefix of the blocks, every reported one included'(kit) {
      const { persistent, pruning } = kit.make().manifest;
      if (!persistent) return 'unsupported';
      const kills = kit.factor === 1 ? KILLS : KILLS_A_FACTOR * kit.factor;
      let location = '';
      let reported = -1;
      for (let kill = 0; kill < kills; kill++) {
        if (kill % KILLS_A_LOCATION === 0) {
          location = kit.location();
          reported = -1;
        }
        // Every third one early, so that opening and making the files are hit as well.
        const afterMs = kit.random.below(kill % 3 === 0 ? 40 : 160);
        const args = [kit.module, location, String(Number.MAX_SAFE_INTEGER), pruning ? '7' : '0'];
        const lines = await runUntilKilled('commit-forever', args, afterMs);
        const last = lines.at(-1) ?? '';
        assert.match(last, /^(opening|\d+)$/);
        if (last !== 'opening') reported = Number(last);
        const storage = await kit.open(location);
        const head = await assertWhole(storage);
        await storage.close();
        const message = `kill ${kill}, ${afterMs} ms after it began: head ${head}, reported ${reported}`;
        assert.ok(head === reported || head === reported + 1, message);
        // The block that was under way may have come to be.
        reported = head;
      }
      return undefined;
    },

    async 'crash/after a kill during an import nothing of it'(kit) {
      const { persistent, stateImport } = kit.make().manifest;
      if (!persistent || !stateImport) return 'unsupported';
      for (let kill = 0; kill < IMPORT_KILLS; kill++) {
        const location = kit.location();
        await runUntilKilled('import-forever', [kit.module, location], kit.random.below(150));
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
      // A limit on the size of files stands in for a full disk: prlimit sets and lifts it from outside.
      if (!kit.make().manifest.persistent || spawnSync('prlimit', ['--version']).status !== 0) return 'unsupported';
      await fillDisk(kit, 150);
      return undefined;
    },
  },
};

async function fillDisk(kit: StorageTest, blocks: number): Promise<void> {
  const location = kit.location();
  const script = fileURLToPath(scriptUrl('commit-forever'));
  const limited = ['--fsize=600000:unlimited', process.execPath, script, kit.module, location, String(blocks)];
  // lmdb-js prints its own line about a failed write.
  const child = spawn('prlimit', limited, { stdio: ['ignore', 'pipe', 'ignore'] });
  const failures: string[] = [];
  let committed = -1;
  for await (const line of createInterface(child.stdout)) {
    if (line === 'opening') continue;
    if (!line.startsWith('failed')) {
      committed = Number(line);
      continue;
    }
    assert.equal(line, `failed TOS_STORAGE_FAILURE at ${committed + 1}, head ${committed}`);
    if (failures.push(line) === 3) execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited']);
  }
  assert.ok(failures.length >= 3, `the disk was never full: ${blocks} blocks took less than the limit`);
  assert.equal(committed, blocks - 1);
  const storage = await kit.open(location);
  assert.equal(await assertWhole(storage), blocks - 1);
  await storage.close();
}

/** Kills a process some time after its first line; gives its whole lines. */
async function runUntilKilled(
  script: 'commit-forever' | 'import-forever',
  args: readonly string[],
  afterMs: number,
): Promise<string[]> {
  const child = spawn(process.execPath, [fileURLToPath(scriptUrl(script)), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = [collectText(child.stdout), collectText(child.stderr)];
  await firstLine(child);
  await setTimeout(afterMs);
  child.kill('SIGKILL');
  const [code] = await ended(child);
  assert.equal(code, null, `it ended by itself: ${errors.text}`);
  return output.text.split('\n').slice(0, -1);
}

function collectText(stream: NodeJS.ReadableStream): { text: string } {
  const collected = { text: '' };
  stream.setEncoding('utf8').on('data', (text: string) => {
    collected.text += text;
  });
  return collected;
}

function firstLine(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', () => resolve());
  });
}

function ended(child: ChildProcess): Promise<[number | null]> {
  return new Promise((resolve) => child.once('close', (code) => resolve([code])));
}
