import { TosError } from '@tos/protocol';
import { readU32 } from '@tos/state';
import { Follower } from './pending/follower.ts';
import type { Generation } from './pending/generation.ts';
import { Pending } from './pending/pending.ts';
import { EngineView } from './reading/engine-view.ts';
import { readChangeRows, readRow, readState } from './reading/read-state.ts';
import type { ChangeRow } from './rows/change-row.ts';
import { FORMAT_KEY, STATE_KEY } from './rows/keys.ts';
import { Puts } from './rows/puts.ts';
import { u32Bytes } from './rows/row-parts.ts';
import { type EngineState, emptyState, encodeState, FORMAT_VERSION } from './rows/state-row.ts';
import type { OrderedStore, StoreView } from './store/ordered-store.ts';
import { discardImport } from './writing/import-state.ts';
import type { WritePlan } from './writing/write-plan.ts';

// Every host has this object, which the language's own library does not declare.
declare const crypto: { getRandomValues(array: Uint32Array): Uint32Array };

/**
 * The states of a store: it opens views of them, with the versions that `latest` lacks, and carries out writes. The writer holds these
 * versions since it committed them, or since it opened the store; a reader beside it reads what is new with each view.
 */
export class StateOfStore {
  readonly #store: OrderedStore;
  readonly #views: Set<StoreView> = new Set();
  #pending: Pending = new Pending(0, null);
  #follower: Follower = new Follower();
  // True while a write is planned or under way, and after one has failed: then memory may not be what the store has.
  #isStale = false;
  // Sequence number of the newest write that the store has acknowledged.
  #acknowledged = 0;

  constructor(store: OrderedStore) {
    this.#store = store;
  }

  /**
   * Reads from the store what memory must hold, makes the rows of an empty store, and removes what an unfinished import left.
   * @throws TOS_STORAGE_FORMAT, TOS_STORAGE_CORRUPT
   */
  async load(): Promise<void> {
    let state = (await this.#withStoreView(readKnownState)) ?? (await this.#makeState());
    this.#follower = new Follower();
    if (this.#store.readOnly) return;
    if (state.isImporting) {
      // Only an empty storage imports a state: beside a head, the mark is damage, and must not remove the chain.
      if (state.head !== null) throw notOurs('an import that is not finished beside a chain');
      state = await discardImport(this.#store, state);
    }
    const { salt, sequence, flushed, head } = state;
    if (sequence < this.#acknowledged) throw lostWrites(this.#acknowledged - sequence);
    const rows: ChangeRow[] = [];
    const range = { from: (flushed ?? -1) + 1, to: head };
    await this.#withStoreView((view) => readChangeRows(view, range, (changes) => void rows.push(changes)));
    const versions = rows.reduce((sum, { count }) => sum + count, 0);
    const pending = new Pending(salt, head, versions);
    for (const changes of rows) pending.add(changes, changes.placeHashes(salt), sequence);
    this.#pending = pending;
    this.#acknowledged = sequence;
    this.#isStale = false;
  }

  async #makeState(): Promise<EngineState> {
    if (this.#store.readOnly) throw notOurs('it has no rows yet; open it for writing first');
    const state = emptyState(crypto.getRandomValues(new Uint32Array(1))[0]!);
    const puts = new Puts();
    puts.put('metadata', FORMAT_KEY, u32Bytes(FORMAT_VERSION));
    puts.put('metadata', STATE_KEY, encodeState(state));
    await this.#store.write(puts.sorted());
    return state;
  }

  /** Runs work in a view of the newest state. */
  async withView<T>(work: (view: EngineView) => Promise<T>): Promise<T> {
    const view = await this.openView();
    try {
      return await work(view);
    } finally {
      await this.closeView(view);
    }
  }

  /** Opens a view of the newest state, which must be closed with `closeView`. */
  async openView(): Promise<EngineView> {
    // Generations are taken before and after: while the view is opened, one may be replaced that its state still needs, or needs already.
    const before = this.#pending.generations;
    const acknowledged = this.#acknowledged;
    const store = await this.#store.view();
    this.#views.add(store);
    try {
      const state = await readState(store);
      if (state.sequence < acknowledged) throw lostWrites(acknowledged - state.sequence);
      return new EngineView(store, { state, generations: await this.#generationsOf(store, state, before) });
    } catch (error) {
      await this.#close(store);
      throw error;
    }
  }

  async #generationsOf(
    store: StoreView,
    state: EngineState,
    before: readonly Generation[],
  ): Promise<readonly Generation[]> {
    if (this.#store.readOnly) return this.#follower.generationsOf(store, state);
    const { generations } = this.#pending;
    return generations === before ? before : [...generations, ...before.filter((one) => !generations.includes(one))];
  }

  /** A second call does nothing. */
  closeView({ store }: EngineView): Promise<void> {
    return this.#close(store);
  }

  async #close(store: StoreView): Promise<void> {
    if (this.#views.delete(store)) await store.close();
  }

  /** Closes the views that are still open: a store is closed after them. What it has when it is opened again is what counts then. */
  async close(): Promise<void> {
    for (const view of [...this.#views]) await this.#close(view);
    this.#acknowledged = 0;
  }

  /** Plans a write on the newest state, and carries it out. One write at a time. */
  async write(makePlan: (view: EngineView, pending: Pending) => Promise<WritePlan>): Promise<void> {
    if (this.#isStale) await this.load();
    this.#isStale = true;
    const plan = await this.withView((view) => makePlan(view, this.#pending));
    await this.#store.write(plan.puts.sorted());
    plan.keep();
    this.#acknowledged = plan.state.sequence;
    this.#isStale = false;
  }

  async #withStoreView<T>(work: (view: StoreView) => Promise<T>): Promise<T> {
    const view = await this.#store.view();
    try {
      return await work(view);
    } finally {
      await view.close();
    }
  }
}

/** The engine's state; null for a store without a row. @throws TOS_STORAGE_FORMAT, TOS_STORAGE_CORRUPT */
async function readKnownState(view: StoreView): Promise<EngineState | null> {
  const format = await readRow(view, 'metadata', FORMAT_KEY);
  if (format === undefined) {
    if ((await view.range('metadata', { limit: 1 })).length > 0) throw notOurs('it has no format version');
    return null;
  }
  const found = format.length === 4 ? readU32(format, 0) : 0;
  if (found !== FORMAT_VERSION) throw new TosError('TOS_STORAGE_FORMAT', { found, supported: FORMAT_VERSION });
  return readState(view);
}

function lostWrites(count: number): TosError {
  const reason = `it has lost ${count} writes that it had acknowledged; what it still has is shown when it is opened again`;
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'store', reason });
}

function notOurs(reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'store', reason });
}
