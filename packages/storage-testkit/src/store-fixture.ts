import assert from 'node:assert/strict';
import type { OrderedStore, StorePut, StoreRange, StoreRow, StoreTable, StoreView } from '@tos/versioned-storage';

/** A range that no test's table exceeds. */
export const ALL_ROWS: StoreRange = { limit: 1_000_000 };

/** 8 bytes, whose order as bytes is the order of the numbers. */
export function u64Key(n: number): Uint8Array {
  const key = new Uint8Array(8);
  new DataView(key.buffer).setBigUint64(0, BigInt(n));
  return key;
}

export function row(key: readonly number[], value: readonly number[]): StoreRow {
  return { key: Uint8Array.from(key), value: Uint8Array.from(value) };
}

/** Puts of rows, in byte order of their keys. */
export function putsOf(table: StoreTable, rows: readonly StoreRow[]): StorePut[] {
  return rows.map(({ key, value }) => ({ table, key, value })).toSorted((a, b) => Buffer.compare(a.key, b.key));
}

export function deletionsOf(table: StoreTable, keys: readonly Uint8Array[]): StorePut[] {
  return keys.map((key) => ({ table, key, value: null })).toSorted((a, b) => Buffer.compare(a.key, b.key));
}

/** Takes a view for the time of a function. */
export async function withView<Result>(
  store: OrderedStore,
  body: (view: StoreView) => Promise<Result>,
): Promise<Result> {
  const view = await store.view();
  try {
    return await body(view);
  } finally {
    await view.close();
  }
}

/** Copies of the rows with some keys. It asserts that the store calls back once for each key, in the order of the keys. */
export async function readKeys(
  view: StoreView,
  table: StoreTable,
  keys: readonly Uint8Array[],
): Promise<(Uint8Array | undefined)[]> {
  const found: (Uint8Array | undefined)[] = [];
  await view.read(table, keys, (value, index) => {
    assert.equal(index, found.length, `onRow is called for each key in order: the index after ${found.length} calls`);
    found.push(value && new Uint8Array(value));
  });
  assert.equal(found.length, keys.length, 'onRow is called once for each key before read is done');
  return found;
}

/** The rows of a range as a store has them now. */
export function rowsOf(
  store: OrderedStore,
  table: StoreTable,
  range: StoreRange = ALL_ROWS,
): Promise<readonly StoreRow[]> {
  return withView(store, async (view) => view.range(table, range));
}

/** Asserts that two lists of rows are equal. `assert.deepEqual` would take seconds for megabytes. */
export function assertRows(found: readonly StoreRow[], expected: readonly StoreRow[], message: string): void {
  const place = expected.findIndex(
    ({ key, value }, i) =>
      found[i] === undefined || Buffer.compare(found[i].key, key) !== 0 || Buffer.compare(found[i].value, value) !== 0,
  );
  if (place >= 0)
    assert.fail(`${message}: row ${place} is ${shown(found[place])}, and should be ${shown(expected[place])}`);
  assert.equal(found.length, expected.length, `${message}: row ${expected.length} is ${shown(found[expected.length])}`);
}

function shown(found: StoreRow | undefined): string {
  return found ? `${hex(found.key)}: ${hex(found.value)}` : 'missing';
}

function hex(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  return bytes.length > 16 ? `${start}... (${bytes.length} bytes)` : start;
}
