import { createMemoryStore, createVersionedStorage, type OrderedStore, type StorePut } from '@tos/versioned-storage';

// An ordered store is a few methods. This one passes everything on, and counts the puts of each write.
class CountingStore implements OrderedStore {
  readonly #store: OrderedStore = createMemoryStore();
  readonly manifest: OrderedStore['manifest'] = this.#store.manifest;
  readonly readOnly: boolean = false;
  readonly counts: string[] = [];

  open = (): Promise<void> => this.#store.open();
  close = (): Promise<void> => this.#store.close();
  view = (): ReturnType<OrderedStore['view']> => this.#store.view();
  sizeOnDisk = (): Promise<number> => this.#store.sizeOnDisk();
  problems = (): AsyncIterable<string> => this.#store.problems(() => undefined);

  async write(puts: Iterable<StorePut>): Promise<void> {
    const all = [...puts];
    this.counts.push(all.map(({ table }) => table).join(' '));
    await this.#store.write(all);
  }
}

const store = new CountingStore();
const storage = createVersionedStorage(store);
await storage.open();
const hash = new Uint8Array(32).fill(1);
const block = { hash, height: 0, topoheight: null, bytes: hash, transactionHashes: [hash], digest: null, info: hash };
await storage.putBlock(block);
console.log(store.counts); // [ 'metadata metadata', 'metadata blocks heights transactions' ]
await storage.close();
