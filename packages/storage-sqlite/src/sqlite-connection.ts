import type { Database, Statement } from 'better-sqlite3';
import type { Sqlite } from './load-sqlite.ts';
import { DomainStatements } from './record-statements.ts';
import { storageError } from './storage-error.ts';

/** What SQLite takes and gives. */
export type SqlValue = number | string | Uint8Array | null;

/** Values in the order of the selected columns. They are checked where they are used: a damaged file gives what it likes. */
export type Row = readonly (SqlValue | undefined)[];

export type SqlStatement = Statement<SqlValue[], Row>;

/** A connection with its prepared statements. Every error is one of this project. */
export class SqliteConnection {
  readonly path: string;
  readonly #database: Database;
  readonly #commands: Map<string, SqlStatement> = new Map();
  readonly #selects: Map<string, SqlStatement> = new Map();
  /** Of the tables of records. To be used within `guarded`. */
  readonly records: DomainStatements = new DomainStatements(this);

  constructor(sqlite: Sqlite, path: string, options: { readonly readOnly: boolean; readonly mustExist: boolean }) {
    this.path = path;
    let database: Database | undefined;
    try {
      // No waiting in SQLite, which would stop the event loop: `whileBusy` waits.
      database = new sqlite(path, { readonly: options.readOnly, fileMustExist: options.mustExist, timeout: 0 });
      // Every commit is on the disk before it returns; other settings lose the last ones with the power.
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

  /** Several statements without parameters. */
  exec(sql: string): void {
    this.guarded(sql, () => this.#database.exec(sql));
  }

  /** Its number or text. */
  pragma(name: string): number | string {
    return this.guarded(name, () => {
      const value: unknown = this.#database.pragma(name, { simple: true });
      return typeof value === 'number' ? value : String(value);
    });
  }

  /** After an error: SQLite has ended the transaction by itself after some. */
  rollback(): void {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
  }

  close(): void {
    this.#database.close();
  }

  /** Prepared, for `run`. To be used within `guarded`. */
  command(sql: string): SqlStatement {
    return this.#commands.get(sql) ?? this.#prepare(sql, this.#commands);
  }

  /** Prepared, with arrays as rows. To be used within `guarded`. */
  select(sql: string): SqlStatement {
    return this.#selects.get(sql) ?? this.#prepare(sql, this.#selects).raw();
  }

  #prepare(sql: string, cache: Map<string, SqlStatement>): SqlStatement {
    const statement = this.#database.prepare<SqlValue[], Row>(sql);
    cache.set(sql, statement);
    return statement;
  }

  /** Runs something with statements. @throws what SQLite throws as an error of this project */
  guarded<T>(operation: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storageError(operation.trim().split(/\s+/).slice(0, 3).join(' '), error);
    }
  }
}
