import { MemoryLevel } from 'memory-level';
import { expect, test } from 'vitest';
import { createLevelStore, type LevelDatabase } from '../src/index.ts';

const put = { table: 'latest', key: Uint8Array.of(1), value: Uint8Array.of(1) } as const;

/** A database of memory-level that says that it is kept. */
function kept(): MemoryLevel<string, string> {
  const database = new MemoryLevel();
  database.supports.permanence = true;
  return database;
}

test('the caller says what a database on a disk survives, and cannot say that one in memory survives anything', () => {
  for (const durability of [undefined, 'none', 'disk'] as const) {
    // @ts-expect-error There is no durability of this name.
    expect(() => createLevelStore(kept(), { durability }), durability).toThrow(
      expect.objectContaining({ code: 'TOS_INVALID_ARGUMENT' }),
    );
  }
  for (const durability of ['process', 'power'] as const) {
    expect(createLevelStore(kept(), { durability }).manifest).toMatchObject({ durability, persistent: true });
    expect(() => createLevelStore(new MemoryLevel(), { durability })).toThrow(
      expect.objectContaining({ code: 'TOS_INVALID_ARGUMENT' }),
    );
  }
  expect(createLevelStore(new MemoryLevel()).manifest).toMatchObject({ durability: 'none', persistent: false });
});

test.each(['utf8', 'json', 'buffer', 'view'])(
  'a database with the encoding %s and an instance that is open already',
  async (encoding) => {
    const database: LevelDatabase = new MemoryLevel({ keyEncoding: encoding, valueEncoding: encoding });
    await database.open();
    const store = createLevelStore(database);
    await store.open();
    await store.write([put]);
    const view = await store.view();
    expect(await view.range('latest', { limit: 9 })).toEqual([{ key: put.key, value: put.value }]);
    await view.close();
    await store.close();
  },
);

test('a database with rows of something else is refused, and keeps them', async () => {
  const database = new MemoryLevel();
  await database.put('a', 'b');
  const store = createLevelStore(database);
  await expect(store.open()).rejects.toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
  await database.open();
  expect(await database.get('a')).toBe('b');
});

test('a mark of something else, or of a newer layout, is refused', async () => {
  const bytes = { keyEncoding: 'view', valueEncoding: 'view' } as const;
  const mark = Uint8Array.from([...Buffer.from('TOS'), 2, 0, 0, 0, 0, 0, 0, 0, 0]);
  for (const [row, error] of [
    [mark, { code: 'TOS_STORAGE_FORMAT', details: { found: 2, supported: 1 } }],
    [mark.slice(1), { code: 'TOS_STORAGE_CORRUPT' }],
    [new Uint8Array(12), { code: 'TOS_STORAGE_CORRUPT' }],
  ] as const) {
    const database = kept();
    await database.put(Uint8Array.of(0), row, bytes);
    await expect(createLevelStore(database, { durability: 'process' }).open()).rejects.toMatchObject(error);
  }
});

test('a second store over an open database is refused, a later one is not', async () => {
  const database = kept();
  const [first, second] = [1, 2].map(() => createLevelStore(database, { durability: 'process' }));
  await first!.open();
  await first!.write([put]);
  await expect(second!.open()).rejects.toMatchObject({ code: 'TOS_DATADIR_LOCKED' });
  await second!.close();
  await first!.write([put]);
  await first!.close();
  await second!.open();
  expect(await second!.sizeOnDisk()).toBeGreaterThan(0);
  await second!.close();
});

test('a row that belongs to no table is a problem', async () => {
  const database = kept();
  const store = createLevelStore(database, { durability: 'process' });
  await store.open();
  await store.write([put]);
  const bytes = { keyEncoding: 'view', valueEncoding: 'view' } as const;
  for (const key of [[0, 1], [9], [255, 255]]) await database.put(Uint8Array.from(key), new Uint8Array(), bytes);
  const problems: string[] = [];
  for await (const problem of store.problems(() => undefined)) problems.push(problem);
  expect(problems).toEqual([0, 9, 255].map((first) => `a row belongs to no table: its key begins with ${first}`));
  await store.close();
});

test('whoever closes the database under a store gets an error of the table', async () => {
  const database = kept();
  const store = createLevelStore(database, { durability: 'process' });
  await store.open();
  const view = await store.view();
  await database.close();
  await expect(async () => view.range('latest', { limit: 1 })).rejects.toMatchObject({ code: 'TOS_NOT_OPEN' });
  await expect(async () => (await store.view()).range('latest', { limit: 1 })).rejects.toMatchObject({
    code: 'TOS_NOT_OPEN',
  });
  await expect(store.write([put])).rejects.toMatchObject({ code: 'TOS_NOT_OPEN' });
  // After a failed write the store opens the database again, whatever has closed it.
  await store.write([put]);
  expect(await store.sizeOnDisk()).toBeGreaterThan(0);
  await store.close();
});
