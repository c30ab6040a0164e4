import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CreateStore } from '@tos/versioned-storage';
import { expect, test } from 'vitest';
import { testReadmeExamples } from '../../../tooling/readme-examples.ts';
import { NumberedPuts } from '../src/numbered-puts.ts';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

testReadmeExamples(new URL('../README.md', import.meta.url), new URL('../examples/', import.meta.url), {
  'log-store.test.mjs': null,
  'log-store.mjs': null,
});

test('the store of the tutorial is green, and the engine over it, with the test runner of Node', () => {
  // The process must not get the settings that vitest passes to its own processes.
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ['--test', path('examples/log-store.test.mjs')], {
    encoding: 'utf8',
    // Twenty kills per suite: what is tested here is the tutorial, and each kill takes the start of a process.
    env: { ...env, TOS_TEST_FACTOR: '0.1' },
  });
  expect(status, stdout).toBe(0);
  // One test less passes where no file system may be mounted.
  expect(stdout.match(/crash +(?:3 +0|2 +1) +0 +0/)?.length, 'the store').toBe(1);
  expect(stdout.match(/crash +(?:4 +0|3 +1) +0 +0/)?.length, 'the storage').toBe(1);
});

test('a wrong bit anywhere in its log is found when it is opened', async () => {
  const location = mkdtempSync(join(tmpdir(), 'tos-tutorial-'));
  const { createStore }: { createStore: CreateStore } = await import(
    pathToFileURL(path('examples/log-store.mjs')).href
  );
  const store = createStore({ location });
  await store.open();
  const numbered = new NumberedPuts(store);
  for (let n = 0; n < 3; n++) await numbered.change(n);
  await store.close();
  const log = readFileSync(join(location, 'log'));
  // Every bit of the first entry's head is flipped, and every 997th bit behind it.
  for (let bit = 0; bit < 8 * log.length; bit += bit < 96 ? 1 : 997) {
    const byte = bit >> 3;
    writeFileSync(join(location, 'log'), new Uint8Array(log).with(byte, log[byte]! ^ (1 << (bit & 7))));
    await expect(createStore({ location }).open(), `bit ${bit}`).rejects.toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
  }
  rmSync(location, { recursive: true });
});
