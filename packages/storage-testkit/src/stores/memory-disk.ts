import type { OnRow } from '@tos/state';
import {
  createMemoryStore,
  type OrderedStore,
  type StoreManifest,
  type StorePut,
  type StoreView,
  storeTables,
} from '@tos/versioned-storage';
import { ALL_ROWS } from '../store-fixture.ts';

/**
 * Rows in memory that outlive the stores which use them, as those on a disk do: one store may be closed and another one opened, or one may read
 * beside another one. A test may also read and change the rows behind the back of a store.
 */
export class MemoryDisk {
  readonly #rows: OrderedStore = createMemoryStore();

  /** A new store with the rows of this disk. */
  store({ readOnly = false }: { readonly readOnly?: boolean } = {}): OrderedStore {
    return new DiskStore(this.#rows, readOnly);
  }

  /** Every row of every table, as puts that would make it. */
  async rows(): Promise<StorePut[]> {
    const view = await this.#rows.view();
    const puts: StorePut[] = [];
    for (const table of storeTables) {
      for (const { key, value } of await view.range(table, ALL_ROWS)) puts.push({ table, key, value });
    }
    await view.close();
    return puts;
  }

  /** Changes rows. Stores with this disk find them changed, as if the disk were damaged. */
  async write(puts: Iterable<StorePut>): Promise<void> {
    await this.#rows.write(puts);
  }
}

class DiskStore implements OrderedStore {
  readonly manifest: StoreManifest = Object.freeze<StoreManifest>({
    name: 'memory-disk',
    persistent: true,
    durability: 'process',
    concurrentReaders: 'threads',
  });
  readonly readOnly: boolean;
  readonly #rows: OrderedStore;
  readonly #views: Set<StoreView> = new Set();

  constructor(rows: OrderedStore, readOnly: boolean) {
    this.#rows = rows;
    this.readOnly = readOnly;
  }

  async open(): Promise<void> {}

  async close(): Promise<void> {
    for (const view of this.#views) await view.close();
    this.#views.clear();
  }

  sizeOnDisk(): Promise<number> {
    return this.#rows.sizeOnDisk();
  }

  view(): StoreView | Promise<StoreView> {
    const taken = this.#rows.view();
    if (taken instanceof Promise) return taken.then((view) => this.#kept(view));
    return this.#kept(taken);
  }

  #kept(view: StoreView): StoreView {
    this.#views.add(view);
    return view;
  }

  write(puts: Iterable<StorePut>): Promise<void> {
    return this.#rows.write(puts);
  }

  problems(onRow: OnRow): AsyncIterable<string> {
    return this.#rows.problems(onRow);
  }
}
