import type { StoredVersion, Topoheight } from '@tos/state';
import type { ChangeRow } from '../rows/change-row.ts';
import type { Place } from '../rows/keys.ts';
import { hashPlace } from '../rows/place-hash.ts';

/** The changes of a block in memory, with the writes of the storage that made and undid the block. */
export interface PendingRow {
  readonly changes: ChangeRow;
  /** Sequence number of the write that made it: states from that one on contain the block. */
  readonly born: number;
  /** Sequence number of the write that undid it; Infinity while nothing did. */
  died: number;
}

/** A version in a generation: its number. */
type VersionId = number;

const NONE: VersionId = -1;
/** Bytes per version: four columns of four bytes, and two to four slots. */
const BYTES_PER_VERSION = 28;
/** Bytes per row besides: its objects, a buffer of its own, and its place in two lists. Node 20 takes 920, which is most for a small block. */
const BYTES_PER_ROW = 1000;

/**
 * Versions that `latest` may lack, found by place. It is only added to. A state sees the rows that were born at or before its sequence number
 * and had not died by then, so that snapshots share a generation with later states.
 */
export class Generation {
  readonly rows: PendingRow[] = [];
  /** The rows of each topoheight: several, where a rollback made room for another block. */
  readonly #rowsAt: Map<Topoheight, PendingRow[]> = new Map();
  readonly #salt: number;
  #size = 0;
  #bytes = 0;
  #slots: Int32Array;
  #row: Uint32Array;
  #index: Uint32Array;
  /** The version of the same place that was added before; NONE for the first. */
  #older: Int32Array;
  #hash: Uint32Array;

  /** @param expected versions; more make the tables grow, which takes a commit some 20 ms at 200,000 */
  constructor(salt: number, expected: number = 0) {
    this.#salt = salt;
    const room = roomFor(32, expected);
    this.#slots = new Int32Array(2 * room).fill(NONE);
    this.#row = new Uint32Array(room);
    this.#index = new Uint32Array(room);
    this.#older = new Int32Array(room);
    this.#hash = new Uint32Array(room);
  }

  /** Versions. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of memory, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param hashes of the places of the row, by `placeHashes` */
  add(row: PendingRow, hashes: Uint32Array): void {
    const number = this.rows.push(row) - 1;
    const { changes } = row;
    const rowsThere = this.#rowsAt.get(changes.topoheight);
    if (rowsThere) rowsThere.push(row);
    else this.#rowsAt.set(changes.topoheight, [row]);
    this.#bytes += BYTES_PER_ROW + changes.bytes.length + BYTES_PER_VERSION * changes.count;
    this.#reserve(changes.count);
    for (let i = 0; i < changes.count; i++) {
      const version = this.#size++;
      this.#row[version] = number;
      this.#index[version] = i;
      this.#hash[version] = hashes[i]!;
      const slot = this.#slotOf(version);
      this.#older[version] = this.#slots[slot]!;
      this.#slots[slot] = version;
    }
  }

  /** The newest version of a place in the state with a sequence number; undefined if this generation has none. */
  find(place: Place, sequence: number): StoredVersion | undefined {
    let version = this.#newest(place);
    while (version !== NONE) {
      const { changes, born, died } = this.rows[this.#row[version]!]!;
      if (born <= sequence && sequence < died) return changes.after(this.#index[version]!);
      version = this.#older[version]!;
    }
    return undefined;
  }

  #newest(place: Place): VersionId {
    const hash = hashPlace(place, 0, place.length, this.#salt);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot]!;
      if (found === NONE) return NONE;
      if (this.#hash[found] !== hash) continue;
      if (this.rows[this.#row[found]!]!.changes.compare(this.#index[found]!, place) === 0) return found;
    }
  }

  /** The changes of a block in the state with a sequence number; undefined if this generation does not have them. */
  rowAt(topoheight: Topoheight, sequence: number): ChangeRow | undefined {
    return this.#rowsAt.get(topoheight)?.find(({ born, died }) => born <= sequence && sequence < died)?.changes;
  }

  /** Lets the block at a topoheight die with a write, if this generation has it. */
  kill(topoheight: Topoheight, sequence: number): void {
    const row = this.#rowsAt.get(topoheight)?.findLast(({ died }) => died === Infinity);
    if (row !== undefined) row.died = sequence;
  }

  /** The slot of a version's place, or the free slot where it belongs. */
  #slotOf(version: VersionId): number {
    const mask = this.#slots.length - 1;
    const hash = this.#hash[version]!;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot]!;
      if (found === NONE || (this.#hash[found] === hash && this.#haveSamePlace(found, version))) return slot;
    }
  }

  #haveSamePlace(a: VersionId, b: VersionId): boolean {
    const { changes } = this.rows[this.#row[a]!]!;
    return changes.compareEntries(this.#index[a]!, this.rows[this.#row[b]!]!.changes, this.#index[b]!) === 0;
  }

  /** Makes room for more versions: the table of slots stays at most half full. */
  #reserve(more: number): void {
    const room = roomFor(this.#row.length, this.#size + more);
    if (room === this.#row.length) return;
    this.#row = grown(this.#row, new Uint32Array(room));
    this.#index = grown(this.#index, new Uint32Array(room));
    this.#older = grown(this.#older, new Int32Array(room));
    this.#hash = grown(this.#hash, new Uint32Array(room));
    const mask = 2 * room - 1;
    const before = this.#slots;
    this.#slots = new Int32Array(2 * room).fill(NONE);
    for (const version of before) {
      if (version === NONE) continue;
      let slot = this.#hash[version]! & mask;
      while (this.#slots[slot] !== NONE) slot = (slot + 1) & mask;
      this.#slots[slot] = version;
    }
  }
}

/** The first double of a number that has room for `count`. */
function roomFor(least: number, count: number): number {
  let room = least;
  while (room < count) room *= 2;
  return room;
}

function grown<A extends Uint32Array | Int32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
