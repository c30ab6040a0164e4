import type { Domain, RecordRef } from '../domain.ts';
import { Storage } from './storage.ts';
import type {
  BlockLocator,
  ChainChange,
  ChainMetadata,
  KeyRange,
  StorageManifest,
  StorageReader,
  StorageSnapshot,
  StoredBlock,
  StoredMetadata,
  StoredVersion,
  Topoheight,
  TransactionLocation,
} from './storage-types.ts';

/** A storage in memory. It is empty after every `open()`: closing it forgets everything. */
export function createMemoryStorage(): Storage {
  return new MemoryStorage();
}

/** Versions are linked newest first and never changed, so that a snapshot shares them. */
interface Version {
  readonly topoheight: Topoheight;
  readonly previous: Version | null;
  readonly value: Uint8Array | null;
}

/** What undoing a block needs. */
interface OrderedBlock {
  readonly hash: string;
  readonly places: readonly string[];
  readonly metadata: ChainMetadata;
}

/** The state that snapshots copy. Bytes as keys are strings of one char a byte: JavaScript compares those in byte order. */
class MemoryState implements StorageReader {
  /** Newest version by place: domain id, then key. */
  readonly records: Map<string, Version>;
  readonly blocks: Map<string, StoredBlock>;
  /** By topoheight. */
  readonly order: OrderedBlock[];

  constructor(from?: MemoryState) {
    this.records = new Map(from?.records);
    this.blocks = new Map(from?.blocks);
    this.order = [...(from?.order ?? [])];
  }

  async metadata(): Promise<StoredMetadata | undefined> {
    const head = this.order.at(-1);
    return head && { ...copyMetadata(head.metadata), formatVersion: 1, prunedBelow: 0 };
  }

  async readMany(refs: readonly RecordRef[], at: Topoheight = Infinity): Promise<(StoredVersion | undefined)[]> {
    return refs.map((ref) => {
      const version = versionAt(this.records.get(placeOf(ref)), at);
      return version && copyVersion(version);
    });
  }

  async *history(ref: RecordRef, { from = 0, to = Infinity } = {}): AsyncGenerator<StoredVersion> {
    let version = versionAt(this.records.get(placeOf(ref)), to);
    for (; version && version.topoheight >= from; version = version.previous ?? undefined) yield copyVersion(version);
  }

  async *iterate(
    domain: Domain,
    at: Topoheight = Infinity,
    { from = new Uint8Array(), to }: KeyRange = {},
  ): AsyncGenerator<readonly [Uint8Array, StoredVersion]> {
    const first = placeOf({ domain, key: from });
    const end = to ? placeOf({ domain, key: to }) : String.fromCharCode(domain.id + 1);
    const entries = [...this.records].filter(([place]) => place >= first && place < end);
    for (const [place, newest] of entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const version = versionAt(newest, at);
      if (version && version.value !== null) yield [textToBytes(place.slice(1)), copyVersion(version)];
    }
  }

  async getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    const hash = 'hash' in by ? bytesToText(by.hash) : this.order[by.topoheight]?.hash;
    const block = hash === undefined ? undefined : this.blocks.get(hash);
    return block && copyBlock(block);
  }

  async hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    return topoheights.map((topoheight) => {
      const block = this.order[topoheight];
      return block && textToBytes(block.hash);
    });
  }
}

class MemoryStorage extends Storage {
  readonly manifest: StorageManifest = Object.freeze<StorageManifest>({
    name: 'memory',
    persistent: false,
    durability: 'none',
    concurrentReaders: 'none',
    snapshots: true,
    pruning: false,
    stateImport: false,
  });
  #state: MemoryState = new MemoryState();
  #byHeight: Map<number, Set<string>> = new Map();
  #byTransaction: Map<string, Set<string>> = new Map();

  protected override async _open(): Promise<void> {}

  protected override async _close(): Promise<void> {
    this.#state = new MemoryState();
    this.#byHeight = new Map();
    this.#byTransaction = new Map();
  }

  // Without an await inside, so that no read comes between two blocks.
  protected override async _commit({ rollbackTo, blocks }: ChainChange): Promise<void> {
    const { records, order } = this.#state;
    while (rollbackTo !== undefined && order.length > rollbackTo + 1) this.#undoNewest();
    for (const { block, writes, metadata } of blocks) {
      const places = writes.map((write) => placeOf(write.ref));
      writes.forEach(({ value }, i) => {
        const previous = records.get(places[i]!) ?? null;
        records.set(places[i]!, { topoheight: block.topoheight, previous, value: value && copyBytes(value) });
      });
      order.push({ hash: bytesToText(block.hash), places, metadata: copyMetadata(metadata) });
      this.#keep(block);
    }
  }

  #undoNewest(): void {
    const { records, blocks, order } = this.#state;
    const { hash, places } = order.pop()!;
    for (const place of places) {
      const previous = records.get(place)!.previous;
      if (previous) records.set(place, previous);
      else records.delete(place);
    }
    blocks.set(hash, { ...blocks.get(hash)!, topoheight: null, digest: null });
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

  /** Bytes of keys, values and blocks; what the engine needs around them is not counted. */
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
    const copy = new MemoryState(this.#state);
    return Object.assign(copy, { close: async () => {} });
  }
}

function versionAt(newest: Version | undefined, at: Topoheight): Version | undefined {
  let version: Version | null = newest ?? null;
  while (version && version.topoheight > at) version = version.previous;
  return version ?? undefined;
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

function bytesToText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function textToBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Not `slice()`: on a Buffer that returns a view of the same bytes. */
function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function copyVersion({ topoheight, previous, value }: Version): StoredVersion {
  return { topoheight, previous: previous?.topoheight ?? null, value: value && copyBytes(value) };
}

function copyBlock(block: StoredBlock): StoredBlock {
  return {
    hash: copyBytes(block.hash),
    height: block.height,
    topoheight: block.topoheight,
    bytes: copyBytes(block.bytes),
    transactionHashes: block.transactionHashes.map(copyBytes),
    digest: block.digest && copyBytes(block.digest),
    info: copyBytes(block.info),
  };
}

function copyMetadata({ network, genesis, head, tips, supply, digest }: ChainMetadata): ChainMetadata {
  return {
    network,
    genesis: copyBytes(genesis),
    head: { ...head, hash: copyBytes(head.hash) },
    tips: tips.map(copyBytes),
    supply: { ...supply },
    digest: copyBytes(digest),
  };
}
