import { type OrderedStore, type StorePut, type StoreTable, type StoreView, storeTables } from '@tos/versioned-storage';
import type { Numbered } from './kind.ts';
import { ALL_ROWS, assertRows, deletionsOf, readKeys, u64Key, withView } from './store-fixture.ts';
import { StoreModel } from './store-model.ts';

/** Rows of the table `latest` to which each change writes its number. */
const LATEST_ROWS = 50;
/** Changes whose rows of the table `landmarks` are kept; each later change deletes the oldest row. */
const LANDMARKS = 10;
/** Sizes of rows that fit into a page of usual databases, and of rows that do not. */
const [CHANGE_BYTES, BLOCK_BYTES, TRANSACTION_BYTES] = [2_000, 6_000, 1_500];

const HEAD = Uint8Array.of(0);
const PRUNED_BELOW = Uint8Array.of(1);

/** A store to which writes with numbers are made, each of which touches every table. */
export class NumberedPuts implements Numbered {
  readonly holds = true;
  readonly prunes = true;
  readonly #store: OrderedStore;
  readonly #views: StoreView[] = [];

  constructor(store: OrderedStore) {
    this.#store = store;
  }

  head(): Promise<number> {
    return withView(this.#store, headOf);
  }

  async change(n: number): Promise<void> {
    await this.#store.write(putsOfChange(n));
  }

  async prune(below: number): Promise<void> {
    const range = { to: u64Key(below), limit: ALL_ROWS.limit };
    const old = await withView(this.#store, async (view) => view.range('changes', range));
    await this.#store.write(
      pruningPuts(
        old.map(({ key }) => key),
        below,
      ),
    );
  }

  read(): Promise<number[]> {
    return withView(this.#store, readFrom);
  }

  async hold(): Promise<() => Promise<number[]>> {
    const view = await this.#store.view();
    this.#views.push(view);
    return () => readFrom(view);
  }

  async assertWhole(): Promise<number> {
    return withView(this.#store, async (view) => {
      const head = await headOf(view);
      const prunedBelow = await numberAt(view, PRUNED_BELOW);
      const expected = new StoreModel();
      for (let n = 0; n <= head; n++) expected.apply(putsOfChange(n));
      const pruned = Array.from({ length: Math.max(0, prunedBelow) }, (_, n) => u64Key(n));
      if (prunedBelow >= 0) expected.apply(pruningPuts(pruned, prunedBelow));
      for (const table of storeTables)
        assertRows(await view.range(table, ALL_ROWS), expected.rows(table), `table ${table}, head ${head}`);
      return head;
    });
  }

  async close(): Promise<void> {
    for (const view of this.#views.splice(0)) await view.close();
    await this.#store.close();
  }
}

function putsOfChange(n: number): StorePut[] {
  const put = (table: StoreTable, key: Uint8Array, value: Uint8Array | null): StorePut => ({ table, key, value });
  const [key, empty] = [u64Key(n), new Uint8Array()];
  return [
    put('metadata', HEAD, key),
    put('changes', key, new Uint8Array(CHANGE_BYTES).fill(n)),
    ...Array.from({ length: LATEST_ROWS }, (_, i) => put('latest', u64Key(i), key)),
    ...(n < LANDMARKS ? [] : [put('landmarks', u64Key(n - LANDMARKS), null)]),
    put('landmarks', key, empty),
    put('blocks', key, new Uint8Array(BLOCK_BYTES).fill(n)),
    put('order', key, key),
    put('heights', key, empty),
    put('transactions', Uint8Array.of(n % 4), new Uint8Array(TRANSACTION_BYTES).fill(n)),
  ];
}

/** Deletes rows of the table `changes`, and marks the lowest that is kept. */
function pruningPuts(keys: readonly Uint8Array[], below: number): StorePut[] {
  return [...deletionsOf('changes', keys), { table: 'metadata', key: PRUNED_BELOW, value: u64Key(below) }];
}

/** The head according to the metadata. */
function headOf(view: StoreView): Promise<number> {
  return numberAt(view, HEAD);
}

async function numberAt(view: StoreView, key: Uint8Array): Promise<number> {
  const [value] = await readKeys(view, 'metadata', [key]);
  return value ? Number(Buffer.from(value).readBigUInt64BE()) : -1;
}

/** The head according to the newest row of a table, and according to the metadata. */
async function readFrom(view: StoreView): Promise<number[]> {
  const [newest] = await view.range('blocks', { reverse: true, limit: 1 });
  return [newest ? Number(Buffer.from(newest.key).readBigUInt64BE()) : -1, await headOf(view)];
}
