import { type CreateStorage, createMemoryStorage, type Storage } from '@tos/state';
import { createLmdbStorage } from '@tos/storage-lmdb';
import type { StoragePlace } from '../datadir/storage-place.ts';
import { loadSqliteStorage } from './load-sqlite-storage.ts';
import { loadStorageModule } from './load-storage-module.ts';
import type { StorageKind } from './storage-kind.ts';

/**
 * Makes a storage and does not open it.
 * @param print receives a line before long waits: SQLite is installed and compiled on first use
 * @throws TOS_INVALID_CONFIG for a module that cannot be used
 */
export async function createNodeStorage(
  { kind, location, isReadOnly = false }: Pick<StoragePlace, 'kind' | 'location' | 'isReadOnly'>,
  print: (line: string) => void,
): Promise<Storage> {
  const create = await factoryOf(kind, print);
  return create({ location, readOnly: isReadOnly });
}

async function factoryOf(kind: StorageKind, print: (line: string) => void): Promise<CreateStorage> {
  switch (kind) {
    case 'memory':
      return createMemoryStorage;
    case 'lmdb':
      return createLmdbStorage;
    case 'sqlite':
      return loadSqliteStorage(print);
    case 'level': {
      // Loaded only now: a node on LMDB does not load LevelDB's binary.
      const { createClassicLevelStorage } = await import('@tos/storage-level/classic');
      return createClassicLevelStorage;
    }
    default:
      return loadStorageModule(kind);
  }
}
