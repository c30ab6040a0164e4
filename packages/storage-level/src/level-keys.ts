import type { StoreRange, StoreTable } from '@tos/versioned-storage';

/**
 * The first byte of a table's keys. Numbers are stored, and never change; 0 is the store's own row. One byte does what a sublevel does,
 * without its longer prefix and its second check of every key.
 */
const tableIds: Readonly<Record<StoreTable, number>> = {
  metadata: 1,
  changes: 2,
  latest: 3,
  landmarks: 4,
  blocks: 5,
  order: 6,
  heights: 7,
  transactions: 8,
};

/** The first key of the store's own row, of every table, and of what belongs to no table. */
export const OWN_KEY: Uint8Array = Uint8Array.of(0);
export const FIRST_KEY_OF_TABLES: Uint8Array = Uint8Array.of(Math.min(...Object.values(tableIds)));
export const KEY_BEHIND_TABLES: Uint8Array = Uint8Array.of(Math.max(...Object.values(tableIds)) + 1);

/** The key in the database of a key in a table. */
export function levelKey(table: StoreTable, key: Uint8Array): Uint8Array {
  return prefixed(tableIds[table], key);
}

/** The key in its table of a key in the database. */
export function keyInTable(key: Uint8Array): Uint8Array {
  return new Uint8Array(key.subarray(1));
}

/** The keys of a range in the database: from `gte` on, below `lt`. */
export function levelRange(
  table: StoreTable,
  { from, to }: Pick<StoreRange, 'from' | 'to'>,
): { readonly gte: Uint8Array; readonly lt: Uint8Array } {
  const id = tableIds[table];
  return { gte: prefixed(id, from ?? new Uint8Array()), lt: to ? prefixed(id, to) : Uint8Array.of(id + 1) };
}

function prefixed(id: number, key: Uint8Array): Uint8Array {
  const result = new Uint8Array(1 + key.length);
  result[0] = id;
  result.set(key, 1);
  return result;
}
