import { resolve } from 'node:path';
import { TosError } from '@tos/protocol';
import { readU32, type StorageOptions } from '@tos/state';
import { type Database, open, type RootDatabase } from 'lmdb';
import { FORMAT_KEY, IMPORT_KEY, metadataKey, PRUNED_KEY } from './keys.ts';
import { u32Bytes } from './row-parts.ts';

/** The version of the format. It is raised with every change of a row or a key that older versions of this package would misread. */
export const FORMAT_VERSION = 1;

export type Table = Database<Uint8Array, Uint8Array>;

const tableNames = ['latest', 'versions', 'blocks', 'order', 'heights', 'transactions', 'metadata'] as const;

export type TableName = (typeof tableNames)[number];

export interface Tables extends Readonly<Record<TableName, Table>> {
  readonly root: RootDatabase<Uint8Array, Uint8Array>;
}

const encodings = { keyEncoding: 'binary', encoding: 'binary' } as const;

/**
 * Opens the LMDB environment in a folder. A new environment gets its tables and its format version in one transaction. Nothing is written
 * to an existing environment.
 * @throws TOS_STORAGE_FORMAT, TOS_STORAGE_CORRUPT, TOS_STORAGE_FAILURE
 */
export function openTables({ location, readOnly = false }: StorageOptions): Tables {
  const root = open<Uint8Array, Uint8Array>({
    // The path must be absolute: lmdb-js takes an empty path for a temporary database, and LMDB keeps the name that it was given.
    path: resolve(location),
    // By default lmdb-js takes a folder with a dot in its name for a file.
    noSubdir: false,
    readOnly,
    maxDbs: tableNames.length,
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
  try {
    const isEmpty = root.getKeysCount({ start: Uint8Array.of(0) }) === 0;
    if (isEmpty && readOnly) throw notOurs('it has no tables yet; open it for writing first');
    if (isEmpty) createTables(root);
    return { root, ...existingTables(root) };
  } catch (error) {
    void root.close();
    throw error;
  }
}

/** Removes the rows of an import that was not finished. It removes the mark last, because the rows are invisible while the mark exists. */
export async function discardImport(tables: Tables): Promise<void> {
  if (tables.metadata.get(IMPORT_KEY) === undefined) return;
  // Only an empty storage imports a state. Beside a chain, the mark is a wrong bit in another key, and must not remove the chain.
  const ofBlocks = { start: metadataKey(0), end: PRUNED_KEY, limit: 1 };
  if (tables.metadata.getKeysCount(ofBlocks) > 0) throw notOurs('an import that is not finished beside a chain');
  for (const name of ['latest', 'versions', 'blocks', 'order', 'heights', 'transactions'] as const) {
    await tables[name].clearAsync();
  }
  await tables.metadata.remove(IMPORT_KEY);
}

function createTables(root: RootDatabase<Uint8Array, Uint8Array>): void {
  root.transactionSync(() => {
    for (const name of tableNames) {
      const table = root.openDB<Uint8Array, Uint8Array>({ name, ...encodings });
      if (name === 'metadata') table.putSync(FORMAT_KEY, u32Bytes(FORMAT_VERSION));
    }
  });
}

function existingTables(root: RootDatabase<Uint8Array, Uint8Array>): Record<TableName, Table> {
  const metadata = existingTable(root, 'metadata');
  const format = metadata.get(FORMAT_KEY);
  if (format?.length !== 4) throw notOurs('it has no format version');
  const found = readU32(format, 0);
  if (found > FORMAT_VERSION) throw new TosError('TOS_STORAGE_FORMAT', { found, supported: FORMAT_VERSION });
  return {
    metadata,
    latest: existingTable(root, 'latest'),
    versions: existingTable(root, 'versions'),
    blocks: existingTable(root, 'blocks'),
    order: existingTable(root, 'order'),
    heights: existingTable(root, 'heights'),
    transactions: existingTable(root, 'transactions'),
  };
}

function existingTable(root: RootDatabase<Uint8Array, Uint8Array>, name: TableName): Table {
  const options = { name, ...encodings, create: false };
  // openDB returns undefined for a table that does not exist, which the types of lmdb-js lack.
  const table: Table | undefined = root.openDB<Uint8Array, Uint8Array>(options);
  if (table === undefined) throw notOurs(`it has no table ${name}`);
  return table;
}

function notOurs(reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'LMDB database', reason });
}
