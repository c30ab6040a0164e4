import { resolve } from 'node:path';
import { assertStorageOptions, type Storage, type StorageOptions } from '@tos/state';
import { createVersionedStorage, type OrderedStore, type StoreManifest } from '@tos/versioned-storage';
import { ClassicLevel } from 'classic-level';
import { LevelStore } from '../level-store.ts';
import { LevelFolder } from './level-folder.ts';

const manifest: StoreManifest = Object.freeze<StoreManifest>({
  name: 'level',
  persistent: true,
  durability: 'power',
  // LevelDB lets nobody else open its files. (classic-level can share one database among threads, but then closing does not close it, and a
  // store could not mend itself after a failed write.)
  concurrentReaders: 'none',
});

/**
 * An ordered store in a folder, on LevelDB. One store at a time may use a location, `readOnly` or not, and holds a lock there.
 * @throws TOS_INVALID_ARGUMENT
 */
export function createClassicLevelStore(options: StorageOptions): OrderedStore {
  assertStorageOptions(options);
  const { location, readOnly = false } = options;
  const home = new LevelFolder(resolve(location), readOnly);
  const database = (): ClassicLevel<Uint8Array, Uint8Array> =>
    new ClassicLevel(home.database, { createIfMissing: !readOnly });
  return new LevelStore({ manifest, readOnly, home, database });
}

/** A versioned storage in a folder, on LevelDB. @throws TOS_INVALID_ARGUMENT */
export function createClassicLevelStorage(options: StorageOptions): Storage {
  return createVersionedStorage(createClassicLevelStore(options));
}
