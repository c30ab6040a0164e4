import { TosError } from '@tos/protocol';
import type { StoreRange, StoreRow, StoreTable, StoreView } from '@tos/versioned-storage';
import type { AbstractSnapshot } from 'abstract-level';
import { asBytes, type LevelDatabase } from './level-database.ts';
import { keyInTable, levelKey, levelRange } from './level-keys.ts';
import { readRows } from './read-rows.ts';
import type { ViewKeeper } from './view-keeper.ts';

/** A view of a database that has explicit snapshots (classic-level, memory-level). */
export class SnapshotView implements StoreView {
  readonly #keeper: ViewKeeper;
  readonly #writes: bigint;
  #snapshot: AbstractSnapshot | null;
  #isLost = false;

  /** @param writes number of writes that the snapshot contains */
  constructor(snapshot: AbstractSnapshot, writes: bigint, keeper: ViewKeeper) {
    this.#snapshot = snapshot;
    this.#writes = writes;
    this.#keeper = keeper;
  }

  async read(
    table: StoreTable,
    keys: readonly Uint8Array[],
    onRow: (row: Uint8Array | undefined, index: number) => void,
  ): Promise<void> {
    const rows = await this.#use((database, snapshot) =>
      readRows(
        database,
        keys.map((key) => levelKey(table, key)),
        snapshot,
      ),
    );
    rows.forEach(onRow);
  }

  async range(table: StoreTable, range: StoreRange): Promise<readonly StoreRow[]> {
    const { reverse = false, limit } = range;
    const rows = await this.#use((database, snapshot) =>
      // `all` closes the iterator, also after an error: an iterator that is left open keeps LevelDB from dropping old files.
      database.iterator({ ...levelRange(table, range), reverse, limit, snapshot, ...asBytes }).all(),
    );
    // memory-level returns the buffers that it keeps.
    return rows.map(([key, value]) => ({ key: keyInTable(key), value: new Uint8Array(value) }));
  }

  async close(): Promise<void> {
    const snapshot = this.#snapshot;
    this.#snapshot = null;
    this.#keeper.closed(this);
    await snapshot?.close();
  }

  /** To be called when the database was closed and opened again: snapshots end with that. The newest state gets a new one. */
  reopened(database: LevelDatabase, writes: bigint): void {
    if (this.#writes === writes) this.#snapshot = database.snapshot();
    else this.#isLost = true;
  }

  async #use<T>(work: (database: LevelDatabase, snapshot: AbstractSnapshot) => Promise<T>): Promise<T> {
    this.#assertOpen();
    return await this.#keeper.use((database) => work(database, this.#assertOpen()));
  }

  #assertOpen(): AbstractSnapshot {
    if (this.#snapshot === null) throw new TosError('TOS_NOT_OPEN', { what: 'view', status: 'closed' });
    if (!this.#isLost) return this.#snapshot;
    const problem =
      'This view has ended: after a failed write the database was opened again, and an older state cannot be had. Take a new view.';
    throw new TosError('TOS_STORAGE_FAILURE', { operation: 'read' }, problem);
  }
}
