import type { OnRow } from '@tos/state';
import type {
  OrderedStore,
  StoreManifest,
  StorePut,
  StoreRange,
  StoreRow,
  StoreTable,
  StoreView,
} from '@tos/versioned-storage';
import type { Random } from '../src/index.ts';

/** A store that answers with promises, some turns of the event loop later, so that reads and writes get between each other. */
export class LaterStore implements OrderedStore {
  readonly manifest: StoreManifest;
  readonly readOnly: boolean;
  readonly #store: OrderedStore;
  readonly #random: Random;

  constructor(store: OrderedStore, random: Random) {
    this.manifest = store.manifest;
    this.readOnly = store.readOnly;
    this.#store = store;
    this.#random = random;
  }

  open(): Promise<void> {
    return this.#store.open();
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  sizeOnDisk(): Promise<number> {
    return this.#store.sizeOnDisk();
  }

  problems(onRow: OnRow): AsyncIterable<string> {
    return this.#store.problems(onRow);
  }

  async view(): Promise<StoreView> {
    await this.#wait();
    const view = await this.#store.view();
    await this.#wait();
    return {
      read: async (
        table: StoreTable,
        keys: readonly Uint8Array[],
        onRow: (row: Uint8Array | undefined, index: number) => void,
      ): Promise<void> => {
        await this.#wait();
        await view.read(table, keys, onRow);
      },
      range: async (table: StoreTable, range: StoreRange): Promise<readonly StoreRow[]> => {
        const rows = await view.range(table, range);
        await this.#wait();
        return rows;
      },
      close: () => view.close(),
    };
  }

  async write(puts: Iterable<StorePut>): Promise<void> {
    const all = [...puts];
    await this.#wait();
    await this.#store.write(all);
    await this.#wait();
  }

  async #wait(): Promise<void> {
    for (let turns = this.#random.below(3); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
  }
}
