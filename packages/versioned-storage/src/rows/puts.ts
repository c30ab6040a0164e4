import { compareBytes } from '@tos/state';
import { type StorePut, type StoreTable, storeTables } from '../store/ordered-store.ts';

/** The puts of one write, of which a store gets each key once, sorted by table and key. Of two puts of a key the later one stays. */
export class Puts {
  readonly #byTable: Map<StoreTable, StorePut[]> = new Map();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  put(table: StoreTable, key: Uint8Array, value: Uint8Array | null): void {
    const list = this.#byTable.get(table);
    if (list) list.push({ table, key, value });
    else this.#byTable.set(table, [{ table, key, value }]);
    this.#count++;
  }

  *sorted(): Generator<StorePut> {
    for (const table of storeTables) {
      const puts = this.#byTable.get(table);
      if (puts === undefined) continue;
      // The sort is stable: of equal keys the later one stays the last.
      if (!isSorted(puts)) puts.sort((a, b) => compareBytes(a.key, b.key));
      for (let i = 0; i < puts.length; i++) {
        const next = puts[i + 1];
        if (next === undefined || compareBytes(puts[i]!.key, next.key) !== 0) yield puts[i]!;
      }
    }
  }
}

function isSorted(puts: readonly StorePut[]): boolean {
  for (let i = 1; i < puts.length; i++) if (compareBytes(puts[i - 1]!.key, puts[i]!.key) > 0) return false;
  return true;
}
