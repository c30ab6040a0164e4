import { TosError } from '@tos/protocol';
import { compareBytes } from '@tos/state';
import {
  type OrderedStore,
  type StoreManifest,
  type StorePut,
  type StoreRange,
  type StoreRow,
  type StoreTable,
  type StoreView,
  storeTables,
} from './ordered-store.ts';

/** Rows sorted by key. A list never changes: a write makes new lists, so that views share them. */
type Tables = ReadonlyMap<StoreTable, readonly StoreRow[]>;

/** A store in memory, for tests and short-lived chains. Closing it forgets everything. */
export function createMemoryStore(): OrderedStore {
  return new MemoryStore();
}

class MemoryStore implements OrderedStore {
  readonly manifest: StoreManifest = Object.freeze<StoreManifest>({
    name: 'memory-store',
    persistent: false,
    durability: 'none',
    concurrentReaders: 'none',
  });
  readonly readOnly = false;
  #tables: Tables = emptyTables();
  readonly #views: Set<MemoryView> = new Set();

  async open(): Promise<void> {}

  async close(): Promise<void> {
    for (const view of this.#views) view.close();
    this.#tables = emptyTables();
  }

  async sizeOnDisk(): Promise<number> {
    let size = 0;
    for (const rows of this.#tables.values()) for (const { key, value } of rows) size += key.length + value.length;
    return size;
  }

  view(): StoreView {
    const view = new MemoryView(this.#tables, () => this.#views.delete(view));
    this.#views.add(view);
    return view;
  }

  async write(puts: Iterable<StorePut>): Promise<void> {
    const byTable = new Map<StoreTable, StorePut[]>();
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

  async *problems(): AsyncGenerator<string> {}
}

class MemoryView implements StoreView {
  #tables: Tables | null;
  readonly #onClose: () => void;

  constructor(tables: Tables, onClose: () => void) {
    this.#tables = tables;
    this.#onClose = onClose;
  }

  read(
    table: StoreTable,
    keys: readonly Uint8Array[],
    onRow: (row: Uint8Array | undefined, index: number) => void,
  ): void {
    const rows = this.#rows(table);
    keys.forEach((key, i) => {
      const row = rows[placeIn(rows, key)];
      onRow(row && compareBytes(row.key, key) === 0 ? new Uint8Array(row.value) : undefined, i);
    });
  }

  range(table: StoreTable, { from, to, reverse = false, limit }: StoreRange): readonly StoreRow[] {
    const rows = this.#rows(table);
    const first = from ? placeIn(rows, from) : 0;
    const end = Math.max(first, to ? placeIn(rows, to) : rows.length);
    const found = reverse
      ? rows.slice(Math.max(first, end - limit), end).reverse()
      : rows.slice(first, Math.min(end, first + limit));
    return found.map(({ key, value }) => ({ key: new Uint8Array(key), value: new Uint8Array(value) }));
  }

  close(): void {
    this.#tables = null;
    this.#onClose();
  }

  #rows(table: StoreTable): readonly StoreRow[] {
    if (this.#tables) return this.#tables.get(table) ?? [];
    throw new TosError('TOS_NOT_OPEN', { what: 'view', status: 'closed' });
  }
}

function emptyTables(): Tables {
  return new Map(storeTables.map((table) => [table, []]));
}

/** The index of the first row whose key is not below `key`. */
function placeIn(rows: readonly StoreRow[], key: Uint8Array): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytes(rows[middle]!.key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows after some puts, which are sorted by key. */
function merged(rows: readonly StoreRow[], puts: readonly StorePut[]): StoreRow[] {
  const result: StoreRow[] = [];
  let next = 0;
  for (const { key, value } of puts) {
    const end = placeIn(rows, key);
    for (; next < end; next++) result.push(rows[next]!);
    if (next < rows.length && compareBytes(rows[next]!.key, key) === 0) next++;
    if (value !== null) result.push({ key, value });
  }
  for (; next < rows.length; next++) result.push(rows[next]!);
  return result;
}
