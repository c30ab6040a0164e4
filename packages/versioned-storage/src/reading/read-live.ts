import { compareBytes, type Domain, type KeyRange, type StoredVersion, type Topoheight } from '@tos/state';
import { nextTurn } from '../next-turn.ts';
import { MergedChanges } from '../pending/merged-changes.ts';
import { domainEnd, domainStart, type Place, placeOf } from '../rows/keys.ts';
import { decodeLatest } from '../rows/latest-row.ts';
import type { StoreRow } from '../store/ordered-store.ts';
import type { EngineView } from './engine-view.ts';
import { walkDown, withoutHiddenLink } from './read-versions.ts';

/** Rows that are read between two turns of the event loop: they take some milliseconds. */
const SLICE = 1024;

interface Newest {
  readonly place: Place;
  readonly version: StoredVersion;
}

/** Live records of a domain as of `at`, in key order. */
export async function* readLive(
  view: EngineView,
  domain: Domain,
  { at, range }: { readonly at: Topoheight | undefined; readonly range: KeyRange },
): AsyncGenerator<readonly [Uint8Array, StoredVersion]> {
  const from = range.from ? placeOf({ domain, key: range.from }) : domainStart(domain);
  const to = range.to ? placeOf({ domain, key: range.to }) : domainEnd(domain);
  for await (const newest of readAllNewest(view, { from, to })) {
    const places = newest.map(({ place }) => place);
    const found: (StoredVersion | undefined)[] = newest.map(({ version }) => version);
    if (at !== undefined) await walkDown(view, places, { found, to: at });
    for (const [i, version] of found.entries()) {
      if (version !== undefined && version.value !== null) yield [places[i]!.slice(1), version];
    }
  }
}

/** The newest versions of all places in a range, in their order, in slices: those of `latest`, replaced and joined by those in memory. */
export async function* readAllNewest(
  view: EngineView,
  { from, to }: { readonly from: Place; readonly to: Place },
): AsyncGenerator<readonly Newest[]> {
  if (view.state.isImporting) return;
  const pending = new MergedChanges(view.pendingRows(), { from, to });
  const takePending = (): Newest => {
    const place = pending.place!.slice();
    return { place, version: withoutHiddenLink(view, pending.take()) };
  };
  let rows: readonly StoreRow[] = await view.store.range('latest', { from, to, limit: SLICE });
  for (;;) {
    const slice: Newest[] = [];
    for (const { key, value } of rows) {
      while (isBelow(pending.place, key)) slice.push(takePending());
      if (pending.place !== undefined && compareBytes(pending.place, key) === 0) slice.push(takePending());
      else slice.push({ place: key, version: withoutHiddenLink(view, decodeLatest(key, value)) });
    }
    if (rows.length < SLICE) {
      while (!pending.isDone) slice.push(takePending());
      yield slice;
      return;
    }
    yield slice;
    await nextTurn();
    const next = Uint8Array.of(...rows.at(-1)!.key, 0);
    rows = await view.store.range('latest', { from: next, to, limit: SLICE });
  }
}

function isBelow(place: Place | undefined, key: Uint8Array): boolean {
  return place !== undefined && compareBytes(place, key) < 0;
}
