import type { Domain } from '../domain.ts';
import { assertBalanceRecord, BalanceFlags, encodeBalanceHalves } from '../records/balance.ts';
import type { TakeBytes } from '../records/byte-slab.ts';
import { assertU64Record, encodeU64Halves, readU32 } from '../records/u64-record.ts';
import type { StoredVersion } from '../storage/storage-types.ts';
import { type CellId, grown } from './cell-table.ts';

/** Bytes of a version in the columns. */
export const BYTES_PER_VERSION = 33;

// Bytes that a typed array and its entry in a Map take besides its contents.
const BYTES_PER_RECORD = 150;

/** In a column of topoheights: there is no version. */
const NONE = -1;

/**
 * The newest stored versions of records, by cell, without an object per record. `version` gives back exactly what was put in. The owner knows
 * which cells he has filled.
 */
export class VersionColumns {
  #topoheight: Float64Array;
  /** Topoheights of the versions before. */
  #previous: Float64Array;
  /** 0 if the version is no record, or there is none; else 1, and for a balance its flags on top. */
  #kind: Uint8Array;
  #high: Uint32Array;
  #low: Uint32Array;
  #outputHigh: Uint32Array;
  #outputLow: Uint32Array;
  readonly #records: Map<CellId, Uint8Array> = new Map();
  #recordBytes = 0;

  /** @param room number of cells */
  constructor(room: number) {
    this.#topoheight = new Float64Array(room);
    this.#previous = new Float64Array(room);
    this.#kind = new Uint8Array(room);
    this.#high = new Uint32Array(room);
    this.#low = new Uint32Array(room);
    this.#outputHigh = new Uint32Array(room);
    this.#outputLow = new Uint32Array(room);
  }

  get room(): number {
    return this.#kind.length;
  }

  /** An estimate of the memory that records of bytes take besides the columns. */
  get recordBytes(): number {
    return BYTES_PER_RECORD * this.#records.size + this.#recordBytes;
  }

  /** Whether there is a record: false without a version, and after a deletion. */
  exists(cell: CellId): boolean {
    return this.#kind[cell] !== 0;
  }

  /** The upper half of a number, or of a balance; 0 without a record. */
  high(cell: CellId): number {
    return this.#high[cell]!;
  }

  low(cell: CellId): number {
    return this.#low[cell]!;
  }

  /** The bytes of a record that is no number; not a copy. */
  record(cell: CellId): Uint8Array | undefined {
    return this.#records.get(cell);
  }

  /** The version; null for a record that never had one. The bytes of a number are new; those of another record are not a copy. */
  version(cell: CellId, domain: Domain, take?: TakeBytes): StoredVersion | null {
    const topoheight = this.#topoheight[cell]!;
    if (topoheight === NONE) return null;
    const previous = this.#previous[cell]!;
    return { topoheight, previous: previous === NONE ? null : previous, value: this.#value(cell, domain, take) };
  }

  #value(cell: CellId, domain: Domain, take?: TakeBytes): Uint8Array | null {
    const kind = this.#kind[cell]!;
    if (kind === 0) return null;
    if (domain.cell === 'bytes') return this.#records.get(cell)!;
    const high = this.#high[cell]!;
    const low = this.#low[cell]!;
    if (domain.cell === 'u64') return encodeU64Halves(high, low, take);
    return encodeBalanceHalves(kind - 1, high, low, this.#outputHigh[cell]!, this.#outputLow[cell]!, take);
  }

  /**
   * @param version as a storage returns it; null or undefined for a record that never had one
   * @throws TOS_STORAGE_CORRUPT for bytes that are not a record of the domain
   */
  put(cell: CellId, domain: Domain, version: StoredVersion | null | undefined): void {
    this.#topoheight[cell] = version?.topoheight ?? NONE;
    this.#previous[cell] = version?.previous ?? NONE;
    const value = version?.value ?? null;
    if (domain.cell === 'bytes') this.#putRecord(cell, value ?? undefined);
    else this.#putNumber(cell, domain, value);
  }

  #putNumber(cell: CellId, { cell: form }: Domain, value: Uint8Array | null): void {
    if (value === null) {
      this.#kind[cell] = this.#high[cell] = this.#low[cell] = 0;
      return;
    }
    if (form === 'balance') assertBalanceRecord(value);
    else assertU64Record(value);
    const at = form === 'balance' ? 1 : 0;
    this.#kind[cell] = form === 'balance' ? 1 + value[0]! : 1;
    this.#high[cell] = readU32(value, at);
    this.#low[cell] = readU32(value, at + 4);
    if (value.length <= at + 8) return;
    this.#outputHigh[cell] = readU32(value, at + 8);
    this.#outputLow[cell] = readU32(value, at + 12);
  }

  #putRecord(cell: CellId, record: Uint8Array | undefined): void {
    // Most accounts have no such record: then nothing is looked up.
    if (this.#kind[cell] !== 0) {
      this.#recordBytes -= this.#records.get(cell)!.length;
      this.#records.delete(cell);
    }
    this.#kind[cell] = record === undefined ? 0 : 1;
    if (record === undefined) return;
    this.#recordBytes += record.length;
    this.#records.set(cell, record);
  }

  /** Puts the version of another cell here. */
  copy(cell: CellId, domain: Domain, from: VersionColumns, fromCell: CellId): void {
    this.#topoheight[cell] = from.#topoheight[fromCell]!;
    this.#previous[cell] = from.#previous[fromCell]!;
    if (domain.cell === 'bytes') {
      this.#putRecord(cell, from.exists(fromCell) ? from.#records.get(fromCell) : undefined);
      return;
    }
    const kind = from.#kind[fromCell]!;
    this.#kind[cell] = kind;
    this.#high[cell] = from.#high[fromCell]!;
    this.#low[cell] = from.#low[fromCell]!;
    if (kind !== 1 + BalanceFlags.BOTH) return;
    this.#outputHigh[cell] = from.#outputHigh[fromCell]!;
    this.#outputLow[cell] = from.#outputLow[fromCell]!;
  }

  /** Doubles the room. */
  grow(): void {
    const room = 2 * this.room;
    this.#topoheight = grown(this.#topoheight, new Float64Array(room));
    this.#previous = grown(this.#previous, new Float64Array(room));
    this.#kind = grown(this.#kind, new Uint8Array(room));
    this.#high = grown(this.#high, new Uint32Array(room));
    this.#low = grown(this.#low, new Uint32Array(room));
    this.#outputHigh = grown(this.#outputHigh, new Uint32Array(room));
    this.#outputLow = grown(this.#outputLow, new Uint32Array(room));
  }
}
