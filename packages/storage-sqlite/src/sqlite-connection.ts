import { setImmediate } from 'node:timers/promises';
import type { StorePut, StoreTable } from '@tos/versioned-storage';
import type { Database, Statement } from 'better-sqlite3';
import type { Sqlite } from './load-better-sqlite.ts';

/** Rows that are written between two turns of the event loop, because SQLite runs on this thread. */
const SLICE = 1024;

type Values = (Uint8Array | number)[];

/** A statement per table. What it returns is checked where it is used, because a damaged file may hold values of any type. */
type TableStatements<Row> = (table: StoreTable) => Statement<Values, Row>;

/** A connection with its prepared statements. It has one transaction at a time: that of one view, or that of one write. */
export class SqliteConnection {
  readonly database: Database;
  readonly valueOf: TableStatements<unknown>;
  /** Both take the bounds of keys and a limit, and return key and value. */
  readonly upwards: TableStatements<readonly unknown[]>;
  readonly downwards: TableStatements<readonly unknown[]>;
  readonly #put: TableStatements<unknown>;
  readonly #delete: TableStatements<unknown>;

  /** @param path an absolute path: better-sqlite3 trims others, and takes some texts for a database in memory */
  constructor(sqlite: Sqlite, path: string, readOnly: boolean) {
    // timeout 0: SQLite's own waiting would stop the event loop, so `whileBusy` waits instead.
    const database = new sqlite(path, { readonly: readOnly, fileMustExist: readOnly, timeout: 0 });
    this.database = database;
    try {
      // FULL syncs every commit to the disk before it returns; with a lower setting a loss of power takes the last commits. The log is moved
      // into the file when it has 4,000 pages and not 1,000, because a page that blocks write again is then moved once (README, "Numbers").
      database.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 4000');
    } catch (error) {
      database.close();
      throw error;
    }
    const range = (order: string): TableStatements<readonly unknown[]> =>
      perTable((table) =>
        database
          .prepare<Values, readonly unknown[]>(
            `SELECT * FROM ${table} WHERE key >= ? AND key < ? ORDER BY key ${order} LIMIT ?`,
          )
          .raw(),
      );
    this.valueOf = perTable((table) => database.prepare(`SELECT value FROM ${table} WHERE key = ?`).pluck());
    this.upwards = range('ASC');
    this.downwards = range('DESC');
    this.#put = perTable((table) => database.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?)`));
    this.#delete = perTable((table) => database.prepare(`DELETE FROM ${table} WHERE key = ?`));
  }

  /** Begins a read transaction. BEGIN alone pins nothing: the first read fixes the state that the transaction sees. */
  beginReading(): void {
    this.database.exec('BEGIN');
    this.valueOf('metadata').get(new Uint8Array());
  }

  /** Writes rows in the transaction that has begun, and commits it. The event loop turns in between: nobody else uses this connection. */
  async commit(puts: Iterable<StorePut>): Promise<void> {
    let count = 0;
    for (const { table, key, value } of puts) {
      if (++count % SLICE === 0) await setImmediate();
      if (value === null) this.#delete(table).run(key);
      else this.#put(table).run(key, value);
    }
    this.database.exec('COMMIT');
  }

  /** Ends the transaction. After some errors SQLite has ended it already. */
  rollback(): void {
    if (this.database.inTransaction) this.database.exec('ROLLBACK');
  }
}

/** One statement per table, prepared once: making its text and looking it up for each row took a third of a commit (docs/measurements.md §2). */
function perTable<Row>(prepare: (table: string) => Statement<Values, Row>): TableStatements<Row> {
  const prepared = new Map<StoreTable, Statement<Values, Row>>();
  return (table) => {
    const known = prepared.get(table);
    if (known) return known;
    // The name is in quotes, because `order` is a word of SQL.
    const statement = prepare(`"${table}"`);
    prepared.set(table, statement);
    return statement;
  };
}
