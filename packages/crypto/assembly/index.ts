// The module's exports. Memory: the compiler's static data, the table of H, the cache, and last, because it grows, the input.
import { combSize } from './comb';
import { initField } from './field';
import { seedKeyHash } from './key-hash';
import { forgetSightings } from './sightings';
import {
  evictions,
  placeCache,
  planCache,
  SPACING_1,
  SPACING_2,
  tables1,
  tables2,
  WIDTH_1,
  WIDTH_2,
} from './table-cache';
import { initTableOfH, sizeOfTableOfH } from './table-of-h';
import {
  builds1,
  builds2,
  coldCount,
  verifyRecords,
  warmCount1,
  warmCount2,
} from './verify';

let input: usize = 0;
let cacheSize: usize = 0;

/** Makes memory up to `end` usable. */
function reach(end: usize): bool {
  const pages = <i32>((end + 0xffff) >> 16) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}

/** Prepares the module; it is called once, before every other export. @returns false when there is not enough memory */
export function initialize(cacheBytes: u32, seed0: u64, seed1: u64): bool {
  const tableOfH = (__heap_base + 127) & ~(<usize>127);
  const cache = tableOfH + sizeOfTableOfH();
  cacheSize = planCache(cacheBytes);
  input = (cache + cacheSize + 127) & ~(<usize>127);
  if (!reach(input)) return false;
  seedKeyHash(seed0, seed1);
  initField();
  initTableOfH(tableOfH);
  if (cacheSize > 0) placeCache(cache);
  forgetSightings();
  return true;
}

/** The address of room for `bytes` bytes of input; 0 when there is not enough memory. */
export function reserveInput(bytes: u32): usize {
  return <u64>input + bytes < 0xffff_0000 && reach(input + bytes) ? input : 0;
}

export function verify(bytes: usize, columns: usize, count: i32, verdicts: usize, maxBuilds: i32): void {
  verifyRecords(bytes, columns, count, verdicts, cacheSize == 0 ? -1 : maxBuilds);
}

// Metrics since the start.

export function verifiedCold(): u64 {
  return coldCount;
}

export function verifiedWarm(): u64 {
  return warmCount1 + warmCount2;
}

export function tablesBuilt(): u64 {
  return builds1 + builds2;
}

export function tablesEvicted(): u32 {
  return evictions;
}

export function smallTables(): u32 {
  return tables1;
}

export function largeTables(): u32 {
  return tables2;
}

export function tableBytes(): u32 {
  return tables1 * <u32>combSize(WIDTH_1, SPACING_1) + tables2 * <u32>combSize(WIDTH_2, SPACING_2);
}
