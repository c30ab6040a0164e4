import { TosError } from '@tos/protocol';
import { type Domain, domainList, type RecordRef, type RecordWrite } from '../domain.ts';
import { copyBlock } from './copy-block.ts';
import { Storage } from './storage.ts';
import type {
  BlockLocator,
  ChainChange,
  ChainMetadata,
  ImportRecord,
  KeyRange,
  OrderedBlock,
  StorageManifest,
  StorageSnapshot,
  StoredBlock,
  StoredMetadata,
  StoredVersion,
  Topoheight,
  TransactionLocation,
} from './storage-types.ts';

/** A storage in memory. Closing it forgets everything, so that it is empty after every `open()`. */
export function createMemoryStorage(): Storage {
  return new MemoryStorage();
}

/** Versions are linked newest first and never changed, so that a snapshot shares them. */
interface Version {
  readonly topoheight: Topoheight;
  readonly previous: Version | null;
  readonly value: Uint8Array | null;
}

/** What undoing a block needs, and the metadata of the chain at that block, which a rollback to it brings back. */
interface Step {
  /** The records that the block wrote, in the order of its writes; null for the head of an import. */
  readonly places: readonly string[] | null;
  readonly metadata: ChainMetadata;
}

/** The state that snapshots copy. Keys of maps are strings with one char per byte: JavaScript compares such strings in byte order. */
class MemoryState implements StorageSnapshot {
  /** Newest version by place: domain id, then key. */
  readonly records: Map<string, Version>;
  readonly blocks: Map<string, StoredBlock>;
  /** Hashes by topoheight. */
  readonly order: Map<Topoheight, string>;
  /** Undo records by topoheight, from the lowest topoheight to which a rollback may go. */
  readonly steps: Map<Topoheight, Step>;
  head: Topoheight;
  prunedBelow: Topoheight;
  #isClosed = false;

  readonly #onClose: (state: MemoryState) => void;

  constructor(from?: MemoryState, onClose: (state: MemoryState) => void = () => undefined) {
    this.#onClose = onClose;
    this.records = new Map(from?.records);
    this.blocks = new Map(from?.blocks);
    this.order = new Map(from?.order);
    this.steps = new Map(from?.steps);
    this.head = from?.head ?? -1;
    this.prunedBelow = from?.prunedBelow ?? 0;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#onClose(this);
  }

  async metadata(): Promise<StoredMetadata | undefined> {
    this.#assertOpen();
    const step = this.steps.get(this.head);
    return step && { ...copyMetadata(step.metadata), formatVersion: 1, prunedBelow: this.prunedBelow };
  }

  async readMany(refs: readonly RecordRef[], at: Topoheight = Infinity): Promise<(StoredVersion | undefined)[]> {
    this.#assertOpen();
    return refs.map((ref) => {
      const version = versionAt(this.records.get(placeOf(ref)), at);
      return version && copyVersion(version);
    });
  }

  async *history(ref: RecordRef, { from = 0, to = Infinity } = {}): AsyncGenerator<StoredVersion> {
    this.#assertOpen();
    let version = versionAt(this.records.get(placeOf(ref)), to);
    for (; version && version.topoheight >= from; version = version.previous ?? undefined) yield copyVersion(version);
  }

  async *iterate(
    domain: Domain,
    at: Topoheight = Infinity,
    { from = new Uint8Array(), to }: KeyRange = {},
  ): AsyncGenerator<readonly [Uint8Array, StoredVersion]> {
    this.#assertOpen();
    const first = placeOf({ domain, key: from });
    const end = to ? placeOf({ domain, key: to }) : String.fromCharCode(domain.id + 1);
    const entries = [...this.records].filter(([place]) => place >= first && place < end);
    for (const [place, newest] of entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const version = versionAt(newest, at);
      if (version && version.value !== null) yield [textToBytes(place.slice(1)), copyVersion(version)];
    }
  }

  async getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    this.#assertOpen();
    const hash = 'hash' in by ? bytesToText(by.hash) : this.order.get(by.topoheight);
    const block = hash === undefined ? undefined : this.blocks.get(hash);
    return block && copyBlock(block);
  }

  async hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    this.#assertOpen();
    return topoheights.map((topoheight) => {
      const hash = this.order.get(topoheight);
      return hash === undefined ? undefined : textToBytes(hash);
    });
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new TosError('TOS_NOT_OPEN', { what: 'snapshot', status: 'closed' });
  }
}

