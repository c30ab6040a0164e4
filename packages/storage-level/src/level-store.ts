import { TosError } from '@tos/protocol';
import type { OnRow } from '@tos/state';
import type { OrderedStore, StoreManifest, StorePut, StoreView } from '@tos/versioned-storage';
import { asBytes, type LevelDatabase, type LevelOperation } from './level-database.ts';
import { levelError } from './level-error.ts';
import { FIRST_KEY_OF_TABLES, KEY_BEHIND_TABLES, levelKey, OWN_KEY } from './level-keys.ts';
import { type BeforeImage, OverlayView } from './overlay-view.ts';
import { ownRow, writesIn } from './own-row.ts';
import { readRows } from './read-rows.ts';
import { SnapshotView } from './snapshot-view.ts';
import type { StoreHome } from './store-home.ts';
import type { ViewKeeper } from './view-keeper.ts';

/** The most rows without a table that are reported: a database that something else has filled needs no line for each row. */
const MOST_STRAYS = 100;

export interface LevelStoreParts {
  readonly manifest: StoreManifest;
  readonly readOnly: boolean;
  /** Makes or returns the database, which need not be open. abstract-level begins to open a database as soon as it is made. */
  readonly database: () => LevelDatabase;
  readonly home: StoreHome;
}

/** An ordered store over a database of abstract-level. */
export class LevelStore implements OrderedStore {
  readonly manifest: StoreManifest;
  readonly readOnly: boolean;
  readonly #parts: LevelStoreParts;
  readonly #views: Set<StoreView> = new Set();
  readonly #keeper: ViewKeeper = {
    use: (work) => this.#use(work),
    closed: (view) => this.#views.delete(view),
  };
  #database: LevelDatabase | null = null;
  /** Whether the database has been found to hold no rows of something else. */
  #isOurs = false;
  /** The number of writes in the database. */
  #writes = 0n;
  /** The write under way. It never rejects. */
  #writing: Promise<unknown> | null = null;
  /** The rows under a write that failed: how they were before it, once they are known. */
  #failed: { readonly keys: readonly Uint8Array[]; before?: readonly BeforeImage[] } | null = null;
  /** Closing and opening again after a failed write. It never rejects. */
  #mending: Promise<unknown> | null = null;
  /** Why nothing more can be read or written. */
  #loss: TosError | null = null;

  constructor(parts: LevelStoreParts) {
    this.manifest = parts.manifest;
    this.readOnly = parts.readOnly;
    this.#parts = parts;
  }

  async open(): Promise<void> {
    const { home, database } = this.#parts;
    try {
      await home.enter();
      this.#database = database();
      await this.#database.open();
      home.opened();
      this.#writes = await writesIn(this.#database);
      this.#isOurs = true;
    } catch (error) {
      await this.close();
      throw levelError('open', error);
    }
  }

  async close(): Promise<void> {
    const database = this.#database;
    await this.#mending;
    this.#database = null;
    this.#failed = null;
    this.#loss = null;
    try {
      // What is left open must not answer from a database that is opened again.
      for (const view of [...this.#views]) await view.close();
      // A volatile store forgets its rows: an object of memory-level would keep them for whoever opens it again.
      if (database?.status === 'open' && this.#isOurs && !this.manifest.persistent) await database.clear();
      await database?.close();
    } catch (error) {
      throw levelError('close', error);
    } finally {
      this.#isOurs = false;
      this.#parts.home.leave();
    }
  }

  async sizeOnDisk(): Promise<number> {
    const size = this.#parts.home.size();
    if (size !== undefined) return size;
    return this.#use(async (database) => {
      let sum = 0;
      for await (const [key, row] of database.iterator(asBytes)) sum += key.length + row.length;
      return sum;
    });
  }

  view(): StoreView | Promise<StoreView> {
    const { supports, status } = this.#open();
    const canRead = this.#mending === null && status === 'open';
    return canRead && supports.explicitSnapshots ? this.#snapshotView() : this.#laterView();
  }

  async write(puts: Iterable<StorePut>): Promise<void> {
    if (this.readOnly) throw new TosError('TOS_NOT_SUPPORTED', { feature: 'writing to a readOnly store' });
    const operations = Array.from(puts, toOperation);
    const written = this.#write(operations);
    this.#writing = written.catch(() => undefined);
    try {
      await written;
    } catch (error) {
      throw levelError('write', error);
    } finally {
      this.#writing = null;
    }
  }

  async *problems(_onRow: OnRow): AsyncGenerator<string> {
    for (const range of [{ gt: OWN_KEY, lt: FIRST_KEY_OF_TABLES }, { gte: KEY_BEHIND_TABLES }]) {
      const options = { ...range, limit: MOST_STRAYS, keyEncoding: 'view' } as const;
      const strays = await this.#use((database) => database.keys(options).all());
      for (const key of strays) yield `a row belongs to no table: its key begins with ${key[0]}`;
    }
  }

  async #write(operations: readonly LevelOperation[]): Promise<void> {
    while (this.#mending) await this.#mending;
    if (this.#failed) await this.#mend();
    const database = this.#open();
    const keys = operations.map(({ key }) => key);
    const views = [...this.#views].filter((view) => view instanceof OverlayView);
    if (views.length > 0) {
      const images = await beforeImages(database, keys);
      for (const view of views) view.keep(images);
    }
    try {
      await writeBatch(database, [...operations, ownRow(this.#writes + 1n)]);
    } catch (error) {
      this.#failed = { keys };
      // Now, if it is possible: whoever reads next sees whether the write is there. Otherwise before the next write.
      await this.#mend().catch(() => undefined);
      throw error;
    }
    this.#writes++;
  }

  #mend(): Promise<void> {
    const mended = this.#openAgain();
    this.#mending = mended.catch(() => undefined).finally(() => (this.#mending = null));
    return mended;
  }

  /**
   * Trap of LevelDB: a failed write (of a full disk, for example) leaves a torn entry in the log, and the log goes on behind it. Opening drops
   * everything behind a torn entry, acknowledged writes too; it also brings a failed write back whose entry became whole later. So the database
   * is closed and opened again before the next write: that ends the log. What is found then must be every acknowledged write, without the
   * failed one.
   */
  async #openAgain(): Promise<void> {
    const failed = this.#failed;
    if (failed === null) return;
    const database = this.#open();
    if (database.status === 'open') {
      failed.before ??= await beforeImages(database, failed.keys);
      // Opening writes files: on a disk that is still full it would fail, and nothing could be read any more.
      this.#parts.home.assertRoom();
      await database.close();
    }
    await database.open();
    const found = await writesIn(database);
    if (found === this.#writes + 1n) await writeBatch(database, [...undo(failed.before ?? []), ownRow(this.#writes)]);
    else if (found !== this.#writes) {
      const reason = `after a write that failed, ${this.#writes - found} acknowledged writes are gone`;
      this.#loss = new TosError('TOS_STORAGE_CORRUPT', { what: 'level database', reason });
      throw this.#loss;
    }
    this.#failed = null;
    for (const view of this.#views) if (view instanceof SnapshotView) view.reopened(database, this.#writes);
  }

  #snapshotView(): StoreView {
    return this.#track(new SnapshotView(this.#open().snapshot(), this.#writes, this.#keeper));
  }

  async #laterView(): Promise<StoreView> {
    const { supports } = await this.#use((database) => database);
    if (supports.explicitSnapshots) return this.#use(() => this.#snapshotView());
    // The write under way keeps no before-images for a view that begins now.
    while (this.#writing) await this.#writing;
    return this.#track(new OverlayView(this.#keeper));
  }

  #track(view: StoreView): StoreView {
    this.#views.add(view);
    return view;
  }

  /** Closing waits for work that has begun: abstract-level waits for iterations, and for reads of snapshots. */
  async #use<T>(work: (database: LevelDatabase) => T | Promise<T>): Promise<T> {
    try {
      for (;;) {
        while (this.#mending) await this.#mending;
        const database = this.#open();
        if (database.status === 'open' || !this.#failed) return await work(database);
        // An earlier attempt to open it again has failed.
        await this.#mend();
      }
    } catch (error) {
      throw levelError('read', error);
    }
  }

  #open(): LevelDatabase {
    if (this.#loss) throw this.#loss;
    if (this.#database) return this.#database;
    throw new TosError('TOS_NOT_OPEN', { what: 'level store', status: 'closed' });
  }
}

/** Copies the buffers of a put: memory-level would keep those of the caller. */
function toOperation({ table, key, value }: StorePut): LevelOperation {
  const name = levelKey(table, key);
  return value === null ? { type: 'del', key: name } : { type: 'put', key: name, value: new Uint8Array(value) };
}

/** Writes all or nothing. Databases on disks obey `sync`, and acknowledge nothing that a loss of power would take; others ignore it. */
async function writeBatch(database: LevelDatabase, operations: readonly LevelOperation[]): Promise<void> {
  // An array is as fast as a chained batch in LevelDB (5 us per row), and twice as fast in memory-level.
  const options = { ...asBytes, sync: true };
  await database.batch([...operations], options);
}

async function beforeImages(database: LevelDatabase, keys: readonly Uint8Array[]): Promise<readonly BeforeImage[]> {
  const rows = await readRows(database, keys);
  return keys.map((key, i) => [key, rows[i]]);
}

function undo(images: readonly BeforeImage[]): LevelOperation[] {
  return images.map(([key, row]) => (row ? { type: 'put', key, value: row } : { type: 'del', key }));
}
