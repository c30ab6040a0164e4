import { domainList, type StoredVersion, type Topoheight } from '@tos/state';
import type { EngineView } from '../reading/engine-view.ts';
import { readAllNewest } from '../reading/read-live.ts';
import { ChangeRow } from '../rows/change-row.ts';
import { landmarkKey, type Place } from '../rows/keys.ts';
import { isLandmark } from '../rows/place-hash.ts';
import { readTopoheight, topoheightBytes } from '../rows/topoheight-bytes.ts';
import { damageOf, hexOf, type RowWalk } from './row-walk.ts';
import { VersionSums } from './version-sums.ts';

/** The most records that are named: damage of a whole table needs no line per record. */
const MOST_NAMED = 20;
const FIRST_PLACE: Place = Uint8Array.of(0);
const BEHIND_PLACES: Place = Uint8Array.of(255, 255);

const ids: ReadonlySet<number> = new Set(domainList.map(({ id }) => id));

/** Compares the versions that blocks made with the versions that later blocks replaced and with the newest ones; and landmarks with both. */
export async function* versionProblems(view: EngineView, walk: RowWalk): AsyncGenerator<string> {
  const sums = new VersionSums();
  const landmarks = new KeySums();
  const isWhole = yield* changeProblems(view, { walk, sums, landmarks });
  const areNewestWhole = yield* newestProblems(view, { walk, sums });
  yield* landmarkProblems(walk, { landmarks, isWhole });
  if (!isWhole || !areNewestWhole) return;
  const buckets = sums.differing();
  if (buckets.size > 0) yield* differences(view, { walk, buckets });
}

/** The lowest topoheight whose versions can be compared: below the watermark, links are hidden and rows may be gone. */
function bottomOf({ state }: EngineView): Topoheight {
  return Math.max(state.base, state.prunedBelow);
}

interface Checked {
  readonly walk: RowWalk;
  readonly sums: VersionSums;
  readonly landmarks: KeySums;
}

/** @returns false when a row is missing or cannot be decoded, so that sums say nothing */
async function* changeProblems(view: EngineView, { walk, sums, landmarks }: Checked): AsyncGenerator<string, boolean> {
  const { head, base, salt, changeBytes } = view.state;
  const bottom = bottomOf(view);
  let next = base;
  let bytes = 0;
  let isWhole = true;
  for await (const { key, value } of walk.rows('changes')) {
    const topoheight = key.length === 8 ? readTopoheight(key, 0) : null;
    if (topoheight !== next) {
      yield `changes: a row with the key ${hexOf(key)} where that of topoheight ${next} comes next`;
      return false;
    }
    next++;
    bytes += value.length;
    try {
      const changes = new ChangeRow(topoheight, value);
      changes.check();
      const hashes = changes.placeHashes(salt);
      for (let i = 0; i < changes.count; i++) {
        const place = changes.place(i);
        if (!ids.has(place[0]!)) yield `changes at topoheight ${topoheight}: a record of a domain ${place[0]}`;
        if (isLandmark(hashes[i]!, topoheight)) landmarks.add(landmarkKey(place, topoheight), 1);
        if (topoheight < bottom) continue;
        sums.add(place, changes.after(i), 1);
        const before = changes.before(i);
        if (before !== null && before.topoheight >= bottom) sums.add(place, before, -1);
      }
      await walk.count(changes.count);
    } catch (error) {
      yield damageOf(error);
      isWhole = false;
    }
  }
  if (next === (head ?? -1) + 1) {
    if (bytes !== changeBytes) yield `changes: ${bytes} bytes in its rows, and the state says ${changeBytes}`;
    return isWhole;
  }
  yield `changes: the last row is that of topoheight ${next - 1}, and the head is ${head}`;
  return false;
}

