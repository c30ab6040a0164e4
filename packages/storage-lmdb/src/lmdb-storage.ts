import type { Storage, StorageOptions } from '@tos/state';
import { createVersionedStorage } from '@tos/versioned-storage';
import { createLmdbStore } from './lmdb-store.ts';

/**
 * A storage in a folder, on LMDB. One storage at a time may write to a location, and holds a lock there. Any number of storages in other
 * threads may open the location with `readOnly`; each reads a commit as soon as the commit's promise has resolved.
 * @throws TOS_INVALID_ARGUMENT
 */
export function createLmdbStorage(options: StorageOptions): Storage {
  return createVersionedStorage(createLmdbStore(options));
}
