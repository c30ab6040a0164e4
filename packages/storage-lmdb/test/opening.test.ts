import { spawnSync } from 'node:child_process';
import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockFolder } from '@tos/data-folder';
import { type OrderedStore, type StorePut, storeTables } from '@tos/versioned-storage';
import { open } from 'lmdb';
import { expect, it, onTestFinished } from 'vitest';
import { createStore } from '../src/index.ts';

const binary = { keyEncoding: 'binary', encoding: 'binary' } as const;

/** A folder that is removed after the test. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tos-lmdb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The error of open(). The store is closed again: it has no view, and may be opened once more. */
async function refusal(store: OrderedStore): Promise<unknown> {
  const error: unknown = await store.open().then(
    () => 'it opened',
    (caught: unknown) => caught,
  );
  expect(() => store.view()).toThrow(expect.objectContaining({ code: 'TOS_NOT_OPEN' }));
  return error;
}

/** One row in each table. */
function rows(n: number): StorePut[] {
  return storeTables.map((table, i) => ({ table, key: Uint8Array.of(n, i), value: new Uint8Array(n).fill(i) }));
}

async function contents(store: OrderedStore): Promise<unknown> {
  const view = await store.view();
  const all = storeTables.map((table) => view.range(table, { limit: 1000 }));
  await view.close();
  return all;
}

/** Makes an LMDB environment without this package. */
async function makeForeign(location: string, tables: readonly string[], format?: Uint8Array): Promise<void> {
  const root = open<Uint8Array, Uint8Array>({ path: location, noSubdir: false, ...binary });
  for (const name of tables) {
    const table = root.openDB<Uint8Array, Uint8Array>({ name, ...binary });
    if (name === 'metadata' && format) await table.put(Uint8Array.of(0), format);
  }
  await root.close();
}

it('finds everything again after it was closed', async () => {
  const location = join(temporaryFolder(), 'made.when', 'missing');
  const first = createStore({ location });
  await first.open();
  await first.write(rows(1));
  await first.write(rows(9000));
  const before = await contents(first);
  expect(before).toHaveLength(storeTables.length);
  expect(await first.sizeOnDisk()).toBeGreaterThan(9000 * storeTables.length);
  await first.close();
  for (const store of [first, createStore({ location }), createStore({ location, readOnly: true })]) {
    await store.open();
    expect(await contents(store)).toEqual(before);
    await store.close();
  }
});

it('does not change what it opens', async () => {
  const location = temporaryFolder();
  const store = createStore({ location });
  await store.open();
  await store.write(rows(1));
  await store.close();
  const before = readFileSync(join(location, 'data.mdb'));
  await store.open();
  await contents(store);
  await store.close();
  expect(readFileSync(join(location, 'data.mdb')).equals(before)).toBe(true);
});

