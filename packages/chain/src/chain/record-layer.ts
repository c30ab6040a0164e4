import { bytesToHex } from '@noble/hashes/utils.js';
import { assertList, assertObject } from '@tos/protocol';
import type { RecordRef, RecordWrite, StorageReader, StoredVersion } from '@tos/state';

/**
 * Records that are not written yet, on top of a state: together they are the state after transactions that wait. Their versions are in no
 * storage: what was executed over them is never committed.
 */
export class RecordLayer {
  readonly #values: Map<string, Uint8Array | null> = new Map();

  /** Puts writes over the earlier ones; null deletes a record. */
  add(writes: readonly RecordWrite[]): void {
    assertList(writes, 'writes');
    for (const { ref, value } of writes) this.#values.set(nameOf(ref), value);
  }

  /** The given state with these records over it. */
  over(state: Pick<StorageReader, 'readMany'>): Pick<StorageReader, 'readMany'> {
    assertObject(state, 'state', ['readMany']);
    return {
      readMany: async (refs, at) => {
        const below = await state.readMany(refs, at);
        return refs.map((ref, i): StoredVersion | undefined => {
          const value = this.#values.get(nameOf(ref));
          if (value === undefined) return below[i];
          const topoheight = below[i]?.topoheight ?? 0;
          return { topoheight, previous: null, value };
        });
      },
    };
  }
}

function nameOf({ domain, key }: RecordRef): string {
  return `${domain.id} ${bytesToHex(key)}`;
}
