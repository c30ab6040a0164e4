import { TosError } from '@tos/protocol';
import type { Domain, RecordRef } from '../domain.ts';
import { checkGetBlock, checkHashesAt, checkHistory, checkIterate, checkReadMany } from './check-reads.ts';
import type {
  BlockLocator,
  KeyRange,
  StorageSnapshot,
  StoredBlock,
  StoredMetadata,
  StoredVersion,
  Topoheight,
  TopoRange,
} from './storage-types.ts';
import { whileOpen } from './while-open.ts';

/** A snapshot that checks arguments and lifecycle before it calls the adapter's snapshot, as `Storage` does for the storage itself. */
export class GuardedSnapshot implements StorageSnapshot {
  readonly #snapshot: StorageSnapshot;
  readonly #assertStorageIsOpen: () => void;
  #isClosed = false;

  constructor(snapshot: StorageSnapshot, assertStorageIsOpen: () => void) {
    this.#snapshot = snapshot;
    this.#assertStorageIsOpen = assertStorageIsOpen;
  }

  async metadata(): Promise<StoredMetadata | undefined> {
    this.#assertOpen();
    return this.#snapshot.metadata();
  }

  async readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]> {
    this.#assertOpen();
    checkReadMany(refs, at);
    return this.#snapshot.readMany(refs, at);
  }

  history(ref: RecordRef, range: TopoRange = {}): AsyncIterable<StoredVersion> {
    this.#assertOpen();
    return whileOpen(this.#snapshot.history(ref, checkHistory(ref, range)), this.#assertOpen);
  }

  iterate(domain: Domain, at?: Topoheight, range: KeyRange = {}): AsyncIterable<readonly [Uint8Array, StoredVersion]> {
    this.#assertOpen();
    checkIterate(domain, at, range);
    return whileOpen(this.#snapshot.iterate(domain, at, range), this.#assertOpen);
  }

  async getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    this.#assertOpen();
    checkGetBlock(by);
    return this.#snapshot.getBlock(by);
  }

  async hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    this.#assertOpen();
    checkHashesAt(topoheights);
    return this.#snapshot.hashesAt(topoheights);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#snapshot.close();
  }

  readonly #assertOpen = (): void => {
    if (this.#isClosed) throw new TosError('TOS_NOT_OPEN', { what: 'snapshot', status: 'closed' });
    this.#assertStorageIsOpen();
  };
}
