import { createMemoryStore, type OrderedStore, type StorePut, type StoreView } from '@tos/versioned-storage';
import { MemoryLevel } from 'memory-level';
import { expect, test } from 'vitest';
import { createLevelStore } from '../src/index.ts';

type Operations = readonly ({ type: 'put'; key: unknown; value: unknown } | { type: 'del'; key: unknown })[];

/** What a database does with its next writes and its next opening, as LevelDB does on a full disk. */
interface Faults {
  /** The batch fails. `lost`: and never comes. `late`: and is there once the database was opened again. */
  batch: 'lost' | 'late' | null;
  /** Batches that are acknowledged, and gone once the database was opened again. */
  forgets: boolean;
  /** The number of openings that fail. */
  openings: number;
}

class Faulty extends MemoryLevel<string, string> {
  readonly faults: Faults = { batch: null, forgets: false, openings: 0 };
  openings = 0;
  #late: (() => Promise<unknown>)[] = [];

  constructor({ snapshots }: { snapshots: boolean }) {
    super();
    this.supports.permanence = true;
    this.supports.explicitSnapshots = snapshots;
  }

  async _open(): Promise<void> {
    this.openings++;
    if (this.faults.openings > 0) {
      this.faults.openings--;
      throw new Error('the disk is full');
    }
    for (const work of this.#late.splice(0)) await work();
  }

  async _batch(operations: Operations, options: object): Promise<void> {
    const write = async (what: Operations): Promise<unknown> =>
      Reflect.get(MemoryLevel.prototype, '_batch').call(this, what, options);
    if (this.faults.batch === 'late') this.#late.push(() => write(operations));
    if (this.faults.batch !== null) {
      this.faults.batch = null;
      throw new Error('the disk is full');
    }
    if (this.faults.forgets) {
      const keys = operations.map(({ key }) => key);
      const before: unknown[] = await Reflect.get(MemoryLevel.prototype, '_getMany').call(this, keys, {});
      this.#late.push(() =>
        write(keys.map((key, i) => (before[i] ? { type: 'put', key, value: before[i] } : { type: 'del', key }))),
      );
    }
    await write(operations);
  }
}

const put = (n: number, value: number | null): StorePut => ({
  table: 'latest',
  key: Uint8Array.of(n),
  value: value === null ? null : Uint8Array.of(value),
});

async function rowsOf(view: StoreView): Promise<number[][]> {
  const rows = await view.range('latest', { limit: 100 });
  return rows.map(({ key, value }) => [key[0]!, value[0]!]);
}

async function rowsNow(store: OrderedStore): Promise<number[][]> {
  const view = await store.view();
  try {
    return await rowsOf(view);
  } finally {
    await view.close();
  }
}

const full = { code: 'TOS_STORAGE_FAILURE', message: expect.stringContaining('the disk is full') };

const cases = [true, false].flatMap((snapshots) => (['lost', 'late'] as const).map((batch) => ({ snapshots, batch })));

