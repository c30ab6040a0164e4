import { TosError } from '@tos/protocol';
import {
  compareBytes,
  compareRefs,
  contentDigest,
  type Domain,
  domains,
  encodeU64Record,
  type KeyRange,
  nonceRef,
  type RecordRef,
  Storage,
  type StorageManifest,
  type StoredVersion,
} from '@tos/state';

const readOnly = async (): Promise<never> => {
  throw new TosError('TOS_NOT_SUPPORTED', { feature: 'writing to a fixed state' });
};

/** A state that never changes and has no blocks: every record has one version, at topoheight 0. */
class FixedStorage extends Storage {
  readonly manifest: StorageManifest = Object.freeze<StorageManifest>({
    name: 'fixed',
    persistent: false,
    durability: 'none',
    concurrentReaders: 'none',
    snapshots: false,
    pruning: false,
    stateImport: false,
  });
  readonly #records: readonly (readonly [RecordRef, Uint8Array])[];

  constructor(records: readonly (readonly [RecordRef, Uint8Array])[]) {
    super();
    this.#records = records.toSorted(([a], [b]) => compareRefs(a, b));
  }

  protected override async _open() {}
  protected override async _close() {}

  protected override async _readMany(refs: readonly RecordRef[]) {
    return refs.map((ref) => {
      const record = this.#records.find(([other]) => compareRefs(other, ref) === 0);
      return record && version(record[1]);
    });
  }

  protected override async *_iterate(domain: Domain, _at: number | undefined, { from, to }: KeyRange) {
    for (const [ref, value] of this.#records) {
      if (ref.domain !== domain || (from && compareBytes(ref.key, from) < 0)) continue;
      if (!to || compareBytes(ref.key, to) < 0) yield [new Uint8Array(ref.key), version(value)] as const;
    }
  }

  protected override async *_history(ref: RecordRef, from: number) {
    const [found] = await this._readMany([ref]);
    if (found && from === 0) yield found;
  }

  protected override async _sizeOnDisk() {
    return this.#records.reduce((size, [ref, value]) => size + ref.key.length + value.length, 0);
  }

  // No block was ever stored.
  protected override async _metadata() {
    return undefined;
  }
  protected override async _getBlock() {
    return undefined;
  }
  protected override async _blocksAtHeight() {
    return [];
  }
  protected override async _hashesAt(topoheights: readonly number[]) {
    return topoheights.map(() => undefined);
  }
  protected override async _locateTransaction() {
    return [];
  }

  protected override _commit = readOnly;
  protected override _putBlock = readOnly;
  protected override _deleteBlock = readOnly;
}

/** A buffer that is handed out belongs to the caller: a copy. */
function version(value: Uint8Array): StoredVersion {
  return { topoheight: 0, previous: null, value: new Uint8Array(value) };
}

const storage = new FixedStorage([1, 2].map((fill) => [nonceRef(new Uint8Array(32).fill(fill)), encodeU64Record(5n)]));
await storage.open();
console.log(await storage.count(domains.nonce)); // 2
console.log((await contentDigest(storage)).length); // 32
console.log(await storage.prune(1).catch((error) => error.code)); // TOS_NOT_SUPPORTED
await storage.close();