class MemoryStorage extends Storage {
  readonly manifest: StorageManifest = Object.freeze<StorageManifest>({
    name: 'memory',
    persistent: false,
    durability: 'none',
    concurrentReaders: 'none',
    snapshots: true,
    pruning: true,
    stateImport: true,
  });
  #state: MemoryState = new MemoryState();
  #byHeight: Map<number, Set<string>> = new Map();
  #byTransaction: Map<string, Set<string>> = new Map();
  // Open snapshots, which closing the storage closes too.
  readonly #snapshots: Set<MemoryState> = new Set();
  // The state of an import that is not complete.
  #imported: MemoryState = new MemoryState();

  protected override async _open(): Promise<void> {}

  protected override async _close(): Promise<void> {
    this.#state = new MemoryState();
    this.#byHeight = new Map();
    this.#byTransaction = new Map();
    this.#imported = new MemoryState();
    for (const snapshot of [...this.#snapshots]) await snapshot.close();
  }

  // This has no await inside, so that no read comes between two blocks.
  protected override async _commit({ rollbackTo, blocks }: ChainChange): Promise<void> {
    const { records, order, steps } = this.#state;
    while (rollbackTo !== undefined && this.#state.head > rollbackTo) this.#undoNewest();
    for (const { block, writes, metadata } of blocks) {
      const { topoheight } = block;
      const places = writes.map((write) => placeOf(write.ref));
      writes.forEach(({ value }, i) => {
        const previous = records.get(places[i]!) ?? null;
        records.set(places[i]!, { topoheight, previous, value: value && new Uint8Array(value) });
      });
      order.set(topoheight, bytesToText(block.hash));
      steps.set(topoheight, { places, metadata: copyMetadata(metadata) });
      this.#state.head = topoheight;
      this.#keep(block);
    }
  }

  #undoNewest(): void {
    const { records, blocks, order, steps, head } = this.#state;
    for (const place of steps.get(head)!.places ?? []) {
      const previous = records.get(place)!.previous;
      if (previous) records.set(place, previous);
      else records.delete(place);
    }
    const hash = order.get(head)!;
    blocks.set(hash, { ...blocks.get(hash)!, topoheight: null, digest: null });
    order.delete(head);
    steps.delete(head);
    this.#state.head--;
  }

  // Everything is removed at once: finding out what could be left for later would take as long.
  protected override async _markPruned(below: Topoheight): Promise<void> {
    const { records, steps } = this.#state;
    for (const [place, newest] of records) {
      if (versionAt(newest, below - 1)?.previous) records.set(place, withoutLinksBelow(newest, below));
    }
    for (const topoheight of steps.keys()) if (topoheight < below) steps.delete(topoheight);
    this.#state.prunedBelow = below;
  }

  protected override async _pruneSlice(): Promise<boolean> {
    return true;
  }

  protected override async _isEmpty(): Promise<boolean> {
    return this.#state.blocks.size === 0 && this.#state.head === -1;
  }

  protected override async _importRecords(records: readonly ImportRecord[]): Promise<void> {
    for (const { ref, topoheight, value } of records) {
      this.#imported.records.set(placeOf(ref), { topoheight, previous: null, value: new Uint8Array(value) });
    }
  }

  protected override async _importBlocks(blocks: readonly OrderedBlock[]): Promise<void> {
    for (const block of blocks) {
      const hash = bytesToText(block.hash);
      this.#imported.order.set(block.topoheight, hash);
      this.#imported.blocks.set(hash, copyBlock(block));
    }
  }

  protected override async _finishImport(metadata: ChainMetadata): Promise<void> {
    const { topoheight } = metadata.head;
    this.#imported.steps.set(topoheight, { places: null, metadata: copyMetadata(metadata) });
    this.#imported.head = topoheight;
    this.#imported.prunedBelow = topoheight;
    this.#state = this.#imported;
    this.#imported = new MemoryState();
    for (const block of this.#state.blocks.values()) this.#keep(block);
  }

  protected override async _discardImport(): Promise<void> {
    this.#imported = new MemoryState();
  }

  protected override async _putBlock(block: StoredBlock): Promise<void> {
    this.#keep(block);
  }

  #keep(block: StoredBlock): void {
    const hash = bytesToText(block.hash);
    this.#state.blocks.set(hash, copyBlock(block));
    addTo(this.#byHeight, block.height, hash);
    for (const transaction of block.transactionHashes) addTo(this.#byTransaction, bytesToText(transaction), hash);
  }

  protected override async _deleteBlock(blockHash: Uint8Array): Promise<void> {
    const hash = bytesToText(blockHash);
    const block = this.#state.blocks.get(hash);
    if (!block) return;
    this.#state.blocks.delete(hash);
    removeFrom(this.#byHeight, block.height, hash);
    for (const transaction of block.transactionHashes) removeFrom(this.#byTransaction, bytesToText(transaction), hash);
  }

  protected override async _blocksAtHeight(height: number): Promise<Uint8Array[]> {
    return [...(this.#byHeight.get(height) ?? [])].toSorted().map(textToBytes);
  }

  protected override async _locateTransaction(hash: Uint8Array): Promise<TransactionLocation[]> {
    const blocks = [...(this.#byTransaction.get(bytesToText(hash)) ?? [])].toSorted();
    return blocks.map((block) => ({
      block: textToBytes(block),
      executed: this.#state.blocks.get(block)!.topoheight !== null,
    }));
  }

  /** Bytes of keys, values and blocks, without what the engine needs around them. */
  protected override async _sizeOnDisk(): Promise<number> {
    let size = 0;
    for (const [place, newest] of this.#state.records) {
      for (let version: Version | null = newest; version; version = version.previous) {
        size += place.length + (version.value?.length ?? 0);
      }
    }
    for (const block of this.#state.blocks.values()) size += block.bytes.length + block.info.length;
    return size;
  }

  protected override _metadata(): Promise<StoredMetadata | undefined> {
    return this.#state.metadata();
  }

  protected override async _metadataAt(topoheight: Topoheight): Promise<ChainMetadata | undefined> {
    const step = this.#state.steps.get(topoheight);
    return step && copyMetadata(step.metadata);
  }

  protected override async _writesAt(topoheight: Topoheight): Promise<readonly RecordWrite[] | undefined> {
    return this.#state.steps.get(topoheight)?.places?.map((place): RecordWrite => {
      const { value } = versionAt(this.#state.records.get(place), topoheight)!;
      return { ref: refOf(place), value: value && new Uint8Array(value) };
    });
  }

  protected override _readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]> {
    return this.#state.readMany(refs, at);
  }

  protected override _history(ref: RecordRef, from: Topoheight, to: Topoheight): AsyncIterable<StoredVersion> {
    return this.#state.history(ref, { from, to });
  }

  protected override _iterate(
    domain: Domain,
    at: Topoheight | undefined,
    range: KeyRange,
  ): AsyncIterable<readonly [Uint8Array, StoredVersion]> {
    return this.#state.iterate(domain, at, range);
  }

  protected override _getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    return this.#state.getBlock(by);
  }

  protected override _hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    return this.#state.hashesAt(topoheights);
  }

  protected override async _snapshot(): Promise<StorageSnapshot> {
    const snapshot = new MemoryState(this.#state, (closed) => this.#snapshots.delete(closed));
    this.#snapshots.add(snapshot);
    return snapshot;
  }
}

function versionAt(newest: Version | undefined, at: Topoheight): Version | undefined {
  let version: Version | null = newest ?? null;
  while (version && version.topoheight > at) version = version.previous;
  return version ?? undefined;
}

/** The versions down to the first one below the watermark. Links are changed in copies, because snapshots share the versions. */
function withoutLinksBelow(newest: Version, below: Topoheight): Version {
  const kept: Version[] = [];
  let version: Version | null = newest;
  while (version && version.topoheight >= below) {
    kept.push(version);
    version = version.previous;
  }
  const last = version && { ...version, previous: null };
  return kept.reduceRight<Version | null>((previous, next) => ({ ...next, previous }), last) ?? newest;
}

function addTo<K>(index: Map<K, Set<string>>, key: K, hash: string): void {
  const hashes = index.get(key);
  if (hashes) hashes.add(hash);
  else index.set(key, new Set([hash]));
}

function removeFrom<K>(index: Map<K, Set<string>>, key: K, hash: string): void {
  const hashes = index.get(key);
  hashes?.delete(hash);
  if (hashes?.size === 0) index.delete(key);
}

function placeOf(ref: RecordRef): string {
  return String.fromCharCode(ref.domain.id) + bytesToText(ref.key);
}

function refOf(place: string): RecordRef {
  const domain = domainList.find(({ id }) => id === place.charCodeAt(0))!;
  return { domain, key: textToBytes(place.slice(1)) };
}

function bytesToText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function textToBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

function copyVersion({ topoheight, previous, value }: Version): StoredVersion {
  return { topoheight, previous: previous?.topoheight ?? null, value: value && new Uint8Array(value) };
}

function copyMetadata({ network, genesis, head, tips, supply, digest }: ChainMetadata): ChainMetadata {
  return {
    network,
    genesis: new Uint8Array(genesis),
    head: { ...head, hash: new Uint8Array(head.hash) },
    tips: tips.map((tip) => new Uint8Array(tip)),
    supply: { ...supply },
    digest: new Uint8Array(digest),
  };
}
