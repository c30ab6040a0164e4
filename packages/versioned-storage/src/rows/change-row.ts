import { TosError } from '@tos/protocol';
import { readU32, type StoredVersion, type Topoheight, type VersionedWrite } from '@tos/state';
import type { Place } from './keys.ts';
import { encodeLatestFrom } from './latest-row.ts';
import { hashPlace } from './place-hash.ts';
import type { RowArena } from './row-arena.ts';
import { checkOf } from './row-check.ts';
import { writeU32 } from './topoheight-bytes.ts';
import { writeVarint } from './varint.ts';

// A row of `changes` holds everything that one block did to records, so that a commit writes one row in place of two per record:
//   check u32 of all that follows, count u32, offset u32 of each entry from the start of the row, entries sorted by place, one behind the other.
// An entry: size of the place u16, place, flags u8, the version before, the value after. The version before: varint (topoheight of the row
// less its own topoheight), varint (its own topoheight less that of its link) if it has a link, then its value. A value: varint size, bytes;
// nothing for a deletion. Most numbers take two or three bytes this way, and a version about 63 (README, "What it costs").
const CHECK_SIZE = 4;
const HEADER_SIZE = 8;
const HAS_BEFORE = 1;
const BEFORE_IS_DELETED = 2;
const BEFORE_HAS_LINK = 4;
const AFTER_IS_DELETED = 8;
const ALL_FLAGS = 15;

/**
 * Encodes the changes of a block.
 * @param writes sorted by (domain id, key)
 * @param befores the version that each write replaces; null for a record without one
 */
export function encodeChanges(
  topoheight: Topoheight,
  writes: readonly VersionedWrite[],
  befores: readonly (StoredVersion | null)[],
): Uint8Array {
  const count = writes.length;
  let at = HEADER_SIZE + 4 * count;
  let row = scratchOf(at);
  writeU32(row, CHECK_SIZE, count);
  for (let i = 0; i < count; i++) {
    const { ref, value } = writes[i]!;
    const before = befores[i]!;
    row = scratchOf(at + MOST_AROUND + ref.key.length + (before?.value?.length ?? 0) + (value?.length ?? 0));
    writeU32(row, HEADER_SIZE + 4 * i, at);
    row[at++] = (1 + ref.key.length) >>> 8;
    row[at++] = 1 + ref.key.length;
    row[at++] = ref.domain.id;
    at = writeBytes(row, at, ref.key);
    row[at++] = flagsOf(before, value);
    if (before !== null) {
      at = writeVarint(row, at, topoheight - before.topoheight);
      if (before.previous !== null) at = writeVarint(row, at, before.topoheight - before.previous);
      at = writeValue(row, at, before.value);
    }
    at = writeValue(row, at, value);
  }
  const encoded = row.slice(0, at);
  writeU32(encoded, 0, checkOf(encoded, CHECK_SIZE));
  return encoded;
}

/** Bytes of an entry besides its key and its values: sizes, flags and four varints of up to eight bytes. */
const MOST_AROUND = 4 + 4 * 8;
/** Where rows are made, so that a row needs no first pass that sums its sizes up: reading the parts of a write costs more than writing them. */
let scratch: Uint8Array = new Uint8Array(2 ** 16);

/** The scratch with room for `size` bytes, and with what is in it. */
function scratchOf(size: number): Uint8Array {
  if (size <= scratch.length) return scratch;
  const larger = new Uint8Array(Math.max(size, 2 * scratch.length));
  larger.set(scratch);
  scratch = larger;
  return scratch;
}

function flagsOf(before: StoredVersion | null, after: Uint8Array | null): number {
  const flags = after === null ? AFTER_IS_DELETED : 0;
  if (before === null) return flags;
  return (
    flags |
    HAS_BEFORE |
    (before.value === null ? BEFORE_IS_DELETED : 0) |
    (before.previous === null ? 0 : BEFORE_HAS_LINK)
  );
}

function writeValue(row: Uint8Array, at: number, value: Uint8Array | null): number {
  return value === null ? at : writeBytes(row, writeVarint(row, at, value.length), value);
}

/** Copies bytes in a loop, because set() of a small array costs more than the copy. @returns the offset behind them */
function writeBytes(row: Uint8Array, at: number, bytes: Uint8Array): number {
  const size = bytes.length;
  for (let i = 0; i < size; i++) row[at + i] = bytes[i]!;
  return at + size;
}

/**
 * The changes of one block, over the bytes of its row. Entries are decoded when they are asked for. Every method throws TOS_STORAGE_CORRUPT
 * for an entry that does not end where the next one begins.
 */