test.each(cases)(
  'a failed write that is $batch leaves nothing, and later ones are kept (snapshots: $snapshots)',
  async ({ snapshots, batch }) => {
    const database = new Faulty({ snapshots });
    const store = createLevelStore(database, { durability: 'process' });
    const model = createMemoryStore();
    await store.open();
    for (const target of [store, model]) await target.write([put(1, 1), put(2, 2)]);
    const view = await store.view();
    database.faults.batch = batch;
    await expect(store.write([put(1, 9), put(2, null), put(3, 9)])).rejects.toMatchObject(full);
    expect(database.openings).toBe(2);
    expect(await rowsNow(store)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    // The state of the view is the newest one, so that it goes on.
    expect(await rowsOf(view)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    await view.close();
    for (const target of [store, model]) await target.write([put(2, 5), put(4, 4)]);
    expect(await rowsNow(store)).toEqual(await rowsNow(model));
    await store.close();
    await store.open();
    expect(await rowsNow(store)).toEqual([
      [1, 1],
      [2, 5],
      [4, 4],
    ]);
    await store.close();
  },
);

test.each([true, false])(
  'a database that cannot be opened again refuses everything until it can (snapshots: %s)',
  async (snapshots) => {
    const database = new Faulty({ snapshots });
    const store = createLevelStore(database, { durability: 'process' });
    await store.open();
    await store.write([put(1, 1)]);
    const view = await store.view();
    Object.assign(database.faults, { batch: 'late', openings: 3 });
    await expect(store.write([put(1, 2)])).rejects.toMatchObject(full);
    await expect(rowsOf(view)).rejects.toMatchObject(full);
    await expect(store.write([put(1, 3)])).rejects.toMatchObject(full);
    expect(await rowsNow(store)).toEqual([[1, 1]]);
    expect(await rowsOf(view)).toEqual([[1, 1]]);
    await store.write([put(1, 4)]);
    expect(await rowsNow(store)).toEqual([[1, 4]]);
    await view.close();
    await store.close();
  },
);

test('a view of an older state ends with an error, and never shows another state', async () => {
  const database = new Faulty({ snapshots: true });
  const store = createLevelStore(database, { durability: 'process' });
  await store.open();
  const old = await store.view();
  await store.write([put(1, 1)]);
  const newest = await store.view();
  database.faults.batch = 'lost';
  await expect(store.write([put(1, 2)])).rejects.toMatchObject(full);
  await expect(rowsOf(old)).rejects.toMatchObject({
    code: 'TOS_STORAGE_FAILURE',
    message: expect.stringMatching(/^This view has ended: .* Take a new view\./),
  });
  expect(await rowsOf(newest)).toEqual([[1, 1]]);
  await old.close();
  await newest.close();
  await store.close();
});

test('acknowledged writes that are gone are reported, and nothing is read or written any more', async () => {
  const database = new Faulty({ snapshots: true });
  const store = createLevelStore(database, { durability: 'process' });
  await store.open();
  await store.write([put(1, 1)]);
  database.faults.forgets = true;
  await store.write([put(1, 2)]);
  database.faults.forgets = false;
  database.faults.batch = 'lost';
  await expect(store.write([put(1, 3)])).rejects.toMatchObject(full);
  const lost = {
    code: 'TOS_STORAGE_CORRUPT',
    message: expect.stringContaining('after a write that failed, 1 acknowledged writes are gone'),
  };
  await expect(rowsNow(store)).rejects.toMatchObject(lost);
  await expect(store.write([put(1, 4)])).rejects.toMatchObject(lost);
  await store.close();
});

test.each([true, false])(
  'reads that are under way while a write fails give what they would have given (snapshots: %s)',
  async (snapshots) => {
    for (let turns = 0; turns < 12; turns++) {
      const database = new Faulty({ snapshots });
      const store = createLevelStore(database, { durability: 'process' });
      await store.open();
      const rows = Array.from({ length: 2_500 }, (_, i) => ({
        key: Uint8Array.of(i >> 8, i),
        value: Uint8Array.of(i),
      }));
      await store.write(rows.map((row) => ({ table: 'latest', ...row })));
      const view = await store.view();
      database.faults.batch = 'lost';
      const failing = expect(store.write([put(1, 1)])).rejects.toMatchObject(full);
      for (let i = 0; i < turns; i++) await undefined;
      const reads = [view.range('latest', { limit: 5_000 }), view.range('latest', { limit: 5_000, reverse: true })];
      const found: (number | undefined)[] = [];
      const keys = rows.map(({ key }) => key);
      await view.read('latest', keys, (row) => found.push(row?.[0]));
      expect(found, `after ${turns} turns`).toEqual(rows.map(({ value }) => value[0]));
      expect(await reads[0], `after ${turns} turns`).toEqual(rows);
      expect(await reads[1], `after ${turns} turns`).toEqual(rows.toReversed());
      await failing;
      await view.close();
      await store.close();
    }
  },
);
