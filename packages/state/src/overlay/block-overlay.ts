import { TosError, u64FromHalves } from '@tos/protocol';
import { type Domain, domainList, domains, type RecordRef, type SupplyCounter } from '../domain.ts';
import { BalanceFlags, encodeBalanceHalves } from '../records/balance.ts';
import { ByteSlab, type TakeBytes } from '../records/byte-slab.ts';
import { NATIVE_ASSET } from '../records/native-asset.ts';
import { encodeU64Halves } from '../records/u64-record.ts';
import type { StoredVersion, VersionedWrite } from '../storage/storage-types.ts';
import { assertKey, firstKeyPart, isByteKeyed, keyOfParts, secondKeyPart } from './cell-key.ts';
import { type CellId, CellTable, grown, powerOfTwo } from './cell-table.ts';
import type { HeadCache } from './head-cache.ts';
import { Interner } from './interner.ts';
import { Journal } from './journal.ts';
import { sortedByRank } from './sorted-by-rank.ts';
import { VersionColumns } from './version-columns.ts';

/** An interned 32-byte string: an account, an asset, a hash. */
export type InternedId = number;

// Flags of a cell.
const WANTED = 1; // the next `takeMissing` returns the cell, or an earlier one did
const LOADED = 2;
const EXISTS = 4;
const CREDITED = 8; // a non-zero amount came in during this block
const DEBITED = 16; // a non-zero amount went out during this block

/**
 * The state that a block works on: records as cells, numbers as u64 halves in columns, and a journal that undoes one transaction.
 * Storage is read before the pass (`want`, `takeMissing`, `load`) and written after it (`writes`). The pass itself is synchronous,
 * and allocates nothing for numbers.
 */
export class BlockOverlay {
  readonly #ids: Interner;
  readonly #cells: CellTable;
  readonly #journal: Journal = new Journal();
  #missing: CellId[] = [];
  #high: Uint32Array;
  #low: Uint32Array;
  #outputHigh: Uint32Array;
  #outputLow: Uint32Array;
  #flags: Uint8Array;
  /** What the cells held when they were loaded. */
  readonly #base: VersionColumns;
  readonly #records: Map<CellId, Uint8Array> = new Map();

  /** @param expected number of records that the block names; the overlay grows beyond it */
  constructor(expected = 0) {
    const room = powerOfTwo(expected);
    this.#ids = new Interner(expected / 2); // an account has several records
    this.#cells = new CellTable(expected);
    this.#high = new Uint32Array(room);
    this.#low = new Uint32Array(room);
    this.#outputHigh = new Uint32Array(room);
    this.#outputLow = new Uint32Array(room);
    this.#flags = new Uint8Array(room);
    this.#base = new VersionColumns(room);
    this.#ids.intern(NATIVE_ASSET, 0); // native TOS is asset 0
  }

  // ── Naming records ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The number of the 32 bytes at `offset`: an account, an asset as on the wire, or a hash. */
  intern(bytes: Uint8Array, offset: number): InternedId {
    return this.#ids.intern(bytes, offset);
  }

  internedBytes(id: InternedId): Uint8Array {
    return this.#ids.bytesOf(id);
  }

  nonceCell(account: InternedId): CellId {
    return this.#cell(domains.nonce.id, account, 0);
  }

  balanceCell(account: InternedId, asset: InternedId): CellId {
    return this.#cell(domains.balance.id, account, asset);
  }

  multisigCell(account: InternedId): CellId {
    return this.#cell(domains.multisig.id, account, 0);
  }

  energyCell(account: InternedId): CellId {
    return this.#cell(domains.energy.id, account, 0);
  }

  supplyCell(counter: (typeof SupplyCounter)[keyof typeof SupplyCounter]): CellId {
    return this.#cell(domains.supply.id, counter, 0);
  }

  /** The cell of any record, by its key bytes. */
  cell(ref: RecordRef): CellId {
    const { domain, key } = ref;
    assertKey(domain, key);
    return this.#cell(domain.id, firstKeyPart(domain, key, this.#ids), secondKeyPart(domain, key, this.#ids));
  }

  /** The cell of a record whose key is one or two interned strings; native TOS is asset 0. */
  cellOf(domain: Domain, first: InternedId, second: InternedId = 0): CellId {
    return this.#cell(domain.id, first, second);
  }

