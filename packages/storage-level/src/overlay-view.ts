import { TosError } from '@tos/protocol';
import type { StoreRange, StoreRow, StoreTable, StoreView } from '@tos/versioned-storage';
import { asBytes, type LevelDatabase } from './level-database.ts';
import { keyInTable, levelKey, levelRange } from './level-keys.ts';
import { readRows } from './read-rows.ts';
import type { ViewKeeper } from './view-keeper.ts';

/** A row as it was before a write; undefined where there was none. */
export type BeforeImage = readonly [key: Uint8Array, row: Uint8Array | undefined];

/**
 * A view of a database without snapshots (IndexedDB). Before each write the store puts the rows that the write changes into every open view.
 * A read asks the database first and these rows afterwards: whichever write has come in between, its rows are there by then.
 */
export class OverlayView implements StoreView {
  readonly #keeper: ViewKeeper;
  // Keys are texts with a character per byte, which sort like the bytes.
  readonly #before: Map<string, Uint8Array | undefined> = new Map();
  #isOpen = true;

  constructor(keeper: ViewKeeper) {
    this.#keeper = keeper;
  }

  /** Keeps rows as they were before a write; the oldest image of a row stays. */
  keep(images: readonly BeforeImage[]): void {
    for (const [key, row] of images) {
      const text = toText(key);
      if (!this.#before.has(text)) this.#before.set(text, row);
    }
  }

  async read(
    table: StoreTable,
    keys: readonly Uint8Array[],
    onRow: (row: Uint8Array | undefined, index: number) => void,
  ): Promise<void> {
    const names = keys.map((key) => levelKey(table, key));
    const rows = await this.#use((database) => readRows(database, names));
    names.forEach((key, i) => {
      const text = toText(key);
      onRow(this.#before.has(text) ? this.#before.get(text) : rows[i], i);
    });
  }

  async range(table: StoreTable, { reverse = false, limit, ...bounds }: StoreRange): Promise<readonly StoreRow[]> {
    const { gte, lt } = levelRange(table, bounds);
    const found: StoreRow[] = [];
    // The part of the range that was not read yet, both ends as texts: the first inclusive, the last exclusive.
    let [from, to] = [toText(gte), toText(lt)];
    while (found.length < limit && from < to) {
      const part = { gte: toBytes(from), lt: toBytes(to), reverse, limit };
      const rows = await this.#use((database) => database.iterator({ ...part, ...asBytes }).all());
      const last = rows.length < limit ? undefined : toText(rows.at(-1)![0]);
      const [first, end] = reverse ? [last ?? from, to] : [from, last === undefined ? to : successor(last)];
      found.push(...this.#asBefore(rows, first, end, reverse));
      if (reverse) to = first;
      else from = end;
      if (last === undefined) break;
    }
    return found.slice(0, limit);
  }

  close(): void {
    this.#isOpen = false;
    this.#before.clear();
    this.#keeper.closed(this);
  }

  /** The rows of a part of the database from `first` on and below `end`, as they were when this view was taken. */
  #asBefore(rows: readonly [Uint8Array, Uint8Array][], first: string, end: string, reverse: boolean): StoreRow[] {
    const merged = new Map<string, Uint8Array | undefined>(rows.map(([key, row]) => [toText(key), row]));
    for (const [key, row] of this.#before) if (first <= key && key < end) merged.set(key, row);
    const sorted = [...merged].sort(([a], [b]) => (a < b === reverse ? 1 : -1));
    return sorted.flatMap(([key, row]) => (row ? [{ key: keyInTable(toBytes(key)), value: new Uint8Array(row) }] : []));
  }

  async #use<T>(work: (database: LevelDatabase) => Promise<T>): Promise<T> {
    this.#assertOpen();
    const result = await this.#keeper.use(work);
    // A view that was closed meanwhile has no before-images any more.
    this.#assertOpen();
    return result;
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw new TosError('TOS_NOT_OPEN', { what: 'view', status: 'closed' });
  }
}

function toText(key: Uint8Array): string {
  return String.fromCharCode(...key);
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The first key behind a key. */
function successor(key: string): string {
  return `${key}\0`;
}
