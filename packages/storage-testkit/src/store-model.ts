import type { StorePut, StoreRow, StoreTable } from '@tos/versioned-storage';

/** The oracle of a store: the rows of each table by the hex of their keys, whose order is the order of the keys. */
export class StoreModel {
  readonly #tables: Map<StoreTable, Map<string, StoreRow>> = new Map();

  apply(puts: Iterable<StorePut>): void {
    for (const { table, key, value } of puts) {
      const rows = this.#tables.get(table) ?? new Map<string, StoreRow>();
      this.#tables.set(table, rows);
      const name = Buffer.from(key).toString('hex');
      if (value === null) rows.delete(name);
      else rows.set(name, { key, value });
    }
  }

  /** The rows of a table, in the order of their keys. */
  rows(table: StoreTable): StoreRow[] {
    const rows = [...(this.#tables.get(table) ?? [])];
    return rows.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}
