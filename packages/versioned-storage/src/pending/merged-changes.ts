import type { StoredVersion } from '@tos/state';
import type { ChangeRow } from '../rows/change-row.ts';
import type { Place } from '../rows/keys.ts';
import type { RowArena } from '../rows/row-arena.ts';

/** The next entry of one row. */
interface Cursor {
  readonly changes: ChangeRow;
  readonly end: number;
  index: number;
  /** The first bytes of the entry's place as a number: most comparisons need no more. */
  start: number;
}

/**
 * Walks the entries of many rows in the order of places, and gives the newest version of each place. Rows are sorted, so that a heap of
 * cursors merges them without a sort: a walk can stop after any entry and go on in a later write.
 */
export class MergedChanges {
  // A binary heap: the least place first, of equal places the one of the highest topoheight.
  readonly #heap: Cursor[] = [];

  /**
   * @param rows with different topoheights
   * @param range of places: from <= place < to
   */
  constructor(rows: Iterable<ChangeRow>, range: { readonly from?: Place; readonly to?: Place } = {}) {
    for (const changes of rows) {
      const index = range.from ? changes.indexFrom(range.from) : 0;
      const end = range.to ? changes.indexFrom(range.to) : changes.count;
      if (index < end) this.#push({ changes, end, index, start: changes.placeStart(index) });
    }
  }

  get isDone(): boolean {
    return this.#heap.length === 0;
  }

  /** The place of the next version, over the bytes of its row. Undefined at the end. */
  get place(): Place | undefined {
    const first = this.#heap[0];
    return first?.changes.place(first.index);
  }

  /** Takes the newest version of the next place. The walk must not be done. */
  take(): StoredVersion {
    const { changes, index } = this.#heap[0]!;
    this.#skip(changes, index);
    return changes.after(index);
  }

  /** As `take`, in the form of a row of `latest`. */
  takeRow(arena: RowArena): Uint8Array {
    const { changes, index } = this.#heap[0]!;
    this.#skip(changes, index);
    return changes.latestRow(index, arena);
  }

  /** Goes on behind all entries of the place of an entry. */
  #skip(changes: ChangeRow, index: number): void {
    const { start } = this.#heap[0]!;
    do this.#advance();
    while (
      this.#heap.length > 0 &&
      this.#heap[0]!.start === start &&
      this.#heap[0]!.changes.compareEntries(this.#heap[0]!.index, changes, index) === 0
    );
  }

  #advance(): void {
    const first = this.#heap[0]!;
    first.index++;
    if (first.index < first.end) first.start = first.changes.placeStart(first.index);
    else {
      const last = this.#heap.pop()!;
      if (this.#heap.length === 0) return;
      this.#heap[0] = last;
    }
    this.#sink();
  }

  #push(cursor: Cursor): void {
    const heap = this.#heap;
    let at = heap.push(cursor) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isBefore(heap[at]!, heap[parent]!)) return;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  /** Lets the first cursor sink to where it belongs. */
  #sink(): void {
    const heap = this.#heap;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const child = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
      if (!isBefore(heap[child]!, heap[at]!)) return;
      [heap[at], heap[child]] = [heap[child]!, heap[at]!];
      at = child;
    }
  }
}

function isBefore(a: Cursor, b: Cursor): boolean {
  if (a.start !== b.start) return a.start < b.start;
  const order = a.changes.compareEntries(a.index, b.changes, b.index);
  return order === 0 ? a.changes.topoheight > b.changes.topoheight : order < 0;
}
