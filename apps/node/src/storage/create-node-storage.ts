import { type CreateStorage, createMemoryStorage, type Storage } from '@tos/state';
import { createLmdbStorage } from '@tos/storage-lmdb';
import type { StoragePlace } from '../datadir/storage-place.ts';
import { loadSqliteStorage } from './load-sqlite-storage.ts';

/**
 * Makes a storage and does not open it.
 * @param print receives a line before long waits: SQLite is installed and compiled on first use
 */
export async function createNodeStorage(
  { kind, location, isReadOnly = false }: Pick<StoragePlace, 'kind' | 'location' | 'isReadOnly'>,
  print: (line: string) => void,
): Promise<Storage> {
  const create: CreateStorage =
    kind === 'memory' ? createMemoryStorage : kind === 'lmdb' ? createLmdbStorage : await loadSqliteStorage(print);
  return create({ location, readOnly: isReadOnly });
}
