import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createStorage } from '../src/index.ts';
import { temporaryFolder } from './chain-fixture.ts';
import { expectWhole } from './expect-whole.ts';

const script = fileURLToPath(new URL('commit-forever.mjs', import.meta.url));
// A limit on the size of files stands in for a full disk: prlimit sets and lifts it from outside.
const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;
const BLOCKS = 150;

it.runIf(hasPrlimit)('a commit that the disk refuses leaves nothing behind, and later ones go on', async () => {
  const location = temporaryFolder();
  const child = spawn('prlimit', ['--fsize=600000:unlimited', process.execPath, script, location, String(BLOCKS)], {
    // lmdb-js prints its own line about a failed write.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const failures: string[] = [];
  let committed = -1;
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith('failed')) committed = Number(line);
    else if (failures.push(line) === 3) execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited']);
    if (line.startsWith('failed')) {
      expect(line).toBe(`failed TOS_STORAGE_FAILURE at ${committed + 1}, head ${committed}`);
    }
  }
  expect(failures.length).toBeGreaterThanOrEqual(3);
  expect(committed).toBe(BLOCKS - 1);
  const storage = createStorage({ location });
  await storage.open();
  expect(await expectWhole(storage)).toBe(BLOCKS - 1);
  await storage.close();
});
