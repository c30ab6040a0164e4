import { resolve } from 'node:path';
import { TosError } from '@tos/protocol';
import { type StoreTable, storeTables } from '@tos/versioned-storage';
import { type Database, open, type RootDatabase } from 'lmdb';
import { corrupt } from './storage-error.ts';

type Table = Database<Uint8Array, Uint8Array>;

export interface LmdbTables {
  readonly root: RootDatabase<Uint8Array, Uint8Array>;
  readonly tables: ReadonlyMap<StoreTable, Table>;
}

const encodings = { keyEncoding: 'binary', encoding: 'binary' } as const;

/**
 * Opens the LMDB environment in a folder. A new one gets its tables in one transaction; nothing is written to one that exists.
 * @throws TOS_STORAGE_FORMAT, TOS_STORAGE_CORRUPT; an error of lmdb-js
 */
export async function openTables(location: string, readOnly: boolean): Promise<LmdbTables> {
  const root = open<Uint8Array, Uint8Array>({
    // The path must be absolute: lmdb-js takes an empty path for a temporary database, and LMDB keeps the name that it was given.
    path: resolve(location),
    // By default lmdb-js takes a folder with a dot in its name for a file.
    noSubdir: false,
    readOnly,
    maxDbs: storeTables.length,
    // Each thread and state with an open read transaction takes a reader's slot; when no slot is left, reading fails.
    maxReaders: 512,
    // Trap of lmdb-js: by default on Linux, an awaited write is visible, but not yet on the disk. With `false`, the transaction is synced
    // before its promise resolves (seen with strace: pwrite, fdatasync, pwrite of the meta page with O_DSYNC).
    overlappingSync: false,
    // Trap of lmdb-js: with `true`, a failed commit (disk full) also rejects a promise inside lmdb-js that nobody can catch, which ends the
    // process.
    eventTurnBatching: false,
    ...encodings,
  });
  // openDB returns undefined for a table that does not exist, which the types of lmdb-js lack.
  const table = (name: string, create: boolean): Table | undefined =>
    root.openDB<Uint8Array, Uint8Array>(Object.assign({ name, create }, encodings));
  try {
    const isNew = root.getKeysCount() === 0;
    if (isNew && readOnly) throw corrupt('it has no tables yet; open it for writing first');
    if (isNew) root.transactionSync(() => storeTables.forEach((name) => void table(name, true)));
    const tables = storeTables.map((name): [StoreTable, Table] => {
      const found = table(name, false);
      if (found) return [name, found];
      // Format 1 had this table, and lacked some of today's.
      if (table('versions', false)) throw new TosError('TOS_STORAGE_FORMAT', { found: 1, supported: 2 });
      throw corrupt(`it has no table ${name}`);
    });
    return { root, tables: new Map(tables) };
  } catch (error) {
    await closeRoot(root);
    throw error;
  }
}

/**
 * Closes an environment whose views are closed. Trap of lmdb-js: a timer ends read transactions some time after their last use. When the timer
 * meets a closed database, it throws where nobody can catch the error, which ends the process. Source: read.js, resetReadTxn.
 */
export async function closeRoot(root: LmdbTables['root']): Promise<void> {
  root.resetReadTxn();
  await root.close();
}
