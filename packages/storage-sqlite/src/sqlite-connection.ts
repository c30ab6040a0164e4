import type { Database } from 'better-sqlite3';
import type { Sqlite } from './load-better-sqlite.ts';
import { DomainStatements } from './record-statements.ts';
import type { Row, SqlStatement, SqlValue } from './sql-statement.ts';
import { storageError } from './storage-error.ts';

/** A connection with its prepared statements. Every error that it throws is a `TosError`, but for those of `rollback` and `close`. */
export class SqliteConnection {
  readonly path: string;
  readonly #database: Database;
  readonly #commands: Map<string, SqlStatement> = new Map();
  readonly #selects: Map<string, SqlStatement> = new Map();
  /** The statements of the tables of records. They are to be used within `guarded`. */
  readonly records: DomainStatements = new DomainStatements(this);

  constructor(sqlite: Sqlite, path: string, options: { readonly readOnly: boolean; readonly mustExist: boolean }) {
    this.path = path;
    let database: Database | undefined;
    try {
      // timeout 0: SQLite's own waiting would stop the event loop, so `whileBusy` waits instead.
      database = new sqlite(path, { readonly: options.readOnly, fileMustExist: options.mustExist, timeout: 0 });
      // FULL syncs every commit to the disk before it returns; with a lower setting a loss of power takes the last commits.
      database.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -32000');
      this.#database = database;
    } catch (error) {
      database?.close();
      throw storageError(`open ${path}`, error);
    }
  }

  run(sql: string, ...values: SqlValue[]): void {
    this.guarded(sql, () => this.command(sql).run(...values));
  }

  /** The first row, as an array. */
  row(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.guarded(sql, () => this.select(sql).get(...values));
  }

  rows(sql: string, ...values: SqlValue[]): Row[] {
    return this.guarded(sql, () => this.select(sql).all(...values));
  }

  /** Runs several statements without parameters. */
  exec(sql: string): void {
    this.guarded(sql, () => this.#database.exec(sql));
  }

  /** Returns the number or text of a pragma. */
  pragma(name: string): number | string {
    return this.guarded(name, () => {
      const value: unknown = this.#database.pragma(name, { simple: true });
      return typeof value === 'number' ? value : String(value);
    });
  }

  /** Ends the transaction after an error; after some errors SQLite has ended it already. */
  rollback(): void {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
  }

  close(): void {
    this.#database.close();
  }

  /** A prepared statement for `run`. It is to be used within `guarded`. */
  command(sql: string): SqlStatement {
    return this.#commands.get(sql) ?? this.#prepare(sql, this.#commands);
  }

  /** A prepared statement that returns rows as arrays. It is to be used within `guarded`. */
  select(sql: string): SqlStatement {
    return this.#selects.get(sql) ?? this.#prepare(sql, this.#selects).raw();
  }

  #prepare(sql: string, cache: Map<string, SqlStatement>): SqlStatement {
    const statement = this.#database.prepare<SqlValue[], Row>(sql);
    cache.set(sql, statement);
    return statement;
  }

  /** Runs work that uses statements. @throws the error of SQLite as a `TosError` */
  guarded<T>(operation: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storageError(operation.trim().split(/\s+/).slice(0, 3).join(' '), error);
    }
  }
}
