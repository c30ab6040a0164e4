import type { Domain } from '../domain.ts';
import { NATIVE_ASSET } from '../records/native-asset.ts';
import { isByteKeyed } from './cell-key.ts';
import { type CellId, CellTable, grown } from './cell-table.ts';
import { Interner } from './interner.ts';

/** The value of a record: none, a number in two halves, or bytes. */
export interface HeadValue {
  exists: boolean;
  high: number;
  low: number;
  record: Uint8Array | null;
}

// Bytes of an interned string: eight words and, in a table that is between a quarter and a half full, three slots.
const BYTES_PER_STRING = 44;
// Bytes of a cell: 18 in columns, and three slots.
const BYTES_PER_CELL = 30;
// Bytes that a typed array and its entry in a Map take besides its contents.
const BYTES_PER_RECORD = 150;

/** Records as cells, with their values. A generation never forgets a record: the cache drops a whole generation. */
export class HeadGeneration {
  readonly ids: Interner = new Interner();
  readonly #cells: CellTable = new CellTable();
  #high: Uint32Array = new Uint32Array(128);
  #low: Uint32Array = new Uint32Array(128);
  #exists: Uint8Array = new Uint8Array(128);
  readonly #records: Map<CellId, Uint8Array> = new Map();
  #recordBytes = 0;
  readonly #value: HeadValue = { exists: false, high: 0, low: 0, record: null };

  constructor() {
    this.ids.intern(NATIVE_ASSET, 0); // native TOS is asset 0, as in an overlay
  }

  /** An estimate of the memory that the generation takes, in bytes. */
  get bytes(): number {
    return BYTES_PER_STRING * this.ids.size + BYTES_PER_CELL * this.#cells.size + this.#recordBytes;
  }

  /** The value of a record whose key's parts are numbers of another interner; undefined if this generation does not have the record. */
  find(domain: Domain, first: number, second: number, names: Interner): HeadValue | undefined {
    const own = isByteKeyed(domain) ? first : this.ids.find(names, first);
    if (own === -1) return undefined;
    const ownSecond = second === 0 ? 0 : this.ids.find(names, second);
    if (ownSecond === -1) return undefined;
    const cell = this.#cells.find(domain.id, own, ownSecond);
    return cell === -1 ? undefined : this.#valueOf(cell);
  }

  /** Keeps a value of a record whose key's parts are numbers of another interner. */
  adopt(domain: Domain, first: number, second: number, names: Interner, value: HeadValue): void {
    const own = isByteKeyed(domain) ? first : this.ids.adopt(names, first);
    this.put(domain, own, second === 0 ? 0 : this.ids.adopt(names, second), value);
  }

  /** Keeps a value of a record whose key's parts are numbers of `ids`. */
  put(domain: Domain, first: number, second: number, { exists, high, low, record }: HeadValue): void {
    const cell = this.#cells.cell(domain.id, first, second);
    if (cell >= this.#high.length) this.#grow();
    this.#high[cell] = high;
    this.#low[cell] = low;
    this.#exists[cell] = exists ? 1 : 0;
    if (domain.cell === 'bytes') this.#putRecord(cell, record);
  }

  #putRecord(cell: CellId, record: Uint8Array | null): void {
    const old = this.#records.get(cell);
    if (old !== undefined) this.#recordBytes -= BYTES_PER_RECORD + old.length;
    if (record === null) {
      this.#records.delete(cell);
      return;
    }
    this.#records.set(cell, record);
    this.#recordBytes += BYTES_PER_RECORD + record.length;
  }

  /** @returns an object that the next call changes */
  #valueOf(cell: CellId): HeadValue {
    const value = this.#value;
    value.exists = this.#exists[cell] === 1;
    value.high = this.#high[cell]!;
    value.low = this.#low[cell]!;
    value.record = this.#records.get(cell) ?? null;
    return value;
  }

  #grow(): void {
    const size = this.#high.length * 2;
    this.#high = grown(this.#high, new Uint32Array(size));
    this.#low = grown(this.#low, new Uint32Array(size));
    this.#exists = grown(this.#exists, new Uint8Array(size));
  }
}
