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
import type { Storage } from '@tos/state';
import { blockAt, collect, hashOf, historyOf, ref, unordered, write } from '@tos/storage-testkit';
import { open } from 'lmdb';
import { expect, it, onTestFinished } from 'vitest';
import { createStorage } from '../src/index.ts';

const binary = { keyEncoding: 'binary', encoding: 'binary' } as const;
const formatKey = Uint8Array.of(0);

/** A folder that is removed after the test. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tos-lmdb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The error of open(). */
async function refusal(storage: Storage): Promise<unknown> {
  const error: unknown = await storage.open().then(
    () => 'it opened',
    (caught: unknown) => caught,
  );
  expect(storage.status).toBe('closed');
  return error;
}

async function writeFormat(location: string, format: Uint8Array): Promise<void> {
  const root = open<Uint8Array, Uint8Array>({ path: location, noSubdir: false, ...binary });
  await root.openDB<Uint8Array, Uint8Array>({ name: 'metadata', ...binary }).put(formatKey, format);
  await root.close();
}

it('finds everything again after it was closed', async () => {
  const location = join(temporaryFolder(), 'made.when', 'missing');
  const record = ref(1);
  const first = createStorage({ location });
  await first.open();
  await first.commit({ blocks: [blockAt(0, [write(record, 1)]), blockAt(1, [write(record, 2)])] });
  await first.putBlock(unordered(blockAt(2)));
  const all = async (storage: Storage): Promise<unknown> => [
    await storage.metadata(),
    await historyOf(storage, record),
    await collect(storage.iterate(record.domain)),
    await Promise.all([0, 1, 2].map((id) => storage.getBlock({ hash: hashOf(id) }))),
    await storage.locateTransaction(hashOf(2_000_000)),
  ];
  const before = await all(first);
  expect(await first.sizeOnDisk()).toBeGreaterThan(0);
  await first.close();
  for (const storage of [first, createStorage({ location }), createStorage({ location, readOnly: true })]) {
    await storage.open();
    expect(await all(storage)).toEqual(before);
    await storage.close();
  }
});

it('does not change what it opens', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [blockAt(0)] });
  await storage.close();
  const before = readFileSync(join(location, 'data.mdb'));
  await storage.open();
  await storage.metadata();
  await storage.close();
  expect(readFileSync(join(location, 'data.mdb')).equals(before)).toBe(true);
});

it('a readOnly storage refuses to write', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  const reader = createStorage({ location, readOnly: true });
  await reader.open();
  for (const attempt of [() => reader.commit({ blocks: [blockAt(0)] }), () => reader.putBlock(unordered(blockAt(0)))]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'TOS_NOT_SUPPORTED' });
  }
  expect(await reader.metadata()).toBeUndefined();
  await storage.commit({ blocks: [blockAt(0)] });
  expect((await reader.metadata())?.head.topoheight).toBe(0);
  await Promise.all([reader.close(), storage.close()]);
});

it('readOnly needs a database and makes none', async () => {
  const folder = temporaryFolder();
  const missing = join(folder, 'missing');
  for (const location of [missing, folder]) {
    expect(await refusal(createStorage({ location, readOnly: true }))).toMatchObject({
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
  expect(await refusal(createStorage({ location }))).toMatchObject({
    code: 'TOS_STORAGE_FAILURE',
    message: expect.stringContaining('is a file'),
  });
  expect(readFileSync(location, 'utf8')).toBe('hello');
});

it('refuses a folder that cannot be made', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(await refusal(createStorage({ location: join(file, 'below') }))).toMatchObject({
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
    expect(await refusal(createStorage({ location, readOnly }))).toMatchObject({
      code: 'TOS_STORAGE_CORRUPT',
      message: expect.stringContaining(path),
    });
    expect(readFileSync(path).equals(Buffer.from(bytes))).toBe(true);
  }
});

it('refuses a data file that is a folder', async () => {
  const location = temporaryFolder();
  mkdirSync(join(location, 'data.mdb'));
  expect(await refusal(createStorage({ location }))).toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
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

it('a chain marked as half an import is not thrown away', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [blockAt(0)] });
  await storage.close();
  const root = open<Uint8Array, Uint8Array>({ path: location, noSubdir: false, ...binary });
  const metadata = root.openDB<Uint8Array, Uint8Array>({ name: 'metadata', ...binary });
  // One wrong bit in the key of the head makes the key of the mark.
  await metadata.remove(Uint8Array.of(1));
  await metadata.put(Uint8Array.of(5), new Uint8Array(8));
  await root.close();
  expect(await refusal(createStorage({ location }))).toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
  const again = open<Uint8Array, Uint8Array>({ path: location, noSubdir: false, ...binary });
  expect(again.openDB<Uint8Array, Uint8Array>({ name: 'blocks', ...binary }).getCount()).toBe(1);
  await again.close();
});

it('leaves the data file of a running writer alone, whatever its length', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [blockAt(0)] });
  await storage.close();
  const path = join(location, 'data.mdb');
  const size = statSync(path).size - 4096;
  truncateSync(path, size);
  const lock = await lockFolder(location);
  expect(await refusal(createStorage({ location }))).toMatchObject({ code: 'TOS_DATADIR_LOCKED' });
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
  const storage = createStorage({ location });
  try {
    await storage.open();
  } finally {
    Object.assign(fs, { openSync, fsyncSync });
    syncBuiltinESMExports();
  }
  await storage.close();
  expect(isSynced).toBe(true);
});

