import { assertObject, assertOneOf } from '@tos/protocol';
import type { Storage } from '@tos/state';
import {
  createVersionedStorage,
  type OrderedStore,
  type StoreManifest,
  type VersionedStorageOptions,
} from '@tos/versioned-storage';
import type { LevelDatabase } from './level-database.ts';
import { LevelStore } from './level-store.ts';
import { OwnedDatabase } from './owned-database.ts';

export interface LevelStoreOptions {
  /**
   * The worst that a resolved write survives in this database, which nobody can ask the database: `process` for the death of the process,
   * `power` for a loss of power. The store passes `sync: true` with each write; `power` is true of a database that obeys it, as classic-level
   * does, and not of IndexedDB. A database that says itself that it forgets (memory-level) has `none`, and needs no option.
   */
  readonly durability?: StoreManifest['durability'];
}

/**
 * An ordered store over a database of abstract-level, which may have other encodings. The store opens and closes the database, and nothing
 * else may write to it. Closing clears a database that forgets (memory-level).
 * @throws TOS_INVALID_ARGUMENT
 */
export function createLevelStore(database: LevelDatabase, options: LevelStoreOptions = {}): OrderedStore {
  assertObject(database, 'database', ['open', 'close', 'get', 'getMany', 'batch', 'iterator', 'keys', 'clear']);
  assertObject(database.supports, 'database.supports');
  assertObject(options, 'options');
  const persistent = database.supports.permanence;
  const { durability = persistent ? undefined : 'none' } = options;
  assertOneOf(durability, 'options.durability', persistent ? ['process', 'power'] : ['none']);
  const manifest = Object.freeze<StoreManifest>({ name: 'level', persistent, durability, concurrentReaders: 'none' });
  return new LevelStore({ manifest, readOnly: false, database: () => database, home: new OwnedDatabase(database) });
}

/** A versioned storage over a database of abstract-level: `createVersionedStorage(createLevelStore(database, options), options)`. */
export function createLevelStorage(
  database: LevelDatabase,
  options: LevelStoreOptions & VersionedStorageOptions = {},
): Storage {
  const store = createLevelStore(database, options);
  const { pendingBytes } = options;
  return createVersionedStorage(store, pendingBytes === undefined ? {} : { pendingBytes });
}
