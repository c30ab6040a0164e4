import { TosError } from '@tos/protocol';
import { type Domain, domainList } from '@tos/state';
import { viewsOf } from './domain-views.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** The version of the format. It is raised with every change of a table that older versions of this package would misread. */
export const FORMAT_VERSION = 1;

/** "TOS1": distinguishes the file from any other SQLite database. */
const APPLICATION_ID = 0x544f5331;

// Each domain has two tables. `latest` answers a read at the head with one look-up, and the links begin in it. `versions` has all versions of
// a block as neighbours, so that undoing the block is one range. Both are WITHOUT ROWID, so that rows are stored in the order of the key.
const tablesOf = (domains: readonly Domain[]): string =>
  domains
    .map(
      (domain) => `
    CREATE TABLE latest_${domain.name} (
      key BLOB PRIMARY KEY, topoheight INTEGER NOT NULL, previous INTEGER, value BLOB
    ) WITHOUT ROWID;
    CREATE TABLE versions_${domain.name} (
      topoheight INTEGER NOT NULL, key BLOB NOT NULL, previous INTEGER, value BLOB, PRIMARY KEY (topoheight, key)
    ) WITHOUT ROWID;
    ${viewsOf(domain)}`,
    )
    .join('\n');

const schema = `
  ${tablesOf(domainList)}
  CREATE TABLE blocks (
    hash BLOB PRIMARY KEY, height INTEGER NOT NULL, topoheight INTEGER, digest BLOB,
    transactions BLOB NOT NULL, info BLOB NOT NULL, bytes BLOB NOT NULL
  );
  CREATE INDEX blocks_by_height ON blocks (height, hash);
  CREATE UNIQUE INDEX blocks_by_topoheight ON blocks (topoheight, hash) WHERE topoheight IS NOT NULL;
  CREATE TABLE transactions (hash BLOB NOT NULL, block BLOB NOT NULL, PRIMARY KEY (hash, block)) WITHOUT ROWID;
  CREATE TABLE metadata (
    topoheight INTEGER PRIMARY KEY, network TEXT NOT NULL, genesis BLOB NOT NULL, hash BLOB NOT NULL, height INTEGER NOT NULL,
    tips TEXT NOT NULL, emitted BLOB NOT NULL, burned BLOB NOT NULL, digest BLOB NOT NULL
  );
  CREATE TABLE chain (
    id INTEGER PRIMARY KEY CHECK (id = 0), head INTEGER, pruned_below INTEGER NOT NULL, is_importing INTEGER NOT NULL
  );
  INSERT INTO chain VALUES (0, NULL, 0, 0);
  CREATE TABLE pruning (
    id INTEGER PRIMARY KEY CHECK (id = 0), below INTEGER NOT NULL, domain INTEGER NOT NULL, key BLOB NOT NULL, older INTEGER
  );
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT_VERSION};`;

/**
 * Makes the tables in an empty file, in one transaction. In any other file it adds the tables of domains that are younger than the file:
 * domains are only ever added, with higher ids. It does not add a table that is missing among the older ones, because that is damage, which
 * the reads of that table report. It changes nothing else, but for setting the journal mode to WAL.
 * @throws TOS_STORAGE_CORRUPT for a database of something else, TOS_STORAGE_FORMAT
 */
export function openSchema(connection: SqliteConnection, readOnly: boolean): void {
  const id = connection.pragma('application_id');
  const isEmpty = connection.row('SELECT count(*) FROM sqlite_master')?.[0] === 0;
  if (isEmpty && id === 0) {
    if (readOnly) throw notOurs('it has no tables yet; open it for writing first');
    useLog(connection);
    connection.exec(`BEGIN IMMEDIATE; ${schema}; COMMIT`);
    return;
  }
  if (id !== APPLICATION_ID) throw notOurs('its tables are of something else');
  const found = Number(connection.pragma('user_version'));
  if (found > FORMAT_VERSION) throw new TosError('TOS_STORAGE_FORMAT', { found, supported: FORMAT_VERSION });
  const younger = domainsAfter(connection);
  const names = younger.map(({ name }) => name).join(', ');
  if (readOnly && younger.length > 0) throw notOurs(`it has no tables for ${names} yet; open it for writing first`);
  if (readOnly) return;
  useLog(connection);
  if (younger.length > 0) connection.exec(`BEGIN IMMEDIATE; ${tablesOf(younger)}; COMMIT`);
}

/** The domains whose ids are higher than those of all domains with tables. */
function domainsAfter(connection: SqliteConnection): readonly Domain[] {
  const has = ({ name }: Domain): boolean =>
    connection.row('SELECT count(*) FROM sqlite_master WHERE name = ?', `latest_${name}`)?.[0] !== 0;
  const newest = domainList.findLastIndex(has);
  return newest === -1 ? [] : domainList.slice(newest + 1);
}

/**
 * Sets the journal mode to WAL. The mode is a property of the file, and any program may change it. In another mode, readers would delay
 * commits.
 * @throws TOS_STORAGE_FAILURE on a file system without shared memory, which the index of the log needs
 */
function useLog(connection: SqliteConnection): void {
  const mode = connection.pragma('journal_mode');
  if (mode === 'wal') return;
  const now = connection.pragma('journal_mode = WAL');
  if (now === 'wal') return;
  const message = `SQLite could not open: its journal mode is ${now}, and this file system does not let it become WAL. Take another one.`;
  throw new TosError('TOS_STORAGE_FAILURE', { operation: 'open' }, message);
}

function notOurs(reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'SQLite database', reason });
}
