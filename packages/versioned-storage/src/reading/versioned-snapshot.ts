import type {
  BlockLocator,
  Domain,
  KeyRange,
  RecordRef,
  StorageSnapshot,
  StoredBlock,
  StoredMetadata,
  StoredVersion,
  Topoheight,
  TopoRange,
} from '@tos/state';
import { placeOf } from '../rows/keys.ts';
import type { EngineView } from './engine-view.ts';
import { readBlock, readHashesAt, readMetadata } from './read-blocks.ts';
import { readLive } from './read-live.ts';
import { readAt, readHistory, readNewest } from './read-versions.ts';

/** A snapshot: the reads of the storage, in one view that stays open. */
export class VersionedSnapshot implements StorageSnapshot {
  readonly #view: EngineView;
  readonly close: () => Promise<void>;

  /** @param close closes the view; it may be called twice */
  constructor(view: EngineView, close: () => Promise<void>) {
    this.#view = view;
    this.close = close;
  }

  metadata(): Promise<StoredMetadata | undefined> {
    return readMetadata(this.#view);
  }

  readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]> {
    const places = refs.map((ref) => placeOf(ref));
    return at === undefined ? readNewest(this.#view, places) : readAt(this.#view, places, at);
  }

  history(ref: RecordRef, { from = 0, to = Number.MAX_SAFE_INTEGER }: TopoRange = {}): AsyncIterable<StoredVersion> {
    return readHistory(this.#view, placeOf(ref), { from, to });
  }

  iterate(domain: Domain, at?: Topoheight, range: KeyRange = {}): AsyncIterable<readonly [Uint8Array, StoredVersion]> {
    return readLive(this.#view, domain, { at, range });
  }

  getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    return readBlock(this.#view, by);
  }

  hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    return readHashesAt(this.#view, topoheights);
  }
}
