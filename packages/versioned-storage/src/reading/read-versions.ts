import { TosError } from '@tos/protocol';
import type { StoredVersion, Topoheight } from '@tos/state';
import { nextTurn } from '../next-turn.ts';
import { landmarkKey, type Place } from '../rows/keys.ts';
import { decodeLatest } from '../rows/latest-row.ts';
import { readTopoheight } from '../rows/topoheight-bytes.ts';
import type { EngineView } from './engine-view.ts';

/** Records that are read between two turns of the event loop: they take some milliseconds. */
const SLICE = 1024;
/** Links that a reader follows before it looks for a landmark: most versions that are asked for are near. */
const LINKS_BEFORE_LANDMARK = 8;

type Found = StoredVersion | undefined;

/** A record on its way down: the version at `at` is too new. */
interface Walker {
  readonly index: number;
  readonly at: Topoheight;
  /** False at a landmark: it may be the first version of the record. */
  readonly hasLink: boolean;
}

/** The newest version of each place; undefined for a place without one. Links below the watermark are hidden. */
export async function readNewest(
  view: EngineView,
  places: readonly Place[],
  sequence: number = view.state.sequence,
): Promise<Found[]> {
  const found: Found[] = [];
  if (view.state.isImporting) return new Array<Found>(places.length).fill(undefined);
  for (let start = 0; start < places.length; start += SLICE) {
    if (start > 0) await nextTurn();
    const missing: Place[] = [];
    const indexes: number[] = [];
    for (let i = start; i < Math.min(places.length, start + SLICE); i++) {
      const pending = view.findPending(places[i]!, sequence);
      found.push(pending && withoutHiddenLink(view, pending));
      if (pending !== undefined) continue;
      missing.push(places[i]!);
      indexes.push(i);
    }
    if (missing.length === 0) continue;
    await view.store.read('latest', missing, (row, i) => {
      if (row !== undefined) found[indexes[i]!] = withoutHiddenLink(view, decodeLatest(missing[i]!, row));
    });
  }
  return found;
}

/** The newest version at or below `to` of each place. */
export async function readAt(view: EngineView, places: readonly Place[], to: Topoheight): Promise<Found[]> {
  const found = await readNewest(view, places);
  await walkDown(view, places, { found, to });
  return found;
}

/**
 * Replaces every version above `to` by the newest one at or below it. All records take a step together, so that each row of changes that
 * several of them need is read once per step.
 */
export async function walkDown(
  view: EngineView,
  places: readonly Place[],
  { found, to }: { readonly found: Found[]; readonly to: Topoheight },
): Promise<void> {
  let walkers: Walker[] = [];
  found.forEach((version, index) => {
    if (version === undefined || version.topoheight <= to) return;
    found[index] = undefined;
    if (version.previous !== null) walkers.push({ index, at: version.topoheight, hasLink: true });
  });
  for (let links = 0; walkers.length > 0; links++) {
    if (links === LINKS_BEFORE_LANDMARK) walkers = await landmarksOf(view, places, { walkers, to });
    const byTopoheight = grouped(walkers);
    walkers = [];
    await view.readChanges([...byTopoheight.keys()], (changes) => {
      for (const { index, hasLink } of byTopoheight.get(changes.topoheight) ?? []) {
        const before = changes.before(changes.indexOf(places[index]!));
        if (before === null && hasLink) throw brokenLink(changes.topoheight);
        if (before === null) continue;
        const version = withoutHiddenLink(view, before);
        if (version.topoheight <= to) found[index] = version;
        else if (version.previous !== null) walkers.push({ index, at: version.topoheight, hasLink: true });
      }
    });
  }
}

function grouped(walkers: readonly Walker[]): Map<Topoheight, Walker[]> {
  const groups = new Map<Topoheight, Walker[]>();
  for (const walker of walkers) {
    const group = groups.get(walker.at);
    if (group) group.push(walker);
    else groups.set(walker.at, [walker]);
  }
  return groups;
}

/** The walkers, each at the lowest landmark above `to` if that is below it. */
function landmarksOf(
  view: EngineView,
  places: readonly Place[],
  { walkers, to }: { readonly walkers: readonly Walker[]; readonly to: Topoheight },
): Promise<Walker[]> {
  // Rows of changes below the watermark may be gone.
  const above = Math.max(to + 1, view.state.prunedBelow);
  return Promise.all(
    walkers.map(async (walker) => {
      const { index, at } = walker;
      const range = { from: landmarkKey(places[index]!, above), to: landmarkKey(places[index]!, at), limit: 1 };
      const [row] = above < at ? await view.store.range('landmarks', range) : [];
      const landmark = row && readTopoheight(row.key, row.key.length - 8);
      return typeof landmark === 'number' ? { index, at: landmark, hasLink: false } : walker;
    }),
  );
}

/** The versions of a place from the newest one at or below `to` down to `from`. */
export async function* readHistory(
  view: EngineView,
  place: Place,
  { from, to }: { readonly from: Topoheight; readonly to: Topoheight },
): AsyncGenerator<StoredVersion> {
  let [version] = await readAt(view, [place], to);
  while (version !== undefined && version.topoheight >= from) {
    yield version;
    if (version.previous === null) return;
    let before: StoredVersion | null = null;
    await view.readChanges([version.topoheight], (changes) => {
      before = changes.before(changes.indexOf(place));
    });
    if (before === null) throw brokenLink(version.topoheight);
    version = withoutHiddenLink(view, before);
  }
}

/** Below the watermark each record has one version, which has no link. The link stays in the row, where it says nothing. */
export function withoutHiddenLink(view: EngineView, version: StoredVersion): StoredVersion {
  const { topoheight, previous, value } = version;
  if (previous === null || topoheight >= view.state.prunedBelow) return version;
  return { topoheight, previous: null, value };
}

function brokenLink(topoheight: Topoheight): TosError {
  const reason = `there is no version before the one at ${topoheight}, which has a link`;
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'changes', reason });
}
