import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OrderedStore, type StoreRow, storeTables } from '@tos/versioned-storage';
import { ClassicLevel } from 'classic-level';
import { expect, it, onTestFinished } from 'vitest';
import { createStore } from '../src/classic/index.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tos-level-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const row = { key: Uint8Array.of(1), value: new Uint8Array(1000).fill(7) };

/** A location with one row in each table. */
async function filled(): Promise<string> {
  const location = temporaryFolder();
  const store = createStore({ location });
  await store.open();
  await store.write(storeTables.map((table) => ({ table, ...row })));
  await store.close();
  return location;
}

async function rowsOf(store: OrderedStore): Promise<readonly StoreRow[]> {
  const view = await store.view();
  try {
    return (await Promise.all(storeTables.map((table) => view.range(table, { limit: 9 })))).flat();
  } finally {
    await view.close();
  }
}

/** The error of opening, for a store that may then be closed. */
async function refusal(location: string, readOnly = false): Promise<unknown> {
  const store = createStore({ location, readOnly });
  const error: unknown = await store.open().then(
    () => 'it opened',
    (caught: unknown) => caught,
  );
  await store.close();
  return error;
}

it('a database that has lost CURRENT or its manifest is refused, and keeps its files', async () => {
  for (const name of [/^CURRENT$/, /^MANIFEST-/]) {
    const location = await filled();
    const folder = join(location, 'level');
    const lost = readdirSync(folder).find((file) => name.test(file))!;
    rmSync(join(folder, lost));
    const before = readdirSync(folder).toSorted();
    for (const readOnly of [false, true]) {
      expect(await refusal(location, readOnly), lost).toMatchObject({
        code: 'TOS_STORAGE_CORRUPT',
        message: expect.stringContaining(lost),
      });
      expect(readdirSync(folder).toSorted(), lost).toEqual(before);
    }
  }
});

it.each(['', 'this is no database\n', 'MANIFEST-999999\n'])('a CURRENT of %j is refused', async (text) => {
  const location = await filled();
  writeFileSync(join(location, 'level', 'CURRENT'), text);
  expect(await refusal(location)).toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
  expect(readFileSync(join(location, 'level', 'CURRENT'), 'utf8')).toBe(text);
});

it('a folder in which making the database was cut off is taken for a new one', async () => {
  const location = temporaryFolder();
  mkdirSync(join(location, 'level'));
  for (const name of ['LOCK', 'LOG', 'MANIFEST-000001']) writeFileSync(join(location, 'level', name), '');
  const store = createStore({ location });
  await store.open();
  await store.write([{ table: 'latest', ...row }]);
  await store.close();
});

it('a database of LevelDB that is something else is refused', async () => {
  const location = temporaryFolder();
  const other = new ClassicLevel(join(location, 'level'));
  await other.put('a', 'b');
  await other.close();
  expect(await refusal(location)).toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
  await other.open();
  expect(await other.get('a')).toBe('b');
  await other.close();
});

it('a database that another program of LevelDB has open is refused', async () => {
  const location = await filled();
  const other = new ClassicLevel(join(location, 'level'));
  await other.open();
  expect(await refusal(location)).toMatchObject({
    code: 'TOS_DATADIR_LOCKED',
    message: expect.stringMatching(/^Another program, or another thread of this one, has the database open/),
  });
  await other.close();
  const store = createStore({ location });
  await store.open();
  expect(await rowsOf(store)).toHaveLength(storeTables.length);
  await store.close();
});

it('a reader holds the location too, because LevelDB lets nobody in beside it', async () => {
  const location = await filled();
  const reader = createStore({ location, readOnly: true });
  await reader.open();
  expect(await refusal(location)).toMatchObject({ code: 'TOS_DATADIR_LOCKED' });
  expect(await refusal(location, true)).toMatchObject({ code: 'TOS_DATADIR_LOCKED' });
  expect(await rowsOf(reader)).toHaveLength(storeTables.length);
  await expect(reader.write([])).rejects.toMatchObject({ code: 'TOS_NOT_SUPPORTED' });
  await reader.close();
});

it('readOnly makes nothing, in a folder of something else either', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), 'hello');
  const missing = join(folder, 'missing');
  for (const location of [missing, folder, join(folder, 'file')]) {
    expect(await refusal(location, true), location).toMatchObject({ code: 'TOS_STORAGE_FAILURE' });
  }
  expect(existsSync(missing)).toBe(false);
  expect(readdirSync(folder)).toEqual(['file']);
});

it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'a folder that is not writable is refused with a reason, for reading too',
  async () => {
    const location = await filled();
    chmodSync(location, 0o500);
    onTestFinished(() => chmodSync(location, 0o700));
    expect(await refusal(location, true)).toMatchObject({
      code: 'TOS_STORAGE_FAILURE',
      message: expect.stringMatching(/^LevelDB could not open: it writes to its folder/),
    });
  },
);

it('a table file that is cut or gone is an error, and never other rows', async () => {
  for (const damage of ['cut', 'gone']) {
    const location = await filled();
    // The second opening writes the rows of the log into a table file.
    const again = createStore({ location });
    await again.open();
    await again.close();
    const folder = join(location, 'level');
    const table = join(folder, readdirSync(folder).find((file) => file.endsWith('.ldb'))!);
    if (damage === 'gone') rmSync(table);
    else writeFileSync(table, readFileSync(table).subarray(0, 100));
    const store = createStore({ location });
    const found: unknown = await store
      .open()
      .then(() => rowsOf(store))
      .catch((error: unknown) => error);
    expect(found, damage).toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
    await store.close();
  }
});
