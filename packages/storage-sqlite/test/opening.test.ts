import { once } from 'node:events';
import fs, { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type FolderLock, lockFolder } from '@tos/data-folder';
import {
  type BlockCommit,
  balanceRef,
  domainList,
  encodeBalance,
  encodeU64Record,
  NATIVE_ASSET,
  nonceRef,
  type Storage,
} from '@tos/state';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createStorage, createStore } from '../src/index.ts';
import { assertUsable, explainBindings } from '../src/load-better-sqlite.ts';

const account = new Uint8Array(32).fill(0xab);
const FILE = 'chain.sqlite';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tos-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function firstBlock(amount: bigint): BlockCommit {
  const hash = new Uint8Array(32).fill(1);
  const asset = new Uint8Array(32).fill(0xcd);
  return {
    block: { hash, height: 0, topoheight: 0, bytes: hash, transactionHashes: [], digest: hash, info: hash },
    writes: [
      { ref: nonceRef(account), value: encodeU64Record(amount) },
      { ref: balanceRef(account, NATIVE_ASSET), value: encodeBalance({ type: 'input', final: amount, output: null }) },
      { ref: balanceRef(account, asset), value: encodeBalance({ type: 'both', final: 7n, output: amount }) },
    ],
    metadata: {
      network: 'devnet',
      genesis: hash,
      head: { hash, height: 0, topoheight: 0 },
      tips: [hash],
      supply: { emitted: amount, burned: 0n },
      digest: hash,
    },
  };
}

it.each([0n, 1n, 999_999_999n, 1_000_000_000n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n])(
  'the views show %s as it is',
  async (amount) => {
    const location = temporaryFolder();
    const storage = createStorage({ location });
    await storage.open();
    await storage.commit({ blocks: [firstBlock(amount)] });
    const database = new Database(join(location, FILE), { readonly: true });
    const hex = 'ab'.repeat(32);
    expect(database.prepare('SELECT * FROM nonce').all()).toEqual([
      { account: hex, nonce: String(amount), topoheight: 0, previous: null },
    ]);
    expect(database.prepare('SELECT account, asset, flags, final, output FROM balance').all()).toEqual([
      { account: hex, asset: 'TOS', flags: 0, final: String(amount), output: null },
      { account: hex, asset: 'cd'.repeat(32), flags: 6, final: '7', output: String(amount) },
    ]);
    expect(database.prepare('SELECT * FROM multisig').all()).toEqual([]);
    // The views are true as soon as a block is committed. They show no deleted record.
    const { block, writes, metadata } = firstBlock(amount);
    const hash = new Uint8Array(32).fill(2);
    const second = { ...block, hash, height: 1, topoheight: 1 };
    const [nonce, balance] = writes;
    const changes = [nonce!, { ...balance!, value: null }];
    await storage.commit({
      blocks: [{ block: second, writes: changes, metadata: { ...metadata, head: { hash, height: 1, topoheight: 1 } } }],
    });
    expect(database.prepare('SELECT * FROM nonce').all()).toEqual([
      { account: hex, nonce: String(amount), topoheight: 1, previous: 0 },
    ]);
    expect(database.prepare('SELECT asset, topoheight, previous FROM balance').all()).toEqual([
      { asset: 'cd'.repeat(32), topoheight: 0, previous: null },
    ]);
    database.close();
    await storage.close();
  },
);

it.each([
  ['text', Buffer.from('this is no database. '.repeat(1000)), 'TOS_STORAGE_CORRUPT'],
  ['bytes that differ', new Uint8Array(100_000).map((_, i) => (i * 7919) >> 3), 'TOS_STORAGE_CORRUPT'],
])('refuses a file of %s and leaves it as it is', async (_, bytes, code) => {
  const location = temporaryFolder();
  const path = join(location, FILE);
  writeFileSync(path, bytes);
  for (const readOnly of [false, true]) {
    await expect(createStorage({ location, readOnly }).open()).rejects.toMatchObject({ code });
    expect(readFileSync(path).equals(Buffer.from(bytes))).toBe(true);
  }
});

const OURS = 'PRAGMA application_id = 0x544f5331';

it.each([
  ['of something else', 'CREATE TABLE mine (x)', 'TOS_STORAGE_CORRUPT', 'its tables are of something else'],
  [
    'with tables that are missing',
    `${OURS}; PRAGMA user_version = 2`,
    'TOS_STORAGE_CORRUPT',
    'it has no table metadata, ',
  ],
  [
    'of an older format',
    `${OURS}; PRAGMA user_version = 1; CREATE TABLE latest_nonce (key)`,
    'TOS_STORAGE_FORMAT',
    'older',
  ],
  ['of a newer format', `${OURS}; PRAGMA user_version = 3; CREATE TABLE latest (key)`, 'TOS_STORAGE_FORMAT', 'newer'],
])('refuses a database %s, and changes nothing', async (_, sql, code, problem) => {
  for (const mode of ['DELETE', 'WAL']) {
    const location = temporaryFolder();
    const path = join(location, FILE);
    const other = new Database(path);
    other.exec(`PRAGMA journal_mode = ${mode}; ${sql}`);
    other.close();
    const before = readFileSync(path);
    for (const readOnly of [false, true]) {
      const refused = createStorage({ location, readOnly }).open();
      await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(problem) });
    }
    expect(readFileSync(path).equals(before)).toBe(true);
    // Nothing that a writer made is left. A reader of a log leaves its index, which the next writer removes.
    expect(readdirSync(location).filter((name) => !/-(wal|shm)$/.test(name))).toEqual([FILE]);
  }
});