async function* newestProblems(
  view: EngineView,
  { walk, sums }: Pick<Checked, 'walk' | 'sums'>,
): AsyncGenerator<string, boolean> {
  const bottom = bottomOf(view);
  try {
    for await (const slice of readAllNewest(view, { from: FIRST_PLACE, to: BEHIND_PLACES })) {
      for (const { place, version } of slice) {
        if (!ids.has(place[0]!)) yield `latest: a record of a domain ${place[0]}`;
        if (version.topoheight > (view.state.head ?? -1)) {
          yield `record ${hexOf(place)}: its newest version is at ${version.topoheight}, above the head`;
        }
        if (version.topoheight >= bottom) sums.add(place, version, -1);
      }
      await walk.count(slice.length);
    }
    return true;
  } catch (error) {
    yield damageOf(error);
    return false;
  }
}

async function* landmarkProblems(
  walk: RowWalk,
  { landmarks, isWhole }: { readonly landmarks: KeySums; readonly isWhole: boolean },
): AsyncGenerator<string> {
  const expected = landmarks.count;
  for await (const { key, value } of walk.rows('landmarks')) {
    if (value.length > 0) yield `landmarks: ${value.length} bytes in a row that has none`;
    landmarks.add(key, -1);
  }
  const found = expected - landmarks.count;
  if (isWhole && landmarks.differ) yield `landmarks: ${found} rows, which are not those of the ${expected} landmarks`;
}

/** Compares two collections of keys without holding them. */
class KeySums {
  readonly #sums: VersionSums = new VersionSums();
  count = 0;

  add(key: Uint8Array, sign: 1 | -1): void {
    this.#sums.add(key, { topoheight: 0, previous: null, value: null }, sign);
    this.count += sign;
  }

  get differ(): boolean {
    return this.#sums.differing().size > 0;
  }
}

/** Names the records whose versions differ, among those of some buckets. */
async function* differences(
  view: EngineView,
  { walk, buckets }: { readonly walk: RowWalk; readonly buckets: ReadonlySet<number> },
): AsyncGenerator<string> {
  const bottom = bottomOf(view);
  const made = new Map<string, StoredVersion>();
  const replaced = new Map<string, StoredVersion>();
  const keep = (versions: Map<string, StoredVersion>, place: Place, version: StoredVersion): void => {
    if (version.topoheight >= bottom) versions.set(`${hexOf(place)} ${version.topoheight}`, version);
  };
  for await (const { key, value } of walk.rows('changes', topoheightBytes(bottom))) {
    const changes = new ChangeRow(readTopoheight(key, 0) ?? 0, value);
    for (let i = 0; i < changes.count; i++) {
      const place = changes.place(i);
      if (!buckets.has(VersionSums.bucketOf(place))) continue;
      keep(made, place, changes.after(i));
      const before = changes.before(i);
      if (before !== null) keep(replaced, place, before);
    }
  }
  for await (const slice of readAllNewest(view, { from: FIRST_PLACE, to: BEHIND_PLACES })) {
    for (const { place, version } of slice) {
      if (buckets.has(VersionSums.bucketOf(place))) keep(replaced, place, version);
    }
  }
  let named = 0;
  for (const name of new Set([...made.keys(), ...replaced.keys()])) {
    const [one, other] = [made.get(name), replaced.get(name)];
    if (one !== undefined && other !== undefined && areEqual(one, other)) continue;
    if (++named > MOST_NAMED) return;
    const [place, topoheight] = name.split(' ');
    const problem =
      one === undefined
        ? 'is named by a later version or as the newest one, and its block did not make it'
        : other === undefined
          ? 'is neither the newest one nor named by a later version'
          : 'differs between its block and the version after it or latest';
    yield `record ${place}: the version at ${topoheight} ${problem}`;
  }
  if (named === 0) yield 'changes: a version is named twice';
}

function areEqual(a: StoredVersion, b: StoredVersion): boolean {
  if (a.previous !== b.previous || a.value === null || b.value === null)
    return a.previous === b.previous && a.value === b.value;
  return a.value.length === b.value.length && a.value.every((byte, i) => byte === b.value?.[i]);
}
