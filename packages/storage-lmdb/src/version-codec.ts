import { TosError } from '@tos/protocol';
import type { StoredVersion, Topoheight } from '@tos/state';
import type { RowArena } from './row-arena.ts';
import { readTopoheight, writeTopoheight } from './topoheight-bytes.ts';

// A row of `versions`: previous u64, deleted u8, value. A row of `latest`: topoheight u64, then the row of `versions`. So a read at the head
// is one get, and undoing a block copies the row of the version before.
const VERSION_HEADER = 9;

/** The offset of the row of `versions` in a row of `latest`. */
export const LATEST_PREFIX = 8;

/** Encodes a version as a row of `latest`. */
export function encodeLatest(arena: RowArena, { topoheight, previous, value }: StoredVersion): Uint8Array {
  const row = arena.take(LATEST_PREFIX + VERSION_HEADER + (value?.length ?? 0));
  writeTopoheight(row, 0, topoheight);
  writeTopoheight(row, LATEST_PREFIX, previous);
  if (value === null) row[LATEST_PREFIX + 8] = 1;
  else row.set(value, LATEST_PREFIX + VERSION_HEADER);
  return row;
}

/** The row of `latest` that makes this version the newest again. */
export function latestFromVersion(arena: RowArena, topoheight: Topoheight, version: Uint8Array): Uint8Array {
  const row = arena.take(LATEST_PREFIX + version.length);
  writeTopoheight(row, 0, topoheight);
  row.set(version, LATEST_PREFIX);
  return row;
}

/** @throws TOS_STORAGE_CORRUPT */
export function latestTopoheight(row: Uint8Array): Topoheight {
  const topoheight = row.length < LATEST_PREFIX ? null : readTopoheight(row, 0);
  if (topoheight === null) throw corrupt(`a newest version of ${row.length} bytes without topoheight`);
  return topoheight;
}

/**
 * The topoheight of the version before this one; null for the first version.
 * @param start the offset of the row of `versions` in `row`
 * @throws TOS_STORAGE_CORRUPT, also for a link that does not lead down
 */
export function previousTopoheight(topoheight: Topoheight, row: Uint8Array, start: number): Topoheight | null {
  if (row.length < start + VERSION_HEADER) throw corrupt(`a version of ${row.length - start} bytes`);
  const previous = readTopoheight(row, start);
  if (previous !== null && previous >= topoheight) throw corrupt(`the version before ${topoheight} is ${previous}`);
  return previous;
}

/**
 * Decodes a version. Its value is a copy.
 * @param start the offset of the row of `versions` in `row`
 * @throws TOS_STORAGE_CORRUPT
 */
export function decodeVersion(topoheight: Topoheight, row: Uint8Array, start: number): StoredVersion {
  const previous = previousTopoheight(topoheight, row, start);
  const flag = row[start + 8]!;
  const size = row.length - start - VERSION_HEADER;
  if (flag > 1 || (flag === 1 && size > 0)) throw corrupt(`deleted flag ${flag} before ${size} bytes`);
  if (flag === 1) return { topoheight, previous, value: null };
  const value = new Uint8Array(size);
  // A loop copies the value, because subarray() of a small row costs more than the copy.
  for (let i = 0; i < size; i++) value[i] = row[start + VERSION_HEADER + i]!;
  return { topoheight, previous, value };
}

function corrupt(reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'version of a record', reason });
}