it('makes views again that are missing or that another version made', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [firstBlock(5n)] });
  await storage.close();
  const database = new Database(join(location, FILE));
  const views = (): unknown =>
    database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY name").all();
  const made = views();
  database.exec('DROP VIEW nonce; DROP VIEW balance; CREATE VIEW balance AS SELECT 1 AS one');
  const reader = createStorage({ location, readOnly: true });
  await reader.open();
  expect((await reader.metadata())?.head.topoheight).toBe(0);
  await reader.close();
  expect(views()).not.toEqual(made);
  await storage.open();
  expect(views()).toEqual(made);
  await storage.close();
  database.close();
});

it('a file that was cut short is refused', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [firstBlock(5n)] });
  await storage.close();
  const path = join(location, FILE);
  const whole = readFileSync(path);
  for (let end = 512; end < whole.length; end += 4096) {
    writeFileSync(path, whole);
    truncateSync(path, end);
    const damaged = createStorage({ location });
    const attempt = damaged.open().then(() => damaged.getBlock({ topoheight: 0 }));
    await expect(attempt, `cut at ${end}`).rejects.toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
    await damaged.close();
  }
});

it('names the pages that are wrong', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [firstBlock(5n)] });
  await storage.close();
  const path = join(location, FILE);
  const whole = readFileSync(path);
  for (let page = 4096; page < whole.length; page += 4096) {
    writeFileSync(path, new Uint8Array(whole).fill(0, page, page + 4096));
    const store = createStore({ location });
    const found: unknown[] = [];
    try {
      await store.open();
      for await (const problem of store.problems(() => undefined)) found.push(problem);
    } catch (error) {
      found.push(error);
    }
    await store.close();
    expect(found, `page at ${page}`).not.toEqual([]);
    expect(found.length, `page at ${page}`).toBeLessThanOrEqual(20);
  }
});

it('whatever bit of the file is wrong: the same contents, other contents or a clear error', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [firstBlock(5n)] });
  const read = async (from: Storage): Promise<unknown> => [
    await from.metadata(),
    await from.getBlock({ topoheight: 0 }),
    await from.readMany(firstBlock(5n).writes.map(({ ref }) => ref)),
    await Promise.all(domainList.map((domain) => from.count(domain))),
  ];
  await read(storage);
  await storage.close();
  const path = join(location, FILE);
  const whole = readFileSync(path);
  for (let flip = 0; flip < 200; flip++) {
    const damaged = new Uint8Array(whole);
    const bit = Math.floor(Math.random() * 8 * (flip % 4 === 0 ? 4096 : whole.length));
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(path, damaged);
    const flipped = createStorage({ location });
    try {
      await flipped.open();
      await read(flipped);
    } catch (error) {
      expect(error, `bit ${bit}`).toMatchObject({
        code: expect.stringMatching(/^TOS_STORAGE_(CORRUPT|FAILURE|FORMAT)$/),
      });
    }
    await flipped.close();
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  }
});

it('waits for the lock of another program without stopping the event loop, says so, and goes on', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  const other = new Database(join(location, FILE));
  other.exec('BEGIN IMMEDIATE');
  const warning = once(process, 'warning');
  let isDone = false;
  const commit = storage.commit({ blocks: [firstBlock(5n)] }).then(() => {
    isDone = true;
  });
  // The warning comes one second later; meanwhile the event loop turns, and reads answer.
  expect(String(await warning)).toContain(`Another program has a lock on ${join(location, FILE)}`);
  expect([isDone, await storage.metadata()]).toEqual([false, undefined]);
  other.exec('ROLLBACK');
  await commit;
  expect((await storage.metadata())?.head.topoheight).toBe(0);
  other.close();
  await storage.close();
});

it('opens beside a program that holds the file, once that lets go', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [firstBlock(5n)] });
  await storage.close();
  for (const again of [createStorage({ location, readOnly: true }), storage]) {
    const other = new Database(join(location, FILE));
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const opening = again.open();
    await setTimeout(100);
    expect(again.status).toBe('opening');
    other.close();
    await opening;
    expect((await again.metadata())?.head.topoheight).toBe(0);
    await again.close();
  }
});

