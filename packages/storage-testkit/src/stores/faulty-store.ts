import { TosError } from '@tos/protocol';
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
import { readKeys, withView } from '../store-fixture.ts';

/**
 * What happens at the chosen call.
 *
 * - `refuses`: a view, read, range or write fails, and has done nothing.
 * - `tears`: a write fails, although it has been done.
 * - `lies`: a write succeeds, although it has not been done.
 * - `loses`: a write fails, and has done nothing; the writes after it succeed and can be read, and are gone when the store is opened again,
 *   as in LevelDB behind an entry of its log that a full disk has torn. A store that is opened again before it writes loses nothing.
 */
export type Fault = 'refuses' | 'tears' | 'lies' | 'loses';

export interface FaultPlan {
  readonly fault: Fault;
  /** The number of the call at which it happens, from 0: among all views, reads, ranges and writes for `refuses`, else among writes. */
  readonly at: number;
}

/** A store that fails at one call, and works as another store at every other one. Tests walk through all calls: `at` from 0 up to `calls`. */
export class FaultyStore implements OrderedStore {
  readonly manifest: StoreManifest;
  readonly readOnly: boolean;
  readonly #store: OrderedStore;
  readonly #plan: FaultPlan;
  #calls = 0;
  /** The writes since the one that failed, as puts that take them back: the newest first. Null while none may be lost. */
  #lost: StorePut[][] | null = null;

  constructor(store: OrderedStore, plan: FaultPlan) {
    this.manifest = store.manifest;
    this.readOnly = store.readOnly;
    this.#store = store;
    this.#plan = plan;
  }

  /** The calls so far of the kind that the plan counts. */
  get calls(): number {
    return this.#calls;
  }

  /** True once the chosen call has come. */
  get hasFailed(): boolean {
    return this.#calls > this.#plan.at;
  }

  async open(): Promise<void> {
    await this.#store.open();
    for (const puts of this.#lost ?? []) await this.#store.write(puts);
    this.#lost = null;
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

  view(): StoreView | Promise<StoreView> {
    this.#countRead('view');
    const taken = this.#store.view();
    return taken instanceof Promise ? taken.then((view) => this.#faulty(view)) : this.#faulty(taken);
  }

  #faulty(view: StoreView): StoreView {
    return {
      read: (
        table: StoreTable,
        keys: readonly Uint8Array[],
        onRow: (row: Uint8Array | undefined, index: number) => void,
      ): void | Promise<void> => {
        this.#countRead('read');
        return view.read(table, keys, onRow);
      },
      range: (table: StoreTable, range: StoreRange): readonly StoreRow[] | Promise<readonly StoreRow[]> => {
        this.#countRead('range');
        return view.range(table, range);
      },
      close: () => view.close(),
    };
  }

  async write(puts: Iterable<StorePut>): Promise<void> {
    const { fault } = this.#plan;
    if (!this.#isChosen()) {
      const all = [...puts];
      if (this.#lost !== null) this.#lost.unshift(await withView(this.#store, (view) => reversed(view, all)));
      await this.#store.write(all);
      return;
    }
    if (fault === 'tears') await this.#store.write(puts);
    if (fault === 'loses') this.#lost = [];
    if (fault !== 'lies') throw chosenFailure('write');
  }

  #countRead(call: string): void {
    if (this.#plan.fault === 'refuses' && this.#isChosen()) throw chosenFailure(call);
  }

  #isChosen(): boolean {
    return this.#calls++ === this.#plan.at;
  }
}

function chosenFailure(operation: string): TosError {
  return new TosError(
    'TOS_STORAGE_FAILURE',
    { operation },
    `The store failed at a ${operation}, as its test has chosen.`,
  );
}

/** The puts that take other puts back. */
async function reversed(view: StoreView, puts: readonly StorePut[]): Promise<StorePut[]> {
  const before: StorePut[] = [];
  for (const { table, key } of puts) {
    const [value = null] = await readKeys(view, table, [key]);
    before.push({ table, key, value });
  }
  return before;
}