it('is read beside a writer, unless the mount is read-only, so that the writer cannot know of the reader', async () => {
  const location = temporaryFolder();
  const writer = createStorage({ location });
  await writer.open();
  await writer.commit({ blocks: [blockAt(0)] });
  const reader = createStorage({ location, readOnly: true });
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
    expect((await reader.metadata())?.head.topoheight).toBe(0);
    await reader.close();
  } finally {
    fs.accessSync = accessSync;
    syncBuiltinESMExports();
  }
});

it('takes an empty data file for a new database', async () => {
  const location = temporaryFolder();
  writeFileSync(join(location, 'data.mdb'), '');
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [blockAt(0)] });
  await storage.close();
});

it('refuses a newer format and changes nothing', async () => {
  const location = temporaryFolder();
  await writeFormat(location, Uint8Array.of(0, 0, 0, 2));
  const before = readFileSync(join(location, 'data.mdb'));
  for (const readOnly of [false, true]) {
    expect(await refusal(createStorage({ location, readOnly }))).toMatchObject({
      code: 'TOS_STORAGE_FORMAT',
      details: { found: 2, supported: 1 },
    });
  }
  expect(readFileSync(join(location, 'data.mdb')).equals(before)).toBe(true);
});

it('refuses a database of LMDB that is something else', async () => {
  const [other, odd, half] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  const root = open<Uint8Array, Uint8Array>({ path: other, noSubdir: false, ...binary });
  await root.openDB<Uint8Array, Uint8Array>({ name: 'mine', ...binary }).put(Uint8Array.of(1), Uint8Array.of(1));
  await root.close();
  await writeFormat(odd, Uint8Array.of(1));
  await writeFormat(half, Uint8Array.of(0, 0, 0, 1));
  for (const location of [other, odd, half]) {
    const before = readFileSync(join(location, 'data.mdb'));
    expect(await refusal(createStorage({ location })), location).toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
    expect(readFileSync(join(location, 'data.mdb')).equals(before)).toBe(true);
  }
});

it('snapshots and iterations that are left open do not hold up closing, and fail afterwards', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [blockAt(0, [write(ref(1), 1), write(ref(2), 1)])] });
  const snapshot = await storage.snapshot();
  const iteration = storage.iterate(ref(1).domain)[Symbol.asyncIterator]();
  await iteration.next();
  const snapshotIteration = snapshot.iterate(ref(1).domain)[Symbol.asyncIterator]();
  await storage.close();
  await expect(iteration.next()).rejects.toMatchObject({ code: 'TOS_NOT_OPEN' });
  await expect(snapshotIteration.next()).rejects.toMatchObject({ code: 'TOS_NOT_OPEN' });
  await expect(snapshot.metadata()).rejects.toMatchObject({ code: 'TOS_NOT_OPEN' });
  await snapshot.close();
  await storage.open();
  expect((await storage.metadata())?.head.topoheight).toBe(0);
  await storage.close();
});
