import { bytesToHex } from '@noble/hashes/utils.js';
import { compareRefs, type RecordRef, type StorageReader, type StoredVersion, type Topoheight } from '@tos/state';
import type { FoundRecord } from './account-records.ts';
import { wentBack } from './went-back.ts';

/** What a block did to a record. */
export interface RecordChange {
  readonly ref: RecordRef;
  /** The version before; null for a record that the block wrote first. */
  readonly before: StoredVersion | null;
  /** Its value is null where the block deleted the record. */
  readonly after: StoredVersion;
}

/** A record on the way down its history: `version` is the newest one that was not handed out yet. */
interface Descent {
  readonly ref: RecordRef;
  version: StoredVersion;
  older: AsyncIterator<StoredVersion> | null;
}

/**
 * The changes of several records, block by block, newest first. Histories are opened for records that changed, when their turn comes, and
 * read one version ahead.
 */
export class RecordChanges {
  readonly #reader: Pick<StorageReader, 'history'>;
  readonly #descents: Set<Descent> = new Set();
  readonly #known: Set<string> = new Set();

  /** @param records with the version at which each history begins */
  constructor(reader: Pick<StorageReader, 'history'>, records: readonly FoundRecord[]) {
    this.#reader = reader;
    this.add(records);
  }

  /** Adds records that are not among these. */
  add(records: readonly FoundRecord[]): void {
    for (const [ref, version] of records) {
      this.#known.add(nameOf(ref));
      this.#descents.add({ ref, version, older: null });
    }
  }

  /** Whether a record is, or was, among these. */
  has(ref: RecordRef): boolean {
    return this.#known.has(nameOf(ref));
  }

  /** The highest topoheight whose changes were not taken yet; -1 if there is none. */
  get newest(): Topoheight | -1 {
    let newest = -1;
    for (const { version } of this.#descents) newest = Math.max(newest, version.topoheight);
    return newest;
  }

  /** Takes the changes at a topoheight, sorted by (domain id, key). */
  async take(topoheight: Topoheight): Promise<RecordChange[]> {
    const changes: RecordChange[] = [];
    for (const descent of this.#descents) {
      const { ref, version: after } = descent;
      if (after.topoheight !== topoheight) continue;
      const before = await this.#descend(descent);
      changes.push({ ref, before, after });
    }
    return changes.sort((a, b) => compareRefs(a.ref, b.ref));
  }

  /** Goes to the version before. @returns that version; null behind the first one */
  async #descend(descent: Descent): Promise<StoredVersion | null> {
    if (descent.older === null) {
      const { topoheight } = descent.version;
      descent.older = this.#reader.history(descent.ref, { to: topoheight })[Symbol.asyncIterator]();
      const first = await descent.older.next();
      if (first.done === true || first.value.topoheight !== topoheight) throw wentBack(topoheight);
    }
    const { done, value } = await descent.older.next();
    if (done === true) {
      this.#descents.delete(descent);
      return null;
    }
    descent.version = value;
    return value;
  }

  /** Ends the histories that are open. */
  async close(): Promise<void> {
    for (const { older } of this.#descents) await older?.return?.();
    this.#descents.clear();
  }
}

function nameOf({ domain, key }: RecordRef): string {
  return `${domain.id} ${bytesToHex(key)}`;
}
