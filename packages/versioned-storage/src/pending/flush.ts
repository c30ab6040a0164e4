import type { Topoheight } from '@tos/state';
import type { Place } from '../rows/keys.ts';
import type { RowArena } from '../rows/row-arena.ts';
import type { Generation } from './generation.ts';
import { MergedChanges } from './merged-changes.ts';

/**
 * Writes the newest versions of a generation to `latest`, in the order of places and in slices, each within the write of a later commit. So no
 * commit waits for all of it, and the puts of a slice are dense: a put into a page that the transaction has copied already costs a tenth.
 */
export class Flush {
  readonly generation: Generation;
  /** Topoheight up to which `latest` is complete when the flush is done; a rollback lowers it. */
  end: Topoheight;
  #merged: MergedChanges;
  // Everything below this place has been written by a write that resolved; null at the beginning.
  #from: Place | null = null;
  #taken: Place | null = null;

  constructor(generation: Generation, end: Topoheight) {
    this.generation = generation;
    this.end = end;
    this.#merged = this.#merge();
  }

  get isDone(): boolean {
    return this.#merged.isDone;
  }

  /** The next place, and its row in `latest`. */
  take(arena: RowArena): { readonly place: Place; readonly row: Uint8Array } {
    const place = this.#merged.place!;
    this.#taken = place;
    return { place, row: this.#merged.takeRow(arena) };
  }

  /** The write that took places so far has resolved. */
  keep(): void {
    if (this.#taken !== null) this.#from = Uint8Array.of(...this.#taken, 0);
    this.#taken = null;
  }

  /** Goes back to what the last write that resolved left, without the rows that have died since. */
  restart(): void {
    this.#taken = null;
    this.#merged = this.#merge();
  }

  #merge(): MergedChanges {
    const alive = this.generation.rows.filter(({ died }) => died === Infinity).map(({ changes }) => changes);
    return new MergedChanges(alive, this.#from === null ? {} : { from: this.#from });
  }
}
