import { type CreateStorage, createMemoryStorage, type Storage } from '@tos/state';
import { createLmdbStorage } from '@tos/storage-lmdb';
import type { StoragePlace } from '../datadir/storage-place.ts';
import { loadSqlite } from './load-sqlite.ts';

/**
 * A storage, not opened yet.
 * @param print receives the line that says that a wait comes: SQLite is compiled on first use
 */
export async function createNodeStorage(
  { kind, location, isReadOnly = false }: Pick<StoragePlace, 'kind' | 'location' | 'isReadOnly'>,
  print: (line: string) => void,
): Promise<Storage> {
  const create: CreateStorage =
    kind === 'memory' ? createMemoryStorage : kind === 'lmdb' ? createLmdbStorage : await loadSqlite(print);
  return create({ location, readOnly: isReadOnly });
}
