import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { durableKinds, storageKinds } from '../../storage/storage-kind.ts';
import { storageValue } from './storage-value.ts';

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
  expect(storageValue(storageKinds).parse(kind)).toBe(kind);
});

test('a path becomes an absolute URL, from whatever folder it is relative', () => {
  const url = pathToFileURL(join(folder, 'mine.mjs')).href;
  for (const text of ['mine.mjs', './mine.mjs', '../tos-x/../mine.mjs', join(folder, 'mine.mjs'), url]) {
    const inside = text.startsWith('..') ? join(folder, 'tos-x') : folder;
    vi.mocked(process.cwd).mockReturnValue(inside);
    expect(storageValue(durableKinds).parse(text), text).toBe(url);
  }
});

test('a name with spaces and other signs is a URL that leads back to the file', () => {
  const path = join(folder, 'a b#c%20?.mjs');
  writeFileSync(path, '');
  expect(storageValue(durableKinds).parse(path)).toBe(pathToFileURL(path).href);
  expect(storageValue(durableKinds).parse(pathToFileURL(path).href)).toBe(pathToFileURL(path).href);
});

test.each(['my-storage', '@me/storage', '@me/storage/b', '@tos/storage-lmdb'])('%s is a package', (name) => {
  expect(storageValue(durableKinds).parse(name)).toBe(`package:${name}`);
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
  expect(() => storageValue(durableKinds).parse(text)).toThrow(
    'Give lmdb, sqlite, level, or the path or package of a module',
  );
});
