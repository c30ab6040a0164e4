import type { EngineView } from '../reading/engine-view.ts';
import { ChangeRow } from '../rows/change-row.ts';
import { landmarkKey, metadataKey } from '../rows/keys.ts';
import { isLandmark } from '../rows/place-hash.ts';
import { readTopoheight, topoheightBytes } from '../rows/topoheight-bytes.ts';
import type { WritePlan } from './write-plan.ts';

/** Rows of changes, and versions in them, that a slice removes: it takes some milliseconds, for which a block may have to wait. */
const ROWS = 32;
const VERSIONS = 2048;
/** Versions that a slice flushes first, when the rows to be removed are not in `latest` yet. */
const FLUSHED = 2048;

/**
 * Plans the next slice of pruning: rows of changes below the watermark go, from the lowest one on, with their landmarks and metadata. Nothing
 * is copied: the value that held at the watermark is the version before in the first row above it. Rows from which opening would
 * have to read newest versions are flushed first.
 * @returns true when nothing is left to prune
 */
export async function planPruneSlice(view: EngineView, plan: WritePlan): Promise<boolean> {
  const { base, prunedBelow, flushed, salt } = view.state;
  if (base >= prunedBelow) return true;
  const end = Math.min(prunedBelow, (flushed ?? -1) + 1);
  if (base >= end) {
    plan.flushSome(FLUSHED);
    return false;
  }
  const range = { from: topoheightBytes(base), to: topoheightBytes(end) };
  let next = base;
  let versions = 0;
  let bytes = 0;
  for (let rows = 0; rows < ROWS && versions < VERSIONS && next < end; rows++) {
    const [row] = await view.store.range('changes', { ...range, from: topoheightBytes(next), limit: 1 });
    const topoheight = row === undefined ? null : readTopoheight(row.key, 0);
    if (row === undefined || topoheight === null) break;
    const changes = new ChangeRow(topoheight, row.value);
    for (const [i, hash] of changes.placeHashes(salt).entries()) {
      if (isLandmark(hash, topoheight)) plan.puts.put('landmarks', landmarkKey(changes.place(i), topoheight), null);
    }
    plan.puts.put('changes', row.key, null);
    plan.puts.put('metadata', metadataKey(topoheight), null);
    versions += changes.count;
    bytes += row.value.length;
    next = topoheight + 1;
  }
  plan.change({ base: next, changeBytes: plan.state.changeBytes - bytes });
  return false;
}
