import { TosError } from '@tos/protocol';
import type { BlockCommit, OrderedBlock, StoredBlock, StoredVersion, Topoheight } from '@tos/state';
import type { Flush } from '../pending/flush.ts';
import type { Pending } from '../pending/pending.ts';
import type { EngineView } from '../reading/engine-view.ts';
import { readBlock } from '../reading/read-blocks.ts';
import { readNewest } from '../reading/read-versions.ts';
import { encodeBlock } from '../rows/block-row.ts';
import { ChangeRow, encodeChanges } from '../rows/change-row.ts';
import { heightKey, landmarkKey, metadataKey, type Place, placeOf, STATE_KEY } from '../rows/keys.ts';
import { encodeLatest } from '../rows/latest-row.ts';
import { encodeMetadata } from '../rows/metadata-row.ts';
import { isLandmark } from '../rows/place-hash.ts';
import { Puts } from '../rows/puts.ts';
import { RowArena } from '../rows/row-arena.ts';
import { type EngineState, encodeState } from '../rows/state-row.ts';
import { topoheightBytes } from '../rows/topoheight-bytes.ts';
import { addRun } from '../transactions/run-builder.ts';
import { entriesOf } from '../transactions/run-rows.ts';

const EMPTY = new Uint8Array();
/** A flush ends somewhat before the generation that grows is full: versions of one place count once in it, and blocks differ in size. */
const FLUSH_AHEAD = 1.15;
/** Versions that each write flushes at least, so that small blocks bring a flush to its end. */
const LEAST_FLUSHED = 64;

/** A record that a rollback in this write has taken back. */
interface Restored {
  readonly place: Place;
  readonly version: StoredVersion | null;
  /** The lowest topoheight at which a version was undone. */
  readonly undoneFrom: Topoheight;
}

/**
 * One write of the engine: everything that it puts, planned on the state before it. Memory gets new versions while the plan is made; states
 * before the write do not see them, because their sequence numbers are lower. So a reader who sees the write in the store finds them, even
 * before the store reports that the write is done. When the write fails, what it left in memory is not used for another write: memory is
 * read from the store again.
 */
export class WritePlan {
  readonly puts: Puts = new Puts();
  readonly #view: EngineView;
  readonly #pending: Pending;
  readonly #arena: RowArena = new RowArena();
  readonly #restored: Map<string, Restored> = new Map();
  readonly #blocks: StoredBlock[] = [];
  readonly #flushed: Flush[] = [];
  /** Bytes by which the generation that grows has grown. */
  #addedBytes = 0;
  #state: EngineState;

  constructor(view: EngineView, pending: Pending) {
    this.#view = view;
    this.#pending = pending;
    this.#state = { ...view.state, sequence: view.state.sequence + 1 };
  }

  /** The state after the write. */
  get state(): EngineState {
    return this.#state;
  }

  change(changes: Partial<EngineState>): void {
    this.#state = { ...this.#state, ...changes };
  }

