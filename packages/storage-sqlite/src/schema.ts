import { TosError } from '@tos/protocol';
import { storeTables, tablesOfLargeRows } from '@tos/versioned-storage';
import type { Database } from 'better-sqlite3';
import { domainViews } from './domain-views.ts';

/** The version of the format. It is raised with every change of a table that older versions of this package would misread. */
const FORMAT_VERSION = 2;

/** "TOS1": distinguishes the file from any other SQLite database. */
const APPLICATION_ID = 0x544f5331;

// WITHOUT ROWID stores rows in the order of their keys, in one tree. It is for small rows: a large one would crowd the inner pages of the tree.
const createTables = storeTables
  .map((table) => {
    const isLarge = tablesOfLargeRows.includes(table);
    return `CREATE TABLE "${table}" (key BLOB PRIMARY KEY, value BLOB NOT NULL)${isLarge ? '' : ' WITHOUT ROWID'};`;
  })
  .join('\n');

/**
 * Makes the tables in an empty file. In a file of this format it sets the journal mode to WAL, and makes the views again that are missing or
 * that another version of this package made. It changes nothing in a file that it refuses (SQLite moves a log that was left into the file
 * when the connection closes), and nothing for a reader.
 * @throws TOS_STORAGE_CORRUPT for a database of something else or without one of the tables, TOS_STORAGE_FORMAT
 */
export function openSchema(database: Database, readOnly: boolean): void {
  const stored = new Map(database.prepare<[], [string, string]>('SELECT name, sql FROM sqlite_master').raw().all());
  const id = database.pragma('application_id', { simple: true });
  const isNew = id === 0 && stored.size === 0;
  if (isNew && readOnly) throw notOurs('it has no tables yet; open it for writing first');
  if (!isNew) assertOurs(database, id, stored);
  if (readOnly) return;
  useLog(database);
  const make = isNew
    ? [createTables, `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT_VERSION};`]
    : [];
  for (const [name, sql] of domainViews)
    if (stored.get(name) !== sql) make.push(`DROP VIEW IF EXISTS ${name}; ${sql};`);
  if (make.length > 0) database.exec(`BEGIN IMMEDIATE; ${make.join('\n')} COMMIT`);
}

function assertOurs(database: Database, id: unknown, stored: ReadonlyMap<string, string>): void {
  if (id !== APPLICATION_ID) throw notOurs('its tables are of something else');
  const found = Number(database.pragma('user_version', { simple: true }));
  if (found !== FORMAT_VERSION) throw new TosError('TOS_STORAGE_FORMAT', { found, supported: FORMAT_VERSION });
  const missing = storeTables.filter((table) => !stored.has(table));
  if (missing.length > 0) throw notOurs(`it has no table ${missing.join(', ')}`);
}

/**
 * Sets the journal mode to WAL. The mode is a property of the file, and any program may change it. In another mode, readers would delay
 * commits.
 * @throws TOS_STORAGE_FAILURE on a file system without shared memory, which the index of the log needs
 */
function useLog(database: Database): void {
  const mode = String(database.pragma('journal_mode = WAL', { simple: true }));
  if (mode === 'wal') return;
  const problem = `SQLite could not open: its journal mode is ${mode}, and this file system does not let it become WAL. Take another one.`;
  throw new TosError('TOS_STORAGE_FAILURE', { operation: 'open' }, problem);
}

function notOurs(reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'SQLite database', reason });
}
