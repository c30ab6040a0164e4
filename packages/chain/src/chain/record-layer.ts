import { bytesToHex } from '@noble/hashes/utils.js';
import { assertList } from '@tos/protocol';
import type { RecordRef, RecordWrite, StoredVersion } from '@tos/state';

/**
 * Records that are not written yet, on top of a state: together they are the state after transactions that wait. Their versions are in no
 * storage: what was executed over them is never committed.
 */
export class RecordLayer {
  readonly #versions: Map<string, StoredVersion> = new Map();

  /** Puts writes over the earlier ones; null deletes a record. */
  add(writes: readonly RecordWrite[]): void {
    assertList(writes, 'writes');
    for (const { ref, value } of writes) this.#versions.set(nameOf(ref), { topoheight: 0, previous: null, value });
  }

  /** The version of a record in this layer; undefined where the state below has it. */
  find(ref: RecordRef): StoredVersion | undefined {
    return this.#versions.get(nameOf(ref));
  }
}

function nameOf({ domain, key }: RecordRef): string {
  return `${domain.id} ${bytesToHex(key)}`;
}
