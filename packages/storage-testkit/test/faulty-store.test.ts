import type { OrderedStore } from '@tos/versioned-storage';
import { describe, expect, test } from 'vitest';
import { FaultyStore, MemoryDisk, orderedStoreSuite } from '../src/index.ts';
import { putsOf, readKeys, row, rowsOf, withView } from '../src/store-fixture.ts';

// A store whose chosen call never comes is a store like any other.
orderedStoreSuite({ describe, test }, new URL('./stores/never-failing.mjs', import.meta.url));

const FAILURE = { code: 'TOS_STORAGE_FAILURE' };

function put(store: OrderedStore, n: number): Promise<void> {
  return store.write(putsOf('latest', [row([n], [n])]));
}

/** The numbers that were put, as a store has them. */
async function numbersIn(store: OrderedStore): Promise<(number | undefined)[]> {
  return (await rowsOf(store, 'latest')).map(({ value }) => value[0]);
}

/** Opens a store with the rows of another one of a disk, and reads it. */
async function reopened(store: OrderedStore): Promise<(number | undefined)[]> {
  await store.close();
  await store.open();
  return numbersIn(store);
}

test('a write that is refused has done nothing', async () => {
  const store = new FaultyStore(new MemoryDisk().store(), { fault: 'refuses', at: 1 });
  await store.open();
  await put(store, 1);
  await expect(put(store, 2)).rejects.toMatchObject(FAILURE);
  await put(store, 3);
  expect(await numbersIn(store)).toEqual([1, 3]);
  expect(await reopened(store)).toEqual([1, 3]);
});

test('views, reads and ranges are refused too, each once', async () => {
  const disk = new MemoryDisk();
  await put(disk.store(), 1);
  const attempt = async (at: number): Promise<[boolean, number]> => {
    const store = new FaultyStore(disk.store(), { fault: 'refuses', at });
    const read = (): Promise<unknown> =>
      withView(store, async (view) => [
        await readKeys(view, 'latest', [Uint8Array.of(1)]),
        await view.range('latest', { limit: 1 }),
      ]);
    const error: unknown = await read().then(
      () => null,
      (caught: unknown) => caught,
    );
    if (error !== null) expect(error).toMatchObject(FAILURE);
    await read();
    return [error !== null, store.calls];
  };
  // Calls 0 to 2 are a view, a read and a range.
  expect(await attempt(0)).toEqual([true, 4]);
  expect(await attempt(1)).toEqual([true, 5]);
  expect(await attempt(2)).toEqual([true, 6]);
  expect(await attempt(6)).toEqual([false, 6]);
});

test('a write that tears fails and has been done', async () => {
  const store = new FaultyStore(new MemoryDisk().store(), { fault: 'tears', at: 1 });
  await store.open();
  await put(store, 1);
  await expect(put(store, 2)).rejects.toMatchObject(FAILURE);
  expect(await numbersIn(store)).toEqual([1, 2]);
  expect(await reopened(store)).toEqual([1, 2]);
});

test('a write that lies succeeds and has not been done', async () => {
  const store = new FaultyStore(new MemoryDisk().store(), { fault: 'lies', at: 1 });
  await store.open();
  for (const n of [1, 2, 3]) await put(store, n);
  expect(store.hasFailed).toBe(true);
  expect(await numbersIn(store)).toEqual([1, 3]);
});

test('what is written behind a write that loses is gone when the store is opened again', async () => {
  const store = new FaultyStore(new MemoryDisk().store(), { fault: 'loses', at: 1 });
  await store.open();
  await put(store, 1);
  await expect(put(store, 2)).rejects.toMatchObject(FAILURE);
  await put(store, 3);
  await store.write([...putsOf('latest', [row([1], [9])]), ...putsOf('order', [row([4], [4])])]);
  expect(await numbersIn(store)).toEqual([9, 3]);
  expect(await reopened(store)).toEqual([1]);
  expect(await rowsOf(store, 'order')).toEqual([]);
  await put(store, 5);
  expect(await reopened(store)).toEqual([1, 5]);
});

test('a store that is opened again before it writes loses nothing', async () => {
  const store = new FaultyStore(new MemoryDisk().store(), { fault: 'loses', at: 1 });
  await store.open();
  await put(store, 1);
  await expect(put(store, 2)).rejects.toMatchObject(FAILURE);
  expect(await reopened(store)).toEqual([1]);
  await put(store, 3);
  expect(await reopened(store)).toEqual([1, 3]);
});