  async undoAbove(rollbackTo: Topoheight): Promise<void> {
    const { head, flushed, rollbacks, sequence } = this.#state;
    const { flush, reach } = this.#pending;
    for (let topoheight = head ?? rollbackTo; topoheight > rollbackTo; topoheight--) {
      await this.#undo(topoheight);
      this.#pending.kill(topoheight, sequence);
    }
    for (const { place, version, undoneFrom } of this.#restored.values()) {
      if (reach === null || undoneFrom > reach) continue;
      this.puts.put('latest', place, version && encodeLatest(this.#arena, place, version));
    }
    this.#pending.reach = lower(reach, rollbackTo);
    if (flush !== null) {
      flush.end = Math.min(flush.end, rollbackTo);
      flush.restart();
    }
    this.change({ head: rollbackTo, flushed: lower(flushed, rollbackTo), rollbacks: rollbacks + 1 });
  }

  async #undo(topoheight: Topoheight): Promise<void> {
    await this.#view.readChanges([topoheight], (changes) => {
      const hashes = changes.placeHashes(this.#state.salt);
      this.change({ changeBytes: this.#state.changeBytes - changes.bytes.length });
      for (let i = 0; i < changes.count; i++) {
        const place = changes.place(i).slice();
        this.#restored.set(nameOf(place), { place, version: changes.before(i), undoneFrom: topoheight });
        if (isLandmark(hashes[i]!, topoheight)) this.puts.put('landmarks', landmarkKey(place, topoheight), null);
      }
    });
    const block = await readBlock(this.#view, { topoheight });
    if (block === undefined) {
      throw new TosError('TOS_STORAGE_CORRUPT', { what: 'order', reason: `there is no block at ${topoheight}` });
    }
    this.puts.put('changes', topoheightBytes(topoheight), null);
    this.puts.put('blocks', block.hash, encodeBlock({ ...block, topoheight: null, digest: null }));
    this.puts.put('order', topoheightBytes(topoheight), null);
    this.puts.put('metadata', metadataKey(topoheight), null);
  }

  async add({ block, writes, metadata }: BlockCommit): Promise<void> {
    const { topoheight } = block;
    const { salt, sequence } = this.#state;
    const row = encodeChanges(topoheight, writes, await this.#beforesOf(writes));
    this.puts.put('changes', topoheightBytes(topoheight), row);
    const changes = new ChangeRow(topoheight, row);
    const hashes = changes.placeHashes(salt);
    for (let i = 0; i < hashes.length; i++) {
      if (!isLandmark(hashes[i]!, topoheight)) continue;
      this.puts.put('landmarks', landmarkKey(changes.place(i), topoheight), EMPTY);
    }
    const bytesBefore = this.#pending.growing.bytes;
    this.#pending.add(changes, hashes, sequence);
    this.#addedBytes += this.#pending.growing.bytes - bytesBefore;
    this.putBlock(block);
    this.puts.put('order', topoheightBytes(topoheight), block.hash);
    this.puts.put('metadata', metadataKey(topoheight), encodeMetadata(metadata));
    this.change({ head: topoheight, changeBytes: this.#state.changeBytes + row.length });
  }

  /** The versions that writes replace: as the caller says, else the ones in memory, those that this write has restored, those in `latest`. */
  async #beforesOf(writes: BlockCommit['writes']): Promise<(StoredVersion | null)[]> {
    const befores = writes.map(({ previous }) => previous ?? null);
    const unknown = writes.flatMap(({ previous }, i) => (previous === undefined ? [i] : []));
    if (unknown.length === 0) return befores;
    const places = unknown.map((i) => placeOf(writes[i]!.ref, this.#arena));
    const { sequence } = this.#state;
    const found = await readNewest(this.#view, places, sequence);
    for (const [i, place] of places.entries()) {
      const restored = this.#restored.size === 0 ? undefined : this.#restored.get(nameOf(place));
      const isPending = restored !== undefined && this.#view.findPending(place, sequence) !== undefined;
      befores[unknown[i]!] = restored === undefined || isPending ? (found[i] ?? null) : restored.version;
    }
    return befores;
  }

  putBlock(block: StoredBlock | OrderedBlock): void {
    this.puts.put('blocks', block.hash, encodeBlock(block));
    this.puts.put('heights', heightKey(block.height, block.hash), EMPTY);
    this.#blocks.push(block);
  }

  deleteBlock({ hash, height }: StoredBlock): void {
    this.puts.put('blocks', hash, null);
    this.puts.put('heights', heightKey(height, hash), null);
  }

  /** Plans what every write does besides: a slice of a flush, and a step of the index of transactions. */
  async finish(pendingBytes: number): Promise<void> {
    this.#flush(pendingBytes);
    const entries = entriesOf(this.#blocks);
    const runs = await addRun(this.puts, this.#view.store, { index: this.#state.runs, entries });
    this.change({ runs });
    this.puts.put('metadata', STATE_KEY, encodeState(this.#state));
  }

  /** Two generations share the bytes: one grows while the other is flushed. */
  #flush(pendingBytes: number): void {
    const pending = this.#pending;
    const half = pendingBytes / 2;
    if (pending.flush !== null) {
      const { size } = pending.flush.generation;
      const share = Math.ceil(FLUSH_AHEAD * size * (this.#addedBytes / half));
      this.#flushSlice(pending.flush, Math.max(LEAST_FLUSHED, share));
    }
    const { head } = this.#state;
    if (head === null || pending.growing.size === 0 || pending.growing.bytes < half) return;
    if (pending.flush !== null) this.#flushSlice(pending.flush, Infinity);
    const flush = pending.beginFlush(head);
    if (pendingBytes === 0) this.#flushSlice(flush, Infinity);
  }

  /** Plans a slice of the flush that is under way, for a write that does nothing else. */
  flushSome(versions: number): void {
    const { head } = this.#state;
    if (head !== null) this.#flushSlice(this.#pending.flush ?? this.#pending.beginFlush(head), versions);
  }

  #flushSlice(flush: Flush, versions: number): void {
    for (let count = 0; count < versions && !flush.isDone; count++) {
      const { place, row } = flush.take(this.#arena);
      this.puts.put('latest', place, row);
    }
    if (!flush.isDone) return;
    this.#flushed.push(flush);
    if (this.#pending.flush === flush) this.#pending.flush = null;
    this.change({ flushed: Math.max(flush.end, this.#state.flushed ?? 0) });
  }

  /** The write has taken place: the state after it is the state of the storage. */
  keep(): void {
    this.#pending.flush?.keep();
    for (const flush of this.#flushed) this.#pending.endFlush(flush);
  }
}

/** The lower one of a topoheight that may be absent and another. */
function lower(a: Topoheight | null, b: Topoheight): Topoheight | null {
  return a === null ? null : Math.min(a, b);
}

/** A place as a key of a Map. */
function nameOf(place: Place): string {
  return String.fromCharCode(...place);
}
