import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Storage, StorageOptions } from '@tos/state';
import { expect, test } from 'vitest';
import { testReadmeExamples } from '../../../tooling/readme-examples.ts';
import { numberedBlock } from '../src/numbered-block.ts';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'file-storage.test.mjs': null,
  'file-storage.mjs': null,
});

test('the storage of the tutorial is green, with the test runner of Node', () => {
  // The process must not get the settings that vitest passes to its own processes.
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ['--test', path('examples/file-storage.test.mjs')], {
    encoding: 'utf8',
    env,
  });
  expect(status, stdout).toBe(0);
  // One test less passes where no file system may be mounted.
  expect(stdout).toMatch(/crash +(3 +1|2 +2) +0 +0/);
});

test('a wrong bit anywhere in its log is told when it is opened', async () => {
  const location = mkdtempSync(join(tmpdir(), 'tos-tutorial-'));
  const { createStorage }: { createStorage(options: StorageOptions): Storage } = await import(
    pathToFileURL(path('examples/file-storage.mjs')).href
  );
  const write = createStorage({ location });
  await write.open();
  for (let n = 0; n < 3; n++) await write.commit({ blocks: [numberedBlock(n)] });
  await write.close();
  const log = readFileSync(join(location, 'log'));
  // Every bit of the first entry's head is flipped, and every 997th bit behind it.
  for (let bit = 0; bit < 8 * log.length; bit += bit < 96 ? 1 : 997) {
    const byte = bit >> 3;
    writeFileSync(join(location, 'log'), new Uint8Array(log).with(byte, log[byte]! ^ (1 << (bit & 7))));
    const storage = createStorage({ location });
    await expect(storage.open(), `bit ${bit}`).rejects.toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
  }
  rmSync(location, { recursive: true });
});