  /** The place of the record that a cell stands for. */
  ref(cell: CellId): RecordRef {
    const domain = domainOf(this.#cells.domain[cell]!);
    return { domain, key: this.#keyOf(domain, cell) };
  }

  /** The number of cells, which are numbered from 0. */
  get cellCount(): number {
    return this.#cells.size;
  }

  // ── Loading ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Asks for a cell's record, which is read from storage before the pass. */
  want(cell: CellId): void {
    if ((this.#flags[cell]! & WANTED) !== 0) return;
    this.#flags[cell]! |= WANTED;
    this.#missing.push(cell);
  }

  /** The wanted cells that no earlier call returned. */
  takeMissing(): CellId[] {
    const missing = this.#missing;
    this.#missing = [];
    return missing;
  }

  /** Fills cells with records of the storage: `versions[i]` is the newest version of the record of `cells[i]`. */
  load(cells: readonly CellId[], versions: readonly (StoredVersion | undefined)[]): void {
    if (versions.length !== cells.length) {
      const reason = `${versions.length} versions were read for ${cells.length} records`;
      throw new TosError('TOS_INTERNAL', { reason });
    }
    cells.forEach((cell, i) => {
      const domain = domainOf(this.#cells.domain[cell]!);
      this.#base.put(cell, domain, versions[i]);
      this.#startCell(cell, domain);
    });
  }

  /** Loads the wanted cells whose records a layer over the state has; `takeMissing` returns the others. */
  loadLayer(layer: (ref: RecordRef) => StoredVersion | undefined): void {
    for (const cell of this.takeMissing()) {
      const version = layer(this.ref(cell));
      if (version === undefined) this.#missing.push(cell);
      else this.load([cell], [version]);
    }
  }

  /** Loads the wanted cells whose records the cache has; `takeMissing` returns the others. */
  loadKnown(cache: HeadCache): void {
    const wanted = this.takeMissing();
    for (const cell of wanted) {
      const domain = domainOf(this.#cells.domain[cell]!);
      const first = this.#cells.first[cell]!;
      const second = this.#cells.second[cell]!;
      if (cache.find(domain, first, second, this.#ids, this.#base, cell)) this.#startCell(cell, domain);
      else this.#missing.push(cell);
    }
  }

  /** Gives the cache the versions that were loaded into cells. */
  keepIn(cache: HeadCache, cells: readonly CellId[]): void {
    for (const cell of cells) {
      const domain = domainOf(this.#cells.domain[cell]!);
      cache.keep(domain, this.#cells.first[cell]!, this.#cells.second[cell]!, this.#ids, this.#base, cell);
    }
  }

  /** Begins with what was loaded. */
  #startCell(cell: CellId, domain: Domain): void {
    if (!this.#base.exists(cell)) {
      this.#flags[cell]! |= WANTED | LOADED;
      return;
    }
    this.#flags[cell]! |= WANTED | LOADED | EXISTS;
    if (domain.cell === 'bytes') {
      this.#records.set(cell, this.#base.record(cell)!);
      return;
    }
    this.#high[cell] = this.#base.high(cell);
    this.#low[cell] = this.#base.low(cell);
  }

  // ── Reading and changing ────────────────────────────────────────────────────────────────────────────────────────────────

  isLoaded(cell: CellId): boolean {
    return (this.#flags[cell]! & LOADED) !== 0;
  }

  exists(cell: CellId): boolean {
    return (this.#loadedFlags(cell) & EXISTS) !== 0;
  }

  /** True when the record existed before the block. */
  existedBefore(cell: CellId): boolean {
    this.#loadedFlags(cell);
    return this.#base.exists(cell);
  }

  /** The newest version of the record before the block; null for a record that never had one. */
  versionBefore(cell: CellId): StoredVersion | null {
    this.#loadedFlags(cell);
    return this.#base.version(cell, domainOf(this.#cells.domain[cell]!));
  }

  /** The number in a cell, 0 if there is no record. */
  u64(cell: CellId): bigint {
    return u64FromHalves(this.high(cell), this.low(cell));
  }

  high(cell: CellId): number {
    this.#loadedFlags(cell);
    return this.#high[cell]!;
  }

  low(cell: CellId): number {
    this.#loadedFlags(cell);
    return this.#low[cell]!;
  }

  /** Credits an amount, and creates the record if there is none. Returns false, and changes nothing, when the sum is no u64. */
  add(cell: CellId, high: number, low: number): boolean {
    const flags = this.#loadedFlags(cell);
    const sumLow = this.#low[cell]! + low;
    const carry = sumLow > 0xffffffff ? 1 : 0;
    const sumHigh = this.#high[cell]! + high + carry;
    if (sumHigh > 0xffffffff) return false;
    this.#note(cell, flags);
    this.#low[cell] = sumLow;
    this.#high[cell] = sumHigh;
    this.#flags[cell] = flags | EXISTS | ((high | low) === 0 ? 0 : CREDITED);
    return true;
  }

  /** Debits an amount. Returns false, and changes nothing, when the cell holds less. */
  sub(cell: CellId, high: number, low: number): boolean {
    const flags = this.#loadedFlags(cell);
    if (this.compare(cell, high, low) < 0) return false;
    if ((high | low) === 0) return true;
    this.#note(cell, flags);
    const difference = this.#low[cell]! - low;
    this.#low[cell] = difference;
    this.#high[cell] = this.#high[cell]! - high - (difference < 0 ? 1 : 0);
    this.#outputLow[cell] = this.#low[cell]!;
    this.#outputHigh[cell] = this.#high[cell]!;
    this.#flags[cell] = flags | DEBITED;
    return true;
  }

  /** Sets a number, and creates the record if there is none. */
  set(cell: CellId, high: number, low: number): void {
    const flags = this.#loadedFlags(cell);
    this.#note(cell, flags);
    this.#high[cell] = high;
    this.#low[cell] = low;
    this.#flags[cell] = flags | EXISTS;
  }

  /** Compares a cell with an amount: negative when the cell holds less, zero when it holds as much, positive when it holds more. */
  compare(cell: CellId, high: number, low: number): number {
    return this.high(cell) - high || this.#low[cell]! - low;
  }

  /** The bytes in a record's cell, null if there is no record. They are not a copy: callers must not change them. */
  record(cell: CellId): Uint8Array | null {
    const flags = this.#loadedFlags(cell);
    return (flags & EXISTS) === 0 ? null : (this.#records.get(cell) ?? null);
  }

  /** Replaces the bytes in a record's cell; null deletes the record. */
  setRecord(cell: CellId, record: Uint8Array | null): void {
    const flags = this.#loadedFlags(cell);
    this.#journal.pushRecord(cell, this.#records.get(cell) ?? null);
    this.#putRecord(cell, flags, record);
  }

  #putRecord(cell: CellId, flags: number, record: Uint8Array | null): void {
    if (record === null) {
      this.#records.delete(cell);
      this.#flags[cell] = flags & ~EXISTS;
    } else {
      this.#records.set(cell, record);
      this.#flags[cell] = flags | EXISTS;
    }
  }

  // ── One transaction ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Begins a transaction: `revert` returns to this point. */
  begin(): void {
    this.#journal.clear();
  }

  /** Keeps the changes of the transaction. */
  accept(): void {
    this.#journal.clear();
  }

  /** Undoes everything since `begin`. */
  revert(): void {
    for (let entry = this.#journal.pop(); entry !== undefined; entry = this.#journal.pop()) {
      const { cell } = entry;
      this.#high[cell] = entry.high;
      this.#low[cell] = entry.low;
      this.#outputHigh[cell] = entry.outputHigh;
      this.#outputLow[cell] = entry.outputLow;
      this.#flags[cell] = entry.flags;
    }
    for (let entry = this.#journal.popRecord(); entry !== undefined; entry = this.#journal.popRecord()) {
      this.#putRecord(entry.cell, this.#flags[entry.cell]!, entry.record);
    }
  }

  // ── The outcome ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * The writes of the block, sorted by (domain id, key), with the versions that they replace. A record that ends as it began is not written.
   * The bytes of records that are no numbers are not copies.
   */
  writes(): Required<VersionedWrite>[] {
    const changed: CellId[] = [];
    const rank: number[] = [];
    for (let cell = 0; cell < this.#cells.size; cell++) {
      const domain = domainOf(this.#cells.domain[cell]!);
      if (!this.#isChanged(cell, domain)) continue;
      const first = this.#cells.first[cell]!;
      rank.push(domain.id * 2 ** 32 + (isByteKeyed(domain) ? first * 2 ** 24 : this.#ids.firstWord(first)));
      changed.push(cell);
    }
    const writes: Required<VersionedWrite>[] = [];
    const { take } = new ByteSlab();
    for (const at of sortedByRank(rank, (a, b) => this.#compareKeys(changed[a]!, changed[b]!))) {
      const cell = changed[at]!;
      const domain = domainOf(this.#cells.domain[cell]!);
      writes.push({
        ref: { domain, key: this.#keyOf(domain, cell, take) },
        value: this.#valueOf(cell, domain, take),
        previous: this.#base.version(cell, domain, take),
      });
    }
    return writes;
  }

  /** The order of two cells of one domain: by account, then native TOS before other assets, then by asset. */
  #compareKeys(a: CellId, b: CellId): number {
    const accounts = this.#ids.compare(this.#cells.first[a]!, this.#cells.first[b]!);
    if (accounts !== 0) return accounts;
    return this.#ids.compare(this.#cells.second[a]!, this.#cells.second[b]!);
  }

  #isChanged(cell: CellId, domain: Domain): boolean {
    const flags = this.#flags[cell]!;
    if ((flags & LOADED) === 0) return false;
    // Most cells of records of bytes hold none, and held none: then nothing is looked up.
    if ((flags & EXISTS) === 0) return this.#base.exists(cell);
    if (!this.#base.exists(cell)) return true;
    if (domain.cell === 'bytes') return !equalRecords(this.#records.get(cell), this.#base.record(cell));
    // A balance that was spent from and refilled to the same amount gets a new version, which records the debit.
    if (domain.cell === 'balance' && (flags & (CREDITED | DEBITED)) !== 0) return true;
    return this.#high[cell] !== this.#base.high(cell) || this.#low[cell] !== this.#base.low(cell);
  }

  #valueOf(cell: CellId, domain: Domain, take: TakeBytes): Uint8Array | null {
    const flags = this.#flags[cell]!;
    if ((flags & EXISTS) === 0) return null;
    if (domain.cell === 'bytes') return this.#records.get(cell) ?? null;
    if (domain.cell === 'u64') return encodeU64Halves(this.#high[cell]!, this.#low[cell]!, take);
    const { INPUT, OUTPUT, BOTH } = BalanceFlags;
    const direction = (flags & DEBITED) === 0 ? INPUT : (flags & CREDITED) === 0 ? OUTPUT : BOTH;
    return encodeBalanceHalves(
      direction,
      this.#high[cell]!,
      this.#low[cell]!,
      this.#outputHigh[cell]!,
      this.#outputLow[cell]!,
      take,
    );
  }

  #keyOf(domain: Domain, cell: CellId, take?: TakeBytes): Uint8Array {
    return keyOfParts(domain, this.#cells.first[cell]!, this.#cells.second[cell]!, this.#ids, take);
  }

  #cell(domain: number, first: number, second: number): CellId {
    const cell = this.#cells.cell(domain, first, second);
    if (cell >= this.#high.length) this.#grow();
    return cell;
  }

  #note(cell: CellId, flags: number): void {
    this.#journal.push(
      cell,
      this.#high[cell]!,
      this.#low[cell]!,
      this.#outputHigh[cell]!,
      this.#outputLow[cell]!,
      flags,
    );
  }

  /** Flags of a cell that was loaded. Throws for another cell: the rule that touches it has not declared it. */
  #loadedFlags(cell: CellId): number {
    const flags = this.#flags[cell]!;
    if ((flags & LOADED) === 0) throw undeclared(cell, this.ref(cell));
    return flags;
  }

  #grow(): void {
    const size = this.#high.length * 2;
    this.#high = grown(this.#high, new Uint32Array(size));
    this.#low = grown(this.#low, new Uint32Array(size));
    this.#outputHigh = grown(this.#outputHigh, new Uint32Array(size));
    this.#outputLow = grown(this.#outputLow, new Uint32Array(size));
    this.#flags = grown(this.#flags, new Uint8Array(size));
    this.#base.grow();
  }
}

const domainsById: (Domain | undefined)[] = [];
for (const domain of domainList) domainsById[domain.id] = domain;

function domainOf(id: number): Domain {
  const domain = domainsById[id];
  if (domain === undefined) throw new TosError('TOS_INTERNAL', { reason: `no domain ${id}` });
  return domain;
}

function equalRecords(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function undeclared(cell: CellId, ref: RecordRef): TosError {
  const reason = `cell ${cell} of domain ${ref.domain.name} was used but not declared in the access set`;
  return new TosError('TOS_INTERNAL', { reason });
}
