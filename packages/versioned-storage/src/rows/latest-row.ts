import { TosError } from '@tos/protocol';
import { readU32, type StoredVersion, type Topoheight } from '@tos/state';
import type { Place } from './keys.ts';
import type { RowArena } from './row-arena.ts';
import { checkOf } from './row-check.ts';
import { writeU32 } from './topoheight-bytes.ts';

// A row of `latest`: check u32 of the place and of the rest, topoheight u56, topoheight of the version before u56 (all ones: none), deleted u8, value. The numbers have a fixed width,
// so that SQL can take a row apart; 56 bits hold every safe integer.
const NUMBER_SIZE = 7;
const CHECK_SIZE = 4;
const LINK = CHECK_SIZE + NUMBER_SIZE;
const HEADER_SIZE = LINK + NUMBER_SIZE + 1;
const U24 = 2 ** 24;
const U32 = 2 ** 32;
const NONE = 2 ** 56;

export function encodeLatest(
  arena: RowArena,
  place: Place,
  { topoheight, previous, value }: StoredVersion,
): Uint8Array {
  return encodeLatestFrom(arena, place, { topoheight, previous, bytes: value, start: 0, size: value?.length ?? 0 });
}

/** As `encodeLatest`, with the value at `start` of some bytes; null for a deletion. */
export function encodeLatestFrom(
  arena: RowArena,
  place: Place,
  version: {
    readonly topoheight: Topoheight;
    readonly previous: Topoheight | null;
    readonly bytes: Uint8Array | null;
    readonly start: number;
    readonly size: number;
  },
): Uint8Array {
  const { topoheight, previous, bytes, start, size } = version;
  const row = arena.take(HEADER_SIZE + size);
  writeNumber(row, CHECK_SIZE, topoheight);
  if (previous !== null) writeNumber(row, LINK, previous);
  else for (let i = LINK; i < LINK + NUMBER_SIZE; i++) row[i] = 255;
  if (bytes === null) row[HEADER_SIZE - 1] = 1;
  // A loop copies the value, because subarray() and set() of a few bytes cost more than the copy.
  else for (let i = 0; i < size; i++) row[HEADER_SIZE + i] = bytes[start + i]!;
  writeU32(row, 0, checkOf(row, CHECK_SIZE, checkOf(place, 0)));
  return row;
}

/**
 * Decodes the row of a place. The value is a copy.
 * @throws TOS_STORAGE_CORRUPT, for any wrong bit of the row and of the place
 */
export function decodeLatest(place: Place, row: Uint8Array): StoredVersion {
  if (row.length < HEADER_SIZE) throw corrupt(`it has ${row.length} bytes`);
  if (readU32(row, 0) !== checkOf(row, CHECK_SIZE, checkOf(place, 0))) throw corrupt('its check is wrong');
  const topoheight = readNumber(row, CHECK_SIZE);
  const link = readNumber(row, LINK);
  if (!Number.isSafeInteger(topoheight)) throw corrupt(`its topoheight is ${topoheight}`);
  const previous = link === NONE ? null : link;
  if (previous !== null && previous >= topoheight) throw corrupt(`the version before ${topoheight} is ${previous}`);
  const flag = row[HEADER_SIZE - 1]!;
  const size = row.length - HEADER_SIZE;
  if (flag > 1 || (flag === 1 && size > 0)) throw corrupt(`deleted flag ${flag} before ${size} bytes`);
  if (flag === 1) return { topoheight, previous, value: null };
  const value = new Uint8Array(size);
  for (let i = 0; i < size; i++) value[i] = row[HEADER_SIZE + i]!;
  return { topoheight, previous, value };
}

function writeNumber(row: Uint8Array, offset: number, value: Topoheight): void {
  const high = Math.floor(value / U32);
  row[offset] = high >>> 16;
  row[offset + 1] = high >>> 8;
  row[offset + 2] = high;
  row[offset + 3] = value / U24;
  row[offset + 4] = value >>> 16;
  row[offset + 5] = value >>> 8;
  row[offset + 6] = value;
}

/** The number at an offset. All ones round up to 2^56, which no topoheight is. */
function readNumber(row: Uint8Array, offset: number): number {
  const high = (row[offset]! << 16) | (row[offset + 1]! << 8) | row[offset + 2]!;
  const low = (row[offset + 3]! << 24) | (row[offset + 4]! << 16) | (row[offset + 5]! << 8) | row[offset + 6]!;
  return high * U32 + (low >>> 0);
}

function corrupt(reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'row of a newest version', reason });
}
