import { spawnSync } from 'node:child_process';
import fs, { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tos-folder-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('makes what is missing, and leaves what is there', () => {
  const path = join(folder, 'a', 'b.c', 'd');
  makeFolder(path);
  makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test.skipIf(process.platform === 'win32')('each new folder outlives a loss of power', () => {
  const opened = new Map<number, string>();
  const synced: (string | undefined)[] = [];
  const { openSync, fsyncSync } = fs;
  fs.openSync = (path, ...rest) => {
    const file = openSync(path, ...rest);
    opened.set(file, String(path));
    return file;
  };
  fs.fsyncSync = (file) => {
    fsyncSync(file);
    synced.push(opened.get(file));
  };
  syncBuiltinESMExports();
  try {
    makeFolder(join(folder, 'a', 'b'));
    expect(synced).toEqual([folder, join(folder, 'a')]);
  } finally {
    Object.assign(fs, { openSync, fsyncSync });
    syncBuiltinESMExports();
  }
});

test('a file in the way is refused', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow('EEXIST');
  expect(() => makeFolder(join(file, 'below', 'it'))).toThrow('ENOTDIR');
});

test.runIf(process.platform === 'linux')('a file system that makes no folders is refused at once', () => {
  // makeFolder runs in another process, which can be killed: with the fault it never returns.
  const module = new URL('../dist/index.js', import.meta.url);
  const script = `import { makeFolder } from '${module}'; makeFolder('/proc/tos-no-such-folder/below');`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    timeout: 600_000,
    killSignal: 'SIGKILL',
  });
  expect(status, stderr).toBe(1);
  expect(stderr).toContain('ENOENT');
});
