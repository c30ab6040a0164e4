import { TosError } from '@tos/protocol';
import { compareBytes } from '@tos/state';
import { storeTables } from './ordered-store.ts';
/** A store in memory, for tests and short-lived chains. Closing it forgets everything. */
export function createMemoryStore() {
  return new MemoryStore();
}
class MemoryStore {
  manifest = Object.freeze({
    name: 'memory-store',
    persistent: false,
    durability: 'none',
    concurrentReaders: 'none',
  });
  readOnly = false;
  #tables = emptyTables();
  async open() {}
  async close() {
    this.#tables = emptyTables();
  }
  async sizeOnDisk() {
    let size = 0;
    for (const rows of this.#tables.values()) for (const { key, value } of rows) size += key.length + value.length;
    return size;
  }
  view() {
    return new MemoryView(this.#tables);
  }
  async write(puts) {
    const byTable = new Map();
    for (const { table, key, value } of puts) {
      const put = { table, key: new Uint8Array(key), value: value && new Uint8Array(value) };
      const list = byTable.get(table);
      if (list) list.push(put);
      else byTable.set(table, [put]);
    }
    const tables = new Map(this.#tables);
    for (const [table, list] of byTable) tables.set(table, merged(this.#tables.get(table) ?? [], list));
    this.#tables = tables;
  }
  async *problems() {}
}
class MemoryView {
  #tables;
  constructor(tables) {
    this.#tables = tables;
  }
  read(table, keys, onRow) {
    const rows = this.#rows(table);
    keys.forEach((key, i) => {
      const row = rows[placeIn(rows, key)];
      onRow(row && compareBytes(row.key, key) === 0 ? new Uint8Array(row.value) : undefined, i);
    });
  }
  range(table, { from, to, reverse = false, limit }) {
    const rows = this.#rows(table);
    const first = from ? placeIn(rows, from) : 0;
    const end = Math.max(first, to ? placeIn(rows, to) : rows.length);
    const found = reverse
      ? rows.slice(Math.max(first, end - limit), end).reverse()
      : rows.slice(first, Math.min(end, first + limit));
    return found.map(({ key, value }) => ({ key: new Uint8Array(key), value: new Uint8Array(value) }));
  }
  close() {
    this.#tables = null;
  }
  #rows(table) {
    if (this.#tables) return this.#tables.get(table) ?? [];
    throw new TosError('TOS_NOT_OPEN', { what: 'view', status: 'closed' });
  }
}
function emptyTables() {
  return new Map(storeTables.map((table) => [table, []]));
}
/** The index of the first row whose key is not below `key`. */
function placeIn(rows, key) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytes(rows[middle].key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
/** The rows after some puts, which are sorted by key. */
function merged(rows, puts) {
  const result = [];
  let next = 0;
  for (const { key, value } of puts) {
    const end = placeIn(rows, key);
    for (; next < end; next++) result.push(rows[next]);
    if (next < rows.length && compareBytes(rows[next].key, key) === 0) next++;
    if (value !== null) result.push({ key, value });
  }
  for (; next < rows.length; next++) result.push(rows[next]);
  return result;
}
