import { type CreateStorage, createMemoryStorage, type Storage } from '@tos/state';
import { createLmdbStorage } from '@tos/storage-lmdb';
import { loadSqlite } from './load-sqlite.ts';
import type { StorageKind } from './storage-kind.ts';

/**
 * A storage, not opened yet.
 * @param print receives the line that says that a wait comes: SQLite is compiled on first use
 */
export async function createNodeStorage(
  { kind, location }: { readonly kind: StorageKind; readonly location: string },
  print: (line: string) => void,
): Promise<Storage> {
  const create: CreateStorage =
    kind === 'memory' ? createMemoryStorage : kind === 'lmdb' ? createLmdbStorage : await loadSqlite(print);
  return create({ location });
}
