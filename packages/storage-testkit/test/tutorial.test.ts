import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const read = (name: string) => readFileSync(path(name), 'utf8');

test('the README shows exactly the example files', () => {
  const blocks = [...read('README.md').matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1]);
  expect(blocks).toEqual([read('examples/file-storage.test.mjs'), read('examples/file-storage.mjs')]);
});

test('the storage of the tutorial is green, with the test runner of Node', () => {
  // Without what vitest tells its own processes.
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ['--test', path('examples/file-storage.test.mjs')], {
    encoding: 'utf8',
    env,
  });
  expect(status, stdout).toBe(0);
  // Where no file system may be mounted, one less.
  expect(stdout).toMatch(/crash +(3 +1|2 +2) +0 +0/);
});
