import { TosError } from '@tos/protocol';
import type { Topoheight } from '@tos/state';
import type { Put } from './commit-plan.ts';
import { metadataKey, type Place, PRUNE_CURSOR_KEY, PRUNED_KEY, versionKey } from './keys.ts';
import type { ReadView } from './read-view.ts';
import { concatBytes } from './row-parts.ts';
import { readTopoheight, topoheightBytes, writeTopoheight } from './topoheight-bytes.ts';
import { LATEST_PREFIX, latestTopoheight, previousTopoheight } from './version-codec.ts';

/** Rows per slice of pruning: they take some milliseconds between two turns of the event loop. */
const SLICE = 2048;

/**
 * The place at which pruning continues: first with the version of `place` at `older`, to which nothing links any more, then with the
 * records behind `place`. Its row: below u64, older u64 (all ones: none), place.
 */
interface Cursor {
  readonly below: Topoheight;
  readonly older: Topoheight | null;
  readonly place: Place;
}

/** The puts that raise the watermark and begin pruning. */
export function planPruning(below: Topoheight): Put[] {
  return [
    { table: 'metadata', key: PRUNED_KEY, value: topoheightBytes(below) },
    cursorPut({ below, older: null, place: new Uint8Array() }),
  ];
}

/**
 * The puts of the next slice; none when pruning is done. A chain of versions is removed from its newest version on, and the cursor holds the
 * next version.
 */
export function planPruneSlice(view: ReadView): Put[] {
  const row = view.get('metadata', PRUNE_CURSOR_KEY);
  if (!row) return [];
  const { below, older, place } = decodeCursor(row);
  const metadata = view.rows('metadata', { start: metadataKey(0), end: metadataKey(below), limit: SLICE });
  if (metadata.length > 0) return metadata.map(({ key }) => ({ table: 'metadata', key, value: null }));
  const slice = new Slice(view, below);
  if (slice.removeChain(place, older)) slice.go(place);
  return slice.puts;
}

class Slice {
  readonly puts: Put[] = [];
  readonly #view: ReadView;
  readonly #below: Topoheight;
  #budget = SLICE;

  constructor(view: ReadView, below: Topoheight) {
    this.#view = view;
    this.#below = below;
  }

  /** Removes a chain of versions. It returns false when the slice is full; the cursor then points into the chain. */
  removeChain(place: Place, from: Topoheight | null): boolean {
    let topoheight = from;
    while (topoheight !== null) {
      if (this.#budget-- <= 0) {
        this.puts.push(cursorPut({ below: this.#below, older: topoheight, place }));
        return false;
      }
      const key = versionKey(topoheight, place);
      const row = this.#view.get('versions', key);
      if (!row) break;
      this.puts.push({ table: 'versions', key, value: null });
      topoheight = previousTopoheight(topoheight, row, 0);
    }
    return true;
  }

  go(after: Place): void {
    const range = { start: after, exclusiveStart: true, limit: Math.max(1, this.#budget) };
    const rows = this.#view.rows('latest', range);
    let last = after;
    for (const { key, value } of rows) {
      last = key;
      this.#budget--;
      if (!this.#pruneRecord(key, value)) return;
      if (this.#budget <= 0) break;
    }
    if (rows.length === 0) this.puts.push({ table: 'metadata', key: PRUNE_CURSOR_KEY, value: null });
    else this.puts.push(cursorPut({ below: this.#below, older: null, place: last }));
  }

  /** Removes the link of the newest version below the watermark, then the versions that the link led to. */
  #pruneRecord(place: Place, newest: Uint8Array): boolean {
    let topoheight = latestTopoheight(newest);
    let row = newest;
    let start = LATEST_PREFIX;
    let previous = previousTopoheight(topoheight, row, start);
    while (topoheight >= this.#below) {
      if (previous === null) return true;
      topoheight = previous;
      row = this.#view.version(topoheight, place);
      start = 0;
      this.#budget--;
      previous = previousTopoheight(topoheight, row, start);
    }
    if (previous === null) return true;
    const kept = new Uint8Array(row);
    writeTopoheight(kept, start, null);
    if (start > 0) this.puts.push({ table: 'latest', key: place, value: kept });
    this.puts.push({ table: 'versions', key: versionKey(topoheight, place), value: kept.subarray(start) });
    return this.removeChain(place, previous);
  }
}

function cursorPut({ below, older, place }: Cursor): Put {
  const value = concatBytes([topoheightBytes(below), topoheightBytes(older), place]);
  return { table: 'metadata', key: PRUNE_CURSOR_KEY, value };
}

/** @throws TOS_STORAGE_CORRUPT */
function decodeCursor(row: Uint8Array): Cursor {
  const below = row.length < 16 ? null : readTopoheight(row, 0);
  if (below === null) throw new TosError('TOS_STORAGE_CORRUPT', { what: 'prune cursor', reason: 'it is too short' });
  return { below, older: readTopoheight(row, 8), place: row.slice(16) };
}
