import type { Domain } from '@tos/state';
import type { SqliteConnection, SqlStatement } from './sqlite-connection.ts';

/** What is asked of the two tables of a domain, record by record. */
export interface RecordStatements {
  /** `topoheight, previous, value` of the newest version; takes the key. */
  readonly newest: SqlStatement;
  /** Its topoheight alone: a blob that nobody looks at costs as much as finding the row. */
  readonly newestAt: SqlStatement;
  /** `topoheight, previous, value` of any version; takes topoheight and key. */
  readonly version: SqlStatement;
  /** Takes key, topoheight, previous, value. */
  readonly putNewest: SqlStatement;
  /** Takes topoheight, key, previous, value. */
  readonly addVersion: SqlStatement;
}

/**
 * The statements of each domain on a connection, prepared on first use. Records come by the ten thousand: to make the text of each
 * statement and to look it up took a third of a commit.
 */
export class DomainStatements {
  readonly #connection: SqliteConnection;
  readonly #prepared: Map<Domain, RecordStatements> = new Map();

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  of(domain: Domain): RecordStatements {
    let statements = this.#prepared.get(domain);
    if (!statements) {
      const [latest, versions] = [`latest_${domain.name}`, `versions_${domain.name}`];
      statements = {
        newest: this.#connection.select(`SELECT topoheight, previous, value FROM ${latest} WHERE key = ?`),
        newestAt: this.#connection.select(`SELECT topoheight FROM ${latest} WHERE key = ?`),
        version: this.#connection.select(
          `SELECT topoheight, previous, value FROM ${versions} WHERE topoheight = ? AND key = ?`,
        ),
        putNewest: this.#connection.command(`INSERT OR REPLACE INTO ${latest} VALUES (?, ?, ?, ?)`),
        addVersion: this.#connection.command(`INSERT INTO ${versions} VALUES (?, ?, ?, ?)`),
      };
      this.#prepared.set(domain, statements);
    }
    return statements;
  }
}
