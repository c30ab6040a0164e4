import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { durableKinds, storageKinds } from '../storage/storage-kind.ts';
import { storageOf } from './parse-storage.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tos-modules-')));
  writeFileSync(join(folder, 'mine.mjs'), '');
  writeFileSync(join(folder, 'extensionless'), '');
  for (const name of ['my-storage', '@me/storage']) {
    const home = join(folder, 'node_modules', name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{ "type": "module", "exports": { ".": "./a.js", "./b": "./a.js" } }');
    writeFileSync(join(home, 'a.js'), '');
  }
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test.each(storageKinds)('%s is a name', (kind) => {
  expect(storageOf(storageKinds)(kind)).toBe(kind);
});

test('a path becomes an absolute URL, from whatever folder it is relative', () => {
  const url = pathToFileURL(join(folder, 'mine.mjs')).href;
  for (const text of ['mine.mjs', './mine.mjs', '../tos-x/../mine.mjs', join(folder, 'mine.mjs'), url]) {
    const inside = text.startsWith('..') ? join(folder, 'tos-x') : folder;
    vi.mocked(process.cwd).mockReturnValue(inside);
    expect(storageOf(durableKinds)(text), text).toBe(url);
  }
});

test('a name with spaces and other signs is a URL that leads back to the file', () => {
  const path = join(folder, 'a b#c%20?.mjs');
  writeFileSync(path, '');
  expect(storageOf(durableKinds)(path)).toBe(pathToFileURL(path).href);
  expect(storageOf(durableKinds)(pathToFileURL(path).href)).toBe(pathToFileURL(path).href);
});

test.each(['my-storage', '@me/storage', '@me/storage/b', '@tos/storage-lmdb'])('%s is a package', (name) => {
  expect(storageOf(durableKinds)(name)).toBe(`package:${name}`);
});

test.each([
  'memory',
  'lmbd',
  '',
  '.',
  './missing.mjs',
  'file:///no/such/file.mjs',
  'file://elsewhere/x.mjs',
  '@me/missing',
  '@me/storage/missing',
  'my storage',
  'node_modules',
  '../../etc',
])('%j is refused', (text) => {
  expect(() => storageOf(durableKinds)(text)).toThrow(InvalidArgumentError);
});