it('readOnly needs a database and makes none', async () => {
  const folder = temporaryFolder();
  const missing = join(folder, 'missing');
  for (const location of [missing, folder]) {
    expect(await refusal(createStore({ location, readOnly: true }))).toMatchObject({
      code: 'TOS_STORAGE_FAILURE',
      message: expect.stringContaining(`no database in ${location}`),
    });
  }
  expect(existsSync(missing)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

it('refuses a location that is a file', async () => {
  const location = join(temporaryFolder(), 'file');
  writeFileSync(location, 'hello');
  expect(await refusal(createStore({ location }))).toMatchObject({
    code: 'TOS_STORAGE_FAILURE',
    message: expect.stringContaining('is a file'),
  });
  expect(readFileSync(location, 'utf8')).toBe('hello');
});

it('refuses a folder that cannot be made', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(await refusal(createStore({ location: join(file, 'below') }))).toMatchObject({
    code: 'TOS_STORAGE_FAILURE',
  });
});

it.each([
  ['text', Buffer.from('this is no database. '.repeat(1000))],
  ['zeros', new Uint8Array(65_536)],
  ['a few bytes', Uint8Array.of(1, 2, 3)],
  ['bytes that differ', new Uint8Array(100_000).map((_, i) => (i * 7919) >> 3)],
])('refuses a data file of %s', async (_, bytes) => {
  const location = temporaryFolder();
  const path = join(location, 'data.mdb');
  for (const readOnly of [false, true]) {
    writeFileSync(path, bytes);
    expect(await refusal(createStore({ location, readOnly }))).toMatchObject({
      code: 'TOS_STORAGE_CORRUPT',
      message: expect.stringContaining(path),
    });
    expect(readFileSync(path).equals(Buffer.from(bytes))).toBe(true);
  }
});

it('refuses a data file that is a folder', async () => {
  const location = temporaryFolder();
  mkdirSync(join(location, 'data.mdb'));
  expect(await refusal(createStore({ location }))).toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
});

it('a data file that is cut anywhere is refused at opening or sound, and does not end the process', () => {
  const script = fileURLToPath(new URL('open-cut.mjs', import.meta.url));
  const { stdout, signal } = spawnSync(process.execPath, [script, temporaryFolder()], {
    encoding: 'utf8',
    timeout: 600_000,
  });
  const results = stdout.trim().split('\n');
  const odd = results.filter((line) => !/^\d+ ((read|write) (short|zeros) (refused|sound)|end)$/.test(line));
  expect([signal, odd, results.at(-1)]).toEqual([null, [], expect.stringMatching(/ end$/)]);
  const refused = results.filter((line) => line.endsWith('refused'));
  expect(refused.length).toBeGreaterThan(results.length / 2);
});

it('leaves the data file of a running writer alone, whatever its length', async () => {
  const location = temporaryFolder();
  const store = createStore({ location });
  await store.open();
  await store.write(rows(1));
  await store.close();
  const path = join(location, 'data.mdb');
  const size = statSync(path).size - 4096;
  truncateSync(path, size);
  const lock = await lockFolder(location);
  expect(await refusal(createStore({ location }))).toMatchObject({ code: 'TOS_DATADIR_LOCKED' });
  lock.release();
  expect(statSync(path).size).toBe(size);
});

it.skipIf(process.platform === 'win32')('the name of a new data file outlives a loss of power', async () => {
  const location = temporaryFolder();
  const folders: number[] = [];
  const { openSync, fsyncSync } = fs;
  fs.openSync = (path, ...rest) => {
    const file = openSync(path, ...rest);
    if (path === location) folders.push(file);
    return file;
  };
  let isSynced = false;
  fs.fsyncSync = (file) => {
    fsyncSync(file);
    isSynced ||= folders.includes(file) && existsSync(join(location, 'data.mdb'));
  };
  syncBuiltinESMExports();
  const store = createStore({ location });
  try {
    await store.open();
  } finally {
    Object.assign(fs, { openSync, fsyncSync });
    syncBuiltinESMExports();
  }
  await store.close();
  expect(isSynced).toBe(true);
});

it('is read beside a writer, unless the mount is read-only, so that the writer cannot know of the reader', async () => {
  const location = temporaryFolder();
  const writer = createStore({ location });
  await writer.open();
  await writer.write(rows(1));
  const reader = createStore({ location, readOnly: true });
  await reader.open();
  await reader.close();
  const { accessSync } = fs;
  fs.accessSync = () => {
    throw Object.assign(new Error('EROFS: injected'), { code: 'EROFS' });
  };
  syncBuiltinESMExports();
  try {
    expect(await refusal(reader)).toMatchObject({
      code: 'TOS_DATADIR_LOCKED',
      message: expect.stringMatching(/^Process \d+ writes to .* mounted read-only here/),
    });
    await writer.close();
    await reader.open();
    expect(await contents(reader)).toHaveLength(storeTables.length);
    await reader.close();
  } finally {
    fs.accessSync = accessSync;
    syncBuiltinESMExports();
  }
});

it('takes an empty data file for a new database', async () => {
  const location = temporaryFolder();
  writeFileSync(join(location, 'data.mdb'), '');
  const store = createStore({ location });
  await store.open();
  await store.write(rows(1));
  await store.close();
});

it('refuses a database of the format before, and changes nothing', async () => {
  const location = temporaryFolder();
  const tables = ['latest', 'versions', 'blocks', 'order', 'heights', 'transactions', 'metadata'];
  await makeForeign(location, tables, Uint8Array.of(0, 0, 0, 1));
  const before = readFileSync(join(location, 'data.mdb'));
  for (const readOnly of [false, true]) {
    expect(await refusal(createStore({ location, readOnly }))).toMatchObject({
      code: 'TOS_STORAGE_FORMAT',
      details: { found: 1, supported: 2 },
    });
  }
  expect(readFileSync(join(location, 'data.mdb')).equals(before)).toBe(true);
});

it.each([
  ['something else', ['mine']],
  ['a part of the tables', storeTables.slice(1)],
  ['the metadata alone', ['metadata']],
])('refuses a database of LMDB with %s, and changes nothing', async (_, tables) => {
  const location = temporaryFolder();
  await makeForeign(location, tables, Uint8Array.of(0, 0, 0, 2));
  const before = readFileSync(join(location, 'data.mdb'));
  for (const readOnly of [false, true]) {
    expect(await refusal(createStore({ location, readOnly }))).toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
  }
  expect(readFileSync(join(location, 'data.mdb')).equals(before)).toBe(true);
});

it('readOnly refuses an environment without tables', async () => {
  const location = temporaryFolder();
  await makeForeign(location, []);
  expect(await refusal(createStore({ location, readOnly: true }))).toMatchObject({
    code: 'TOS_STORAGE_CORRUPT',
    message: expect.stringContaining('open it for writing first'),
  });
});

it('views that are left open do not hold up closing, and fail afterwards', async () => {
  const location = temporaryFolder();
  const store = createStore({ location });
  await store.open();
  await store.write(rows(1));
  const views = [await store.view(), await store.view()];
  await store.write(rows(2));
  views.push(await store.view());
  await store.close();
  for (const view of views) {
    expect(() => view.range('latest', { limit: 1 })).toThrow(expect.objectContaining({ code: 'TOS_NOT_OPEN' }));
    await view.close();
  }
  await store.open();
  await store.write(rows(3));
  await store.close();
});