it.each(['DELETE', 'TRUNCATE', 'PERSIST'])('sets the journal mode back that another program made %s', async (mode) => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [firstBlock(5n)] });
  await storage.close();
  const other = new Database(join(location, FILE));
  other.pragma(`journal_mode = ${mode}`);
  other.close();
  const reader = createStorage({ location, readOnly: true });
  await reader.open();
  expect((await reader.metadata())?.head.topoheight).toBe(0);
  await reader.close();
  await storage.open();
  // With a rollback journal an open snapshot would delay the commit.
  const snapshot = await storage.snapshot();
  await storage.putBlock({ ...firstBlock(5n).block, hash: new Uint8Array(32).fill(9), topoheight: null, digest: null });
  await snapshot.close();
  await storage.close();
});

it.each([' leading', 'trailing ', 'a?b#c%20d', 'file:x', ':memory:'])(
  'a relative location %j is a folder',
  async (name) => {
    const folder = temporaryFolder();
    const location = relative(process.cwd(), join(folder, name));
    const storage = createStorage({ location });
    await storage.open();
    await storage.commit({ blocks: [firstBlock(5n)] });
    await storage.close();
    expect(readdirSync(folder)).toEqual([name]);
    expect(readdirSync(join(folder, name))).toEqual([FILE]);
  },
);

/** Makes a folder not writable for the rest of a test. Temporary folders are then made in the folder that this returns. */
function makeUnwritable(location: string): string {
  const { accessSync } = fs;
  const temporary = temporaryFolder();
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, temporary);
  fs.accessSync = (path, mode) => {
    if (path === location) throw Object.assign(new Error('EROFS: injected'), { code: 'EROFS' });
    accessSync(path, mode);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    vi.unstubAllEnvs();
    fs.accessSync = accessSync;
    syncBuiltinESMExports();
  });
  return temporary;
}

it('reads a copy where the folder is not writable, with what is in the log only, and takes the copy away', async () => {
  const [written, location] = [temporaryFolder(), temporaryFolder()];
  const storage = createStorage({ location: written });
  await storage.open();
  await storage.commit({ blocks: [firstBlock(5n)] });
  // A killed writer leaves the file and its log like this.
  for (const file of [FILE, `${FILE}-wal`]) cpSync(join(written, file), join(location, file));
  await storage.close();
  const temporary = makeUnwritable(location);
  const reader = createStorage({ location, readOnly: true });
  await reader.open();
  expect((await reader.metadata())?.head.topoheight).toBe(0);
  expect([readdirSync(temporary).length, readdirSync(location)]).toEqual([1, [FILE, `${FILE}-wal`]]);
  await reader.close();
  expect(readdirSync(temporary)).toEqual([]);
});

it.each(['before', 'while'])('refuses to read a copy when somebody began to write %s it is made', async (when) => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  await storage.commit({ blocks: [firstBlock(5n)] });
  await storage.close();
  const temporary = makeUnwritable(location);
  const { copyFile } = fs.promises;
  let lock: FolderLock | undefined;
  if (when === 'before') lock = await lockFolder(location);
  fs.promises.copyFile = async (...files) => {
    lock ??= await lockFolder(location);
    await copyFile(...files);
  };
  syncBuiltinESMExports();
  try {
    await expect(createStorage({ location, readOnly: true }).open()).rejects.toMatchObject({
      code: 'TOS_DATADIR_LOCKED',
      message: expect.stringContaining('not writable here'),
    });
  } finally {
    fs.promises.copyFile = copyFile;
    syncBuiltinESMExports();
    lock?.release();
  }
  expect(readdirSync(temporary)).toEqual([]);
});

it('says what to do about better-sqlite3', () => {
  const on = (node: string, napi: string) => ({ node, napi });
  expect(() => assertUsable(null, on('20.20.2', '9'))).toThrow('is not installed');
  for (const [version, node, remedy] of [
    ['13.2.0', on('20.20.2', '9'), 'Install ^12.11.0, or use Node 22 or newer'],
    ['12.11.1', on('24.19.0', '10'), 'Install ^13.0.0'],
  ] as const) {
    const message = `better-sqlite3 ${version} crashes on Node ${node.node}. ${remedy}.`;
    expect(() => assertUsable(version, node)).toThrow(message);
  }
  for (const node of [on('20.20.2', '9'), on('22.23.3', '10'), on('26.12.1', '10')]) {
    expect(() => assertUsable('12.11.1', node)).not.toThrow();
  }
  for (const node of [on('22.23.3', '10'), on('24.19.0', '10'), on('26.12.1', '10')]) {
    expect(() => assertUsable('13.2.0', node)).not.toThrow();
  }
  expect(explainBindings('Could not locate the bindings file. Tried:\n ...')).toContain('allowBuilds');
  expect(explainBindings('disk I/O error')).toBe('disk I/O error');
});
