import type { Domain } from '../domain.ts';
import { NATIVE_ASSET } from '../records/native-asset.ts';
import type { StoredVersion } from '../storage/storage-types.ts';
import { isByteKeyed } from './cell-key.ts';
import { type CellId, CellTable } from './cell-table.ts';
import { Interner } from './interner.ts';
import { BYTES_PER_VERSION, VersionColumns } from './version-columns.ts';

// Bytes of an interned string: eight words and, in a table that is between a quarter and a half full, three slots.
const BYTES_PER_STRING = 44;
// Bytes of a cell: its key in 9, three slots, and its version.
const BYTES_PER_CELL = 21 + BYTES_PER_VERSION;

/** Records as cells, with their versions. A generation never forgets a record: the cache drops a whole generation. */
export class HeadGeneration {
  readonly ids: Interner = new Interner();
  readonly #cells: CellTable = new CellTable();
  readonly versions: VersionColumns = new VersionColumns(128);
  // The string that was found last: a block names the records of an account one after the other.
  #foundNames: Interner | undefined;
  #foundName = 0;
  #found = 0;

  constructor() {
    this.ids.intern(NATIVE_ASSET, 0); // native TOS is asset 0, as in an overlay
  }

  /** An estimate of the memory that the generation takes, in bytes. */
  get bytes(): number {
    return BYTES_PER_STRING * this.ids.size + BYTES_PER_CELL * this.#cells.size + this.versions.recordBytes;
  }

  /** The cell of a record whose key's parts are numbers of another interner; -1 if this generation does not have the record. */
  find(domain: Domain, first: number, second: number, names: Interner): CellId | -1 {
    const own = isByteKeyed(domain) ? first : this.#idOf(first, names);
    if (own === -1) return -1;
    const ownSecond = second === 0 ? 0 : this.ids.find(names, second);
    return ownSecond === -1 ? -1 : this.#cells.find(domain.id, own, ownSecond);
  }

  /** Keeps the version of a record whose key's parts are numbers of another interner. @returns the cell of the record */
  adopt(
    domain: Domain,
    first: number,
    second: number,
    names: Interner,
    from: VersionColumns,
    fromCell: CellId,
  ): CellId {
    const own = isByteKeyed(domain) ? first : this.ids.adopt(names, first);
    const cell = this.#cell(domain, own, second === 0 ? 0 : this.ids.adopt(names, second));
    this.versions.copy(cell, domain, from, fromCell);
    return cell;
  }

  /** Keeps the version of a record whose key's parts are numbers of `ids`. */
  put(domain: Domain, first: number, second: number, version: StoredVersion): void {
    this.versions.put(this.#cell(domain, first, second), domain, version);
  }

  /** The number of a string here; -1 if no record names it. */
  #idOf(name: number, names: Interner): number {
    if (name === this.#foundName && names === this.#foundNames) return this.#found;
    const id = this.ids.find(names, name);
    // A string that is not here may come later, and one that is stays.
    if (id !== -1) {
      this.#foundNames = names;
      this.#foundName = name;
      this.#found = id;
    }
    return id;
  }

  #cell(domain: Domain, first: number, second: number): CellId {
    const cell = this.#cells.cell(domain.id, first, second);
    if (cell >= this.versions.room) this.versions.grow();
    return cell;
  }
}
