import type { AbstractSnapshot } from 'abstract-level';
import { asBytes, type LevelDatabase } from './level-database.ts';

/** The rows of some keys, in the order of the keys; undefined for a key without a row. */
export async function readRows(
  database: LevelDatabase,
  keys: readonly Uint8Array[],
  snapshot?: AbstractSnapshot,
): Promise<(Uint8Array | undefined)[]> {
  if (snapshot) return database.getMany([...keys], { ...asBytes, snapshot });
  const rows = await database.getMany([...keys], asBytes);
  // Trap of browser-level 3.0: its getMany takes a row that could not be read for one that is not there (`Promise.allSettled` in `_getMany`).
  // Its get reports the error.
  return Promise.all(rows.map((row, i) => row ?? database.get(keys[i]!, asBytes)));
}
