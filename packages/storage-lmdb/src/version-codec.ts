import { TosError } from '@tos/protocol';
import type { StoredVersion, Topoheight } from '@tos/state';
import { readTopoheight, writeTopoheight } from './topoheight-bytes.ts';

// Row of `versions`: previous u64, deleted u8, value. Row of `latest`: topoheight u64 before the same bytes, so that
// undoing a block copies the row of the version before.
const VERSION_HEADER = 9;
const LATEST_HEADER = 17;

/** Row of `latest` for a version; its row of `versions` is the part without the topoheight (`versionRow`). */
export function encodeLatest(
  topoheight: Topoheight,
  previous: Topoheight | null,
  value: Uint8Array | null,
): Uint8Array {
  const row = new Uint8Array(LATEST_HEADER + (value?.length ?? 0));
  writeTopoheight(row, 0, topoheight);
  writeTopoheight(row, 8, previous);
  if (value === null) row[16] = 1;
  else row.set(value, LATEST_HEADER);
  return row;
}

/** The row of `versions` inside a row of `latest`; the same memory. */
export function versionRow(latest: Uint8Array): Uint8Array {
  return latest.subarray(8);
}

/** The row of `latest` that makes this version the newest again. */
export function latestRow(topoheight: Topoheight, version: Uint8Array): Uint8Array {
  const row = new Uint8Array(8 + version.length);
  writeTopoheight(row, 0, topoheight);
  row.set(version, 8);
  return row;
}

/** @throws TOS_STORAGE_CORRUPT */
export function latestTopoheight(row: Uint8Array): Topoheight {
  const topoheight = row.length < LATEST_HEADER ? null : readTopoheight(row, 0);
  if (topoheight === null) throw corrupt(`a newest version of ${row.length} bytes without topoheight`);
  return topoheight;
}

/** Where the version before this one is. @throws TOS_STORAGE_CORRUPT, also for a link that does not lead down */
export function previousTopoheight(topoheight: Topoheight, version: Uint8Array): Topoheight | null {
  if (version.length < VERSION_HEADER) throw corrupt(`a version of ${version.length} bytes`);
  const previous = readTopoheight(version, 0);
  if (previous !== null && previous >= topoheight) throw corrupt(`the version before ${topoheight} is ${previous}`);
  return previous;
}

/** With a value of its own memory. @throws TOS_STORAGE_CORRUPT */
export function decodeVersion(topoheight: Topoheight, version: Uint8Array): StoredVersion {
  const previous = previousTopoheight(topoheight, version);
  return { topoheight, previous, value: isDeleted(version) ? null : new Uint8Array(version.subarray(VERSION_HEADER)) };
}

function isDeleted(version: Uint8Array): boolean {
  const flag = version[8]!;
  if (flag > 1 || (flag === 1 && version.length > VERSION_HEADER)) throw corrupt(`deleted flag ${flag}`);
  return flag === 1;
}

function corrupt(reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'version of a record', reason });
}
