import { TosError } from '@tos/protocol';
import type { StoredVersion, Topoheight } from '@tos/state';
import type { Generation } from '../pending/generation.ts';
import { ChangeRow } from '../rows/change-row.ts';
import type { Place } from '../rows/keys.ts';
import type { EngineState } from '../rows/state-row.ts';
import { topoheightBytes } from '../rows/topoheight-bytes.ts';
import type { StoreTable, StoreView } from '../store/ordered-store.ts';
import { readRow } from './read-state.ts';

/**
 * One state of the storage: a view of the store, with the versions that its table `latest` lacks. All that is read in it belongs to the write
 * whose sequence number its state has.
 */
export class EngineView {
  readonly store: StoreView;
  readonly state: EngineState;
  /** Newest first. They may hold more than this state: rows that were born later. */
  readonly generations: readonly Generation[];

  constructor(
    store: StoreView,
    { state, generations }: { readonly state: EngineState; readonly generations: readonly Generation[] },
  ) {
    this.store = store;
    this.state = state;
    this.generations = generations;
  }

  /** A copy of a row. */
  get(table: StoreTable, key: Uint8Array): Promise<Uint8Array | undefined> {
    return readRow(this.store, table, key);
  }

  /** The version of a place in memory; undefined where `latest` has the newest one. */
  findPending(place: Place, sequence: number = this.state.sequence): StoredVersion | undefined {
    for (const generation of this.generations) {
      const version = generation.find(place, sequence);
      if (version !== undefined) return version;
    }
    return undefined;
  }

  /** The rows of changes in memory that belong to this state. */
  *pendingRows(): Generator<ChangeRow> {
    const { sequence } = this.state;
    for (const { rows } of this.generations) {
      for (const { changes, born, died } of rows) if (born <= sequence && sequence < died) yield changes;
    }
  }

  /**
   * Calls `onRow` with the changes of each topoheight. They are valid during the call only.
   * @throws TOS_STORAGE_CORRUPT for a topoheight without changes: only links lead here
   */
  async readChanges(topoheights: readonly Topoheight[], onRow: (changes: ChangeRow) => void): Promise<void> {
    const missing = topoheights.filter((topoheight) => {
      const changes = this.#pendingChanges(topoheight);
      if (changes !== undefined) onRow(changes);
      return changes === undefined;
    });
    await this.store.read('changes', missing.map(topoheightBytes), (row, i) => {
      const topoheight = missing[i]!;
      if (row !== undefined) return onRow(new ChangeRow(topoheight, row));
      throw new TosError('TOS_STORAGE_CORRUPT', {
        what: 'changes',
        reason: `none at ${topoheight} where a link leads`,
      });
    });
  }

  #pendingChanges(topoheight: Topoheight): ChangeRow | undefined {
    for (const generation of this.generations) {
      const changes = generation.rowAt(topoheight, this.state.sequence);
      if (changes !== undefined) return changes;
    }
    return undefined;
  }
}