export class ChangeRow {
  readonly topoheight: Topoheight;
  readonly bytes: Uint8Array;
  readonly count: number;
  // The place behind the number or value that was read last.
  #at = 0;

  /** @throws TOS_STORAGE_CORRUPT for a row that is shorter than its offsets */
  constructor(topoheight: Topoheight, bytes: Uint8Array) {
    this.topoheight = topoheight;
    // A store may pass a Buffer, whose slice would be a view of the store's memory.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.count = bytes.length < HEADER_SIZE ? 0 : readU32(bytes, CHECK_SIZE);
    const isTooShort = bytes.length < HEADER_SIZE || HEADER_SIZE + 4 * this.count > bytes.length;
    if (isTooShort) throw this.#corrupt(`it has ${bytes.length} bytes`);
    if (this.count === 0 && bytes.length > HEADER_SIZE)
      throw this.#corrupt(`${bytes.length - HEADER_SIZE} bytes too many`);
  }

  /** Checks all of the row: its bytes, every entry, and that places are sorted. A read of one entry checks that entry alone. */
  check(): void {
    if (readU32(this.bytes, 0) !== checkOf(this.bytes, CHECK_SIZE)) throw this.#corrupt('its check is wrong');
    if (this.count > 0 && this.#start(0) !== HEADER_SIZE + 4 * this.count)
      throw this.#corrupt('its first entry is elsewhere');
    for (let i = 0; i < this.count; i++) {
      const flags = this.#flags(i);
      if ((flags & HAS_BEFORE) !== 0) this.#skipBefore(flags);
      this.#valueStart(i, flags);
      if (i > 0 && this.compareEntries(i, this, i - 1) <= 0) throw this.#corrupt(`entry ${i} is out of order`);
    }
  }

  /** The place of an entry, over the bytes of the row. */
  place(index: number): Place {
    const start = this.#start(index);
    return this.bytes.subarray(start + 2, this.#placeEnd(start));
  }

  /** Below 0 when the place of the entry is below `place`, 0 when it is equal, else above 0. */
  compare(index: number, place: Place): number {
    const start = this.#start(index);
    const size = this.#placeEnd(start) - start - 2;
    const length = Math.min(size, place.length);
    for (let i = 0; i < length; i++) {
      const difference = this.bytes[start + 2 + i]! - place[i]!;
      if (difference !== 0) return difference;
    }
    return size - place.length;
  }

  /** As `compare`, with the place of an entry of another row. */
  compareEntries(index: number, other: ChangeRow, otherIndex: number): number {
    const [bytes, otherBytes] = [this.bytes, other.bytes];
    const start = this.#start(index);
    const otherStart = other.#start(otherIndex);
    const size = this.#placeEnd(start) - start - 2;
    const otherSize = other.#placeEnd(otherStart) - otherStart - 2;
    const length = Math.min(size, otherSize);
    for (let i = 2; i < 2 + length; i++) {
      const difference = bytes[start + i]! - otherBytes[otherStart + i]!;
      if (difference !== 0) return difference;
    }
    return size - otherSize;
  }

  /** The hashes of all places. */
  placeHashes(salt: number): Uint32Array {
    const hashes = new Uint32Array(this.count);
    for (let i = 0; i < this.count; i++) {
      const start = this.#start(i);
      hashes[i] = hashPlace(this.bytes, start + 2, this.#placeEnd(start) - start - 2, salt);
    }
    return hashes;
  }

  /** The index of the first entry whose place is not below `place`. */
  indexFrom(place: Place): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(middle, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The index of the entry of a place. @throws TOS_STORAGE_CORRUPT when there is none: only links lead here */
  indexOf(place: Place): number {
    const index = this.indexFrom(place);
    if (index < this.count && this.compare(index, place) === 0) return index;
    throw this.#corrupt('it has no entry of a record whose link leads to it');
  }

  /** The version that the entry replaced; null for the first version of its record. The value is a copy. */
  before(index: number): StoredVersion | null {
    const flags = this.#flags(index);
    const before = (flags & HAS_BEFORE) === 0 ? null : this.#readBefore(flags);
    this.#valueStart(index, flags);
    return before;
  }

  /** The version that the entry made. The value is a copy. */
  after(index: number): StoredVersion {
    const { topoheight } = this;
    const flags = this.#flags(index);
    const previous = (flags & HAS_BEFORE) === 0 ? null : this.#skipBefore(flags);
    const start = this.#valueStart(index, flags);
    return { topoheight, previous, value: start === null ? null : this.bytes.slice(start, this.#at) };
  }

  /** The row of `latest` of the version that the entry made. */
  latestRow(index: number, arena: RowArena): Uint8Array {
    const { topoheight } = this;
    const flags = this.#flags(index);
    const previous = (flags & HAS_BEFORE) === 0 ? null : this.#skipBefore(flags);
    const start = this.#valueStart(index, flags);
    const place = this.place(index);
    if (start === null) return encodeLatestFrom(arena, place, { topoheight, previous, bytes: null, start: 0, size: 0 });
    return encodeLatestFrom(arena, place, { topoheight, previous, bytes: this.bytes, start, size: this.#at - start });
  }

  /** The first six bytes of the place of an entry as a number, with zeros behind a shorter place. */
  placeStart(index: number): number {
    const { bytes } = this;
    const start = this.#start(index);
    const end = this.#placeEnd(start);
    const at = start + 2;
    if (at + 6 > end) {
      let number = 0;
      for (let i = at; i < at + 6; i++) number = number * 256 + (i < end ? bytes[i]! : 0);
      return number;
    }
    const high = (bytes[at]! << 8) | bytes[at + 1]!;
    const low = ((bytes[at + 2]! << 24) | (bytes[at + 3]! << 16) | (bytes[at + 4]! << 8) | bytes[at + 5]!) >>> 0;
    return high * 2 ** 32 + low;
  }

  #start(index: number): number {
    return readU32(this.bytes, HEADER_SIZE + 4 * index);
  }

  #placeEnd(start: number): number {
    const end = start + 2 + ((this.bytes[start]! << 8) | this.bytes[start + 1]!);
    if (start < HEADER_SIZE || !(end < this.bytes.length))
      throw this.#corrupt(`an entry at ${start} of ${this.bytes.length} bytes`);
    return end;
  }

  #flags(index: number): number {
    const end = this.#placeEnd(this.#start(index));
    const flags = this.bytes[end]!;
    this.#at = end + 1;
    const isOdd = flags > ALL_FLAGS || ((flags & HAS_BEFORE) === 0 && (flags & ~AFTER_IS_DELETED) !== 0);
    if (isOdd) throw this.#corrupt(`flags ${flags} in entry ${index}`);
    return flags;
  }

  #readBefore(flags: number): StoredVersion {
    const topoheight = this.#readBelow(this.topoheight);
    const previous = (flags & BEFORE_HAS_LINK) === 0 ? null : this.#readBelow(topoheight);
    if ((flags & BEFORE_IS_DELETED) !== 0) return { topoheight, previous, value: null };
    const size = this.#readSize();
    const value = this.bytes.slice(this.#at, this.#at + size);
    this.#at += size;
    return { topoheight, previous, value };
  }

  /** Skips the version before. @returns its topoheight */
  #skipBefore(flags: number): Topoheight {
    const topoheight = this.#readBelow(this.topoheight);
    if ((flags & BEFORE_HAS_LINK) !== 0) this.#readBelow(topoheight);
    if ((flags & BEFORE_IS_DELETED) !== 0) return topoheight;
    const size = this.#readSize();
    this.#at += size;
    return topoheight;
  }

  /** The start of the value after, which ends at `#at`; null for a deletion. Checks that the entry ends there. */
  #valueStart(index: number, flags: number): number | null {
    const isDeleted = (flags & AFTER_IS_DELETED) !== 0;
    const size = isDeleted ? 0 : this.#readSize();
    const start = this.#at;
    this.#at += size;
    const end = index + 1 < this.count ? this.#start(index + 1) : this.bytes.length;
    if (this.#at !== end) throw this.#corrupt(`entry ${index} ends at ${this.#at} and not at ${end}`);
    return isDeleted ? null : start;
  }

  /** Reads how far below a topoheight another one is. */
  #readBelow(topoheight: Topoheight): Topoheight {
    const distance = this.#readVarint();
    if (distance > 0 && distance <= topoheight) return topoheight - distance;
    throw this.#corrupt(`a version ${distance} below ${topoheight}`);
  }

  #readSize(): number {
    const size = this.#readVarint();
    if (this.#at + size <= this.bytes.length) return size;
    throw this.#corrupt(`a value of ${size} bytes at ${this.#at} of ${this.bytes.length}`);
  }

  #readVarint(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.bytes[this.#at++];
      if (byte === undefined) break;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw this.#corrupt(`a number that does not end at ${this.#at}`);
  }

  #corrupt(reason: string): TosError {
    return new TosError('TOS_STORAGE_CORRUPT', { what: `changes at topoheight ${this.topoheight}`, reason });
  }
}
