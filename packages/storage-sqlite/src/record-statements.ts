import type { Domain } from '@tos/state';
import type { SqlStatement } from './sql-statement.ts';

/** The part of a connection that prepares statements. */
interface StatementSource {
  command(sql: string): SqlStatement;
  select(sql: string): SqlStatement;
}

/** The statements on the two tables of a domain that read or write one record. */
export interface RecordStatements {
  /** `topoheight, previous, value` of the newest version; takes the key. */
  readonly newest: SqlStatement;
  /** The topoheight of the newest version, without its value: reading a blob costs as much as finding the row. */
  readonly newestAt: SqlStatement;
  /** `topoheight, previous, value` of any version; takes topoheight and key. */
  readonly version: SqlStatement;
  /** Takes key, topoheight, previous, value. */
  readonly putNewest: SqlStatement;
  /** Takes topoheight, key, previous, value. */
  readonly addVersion: SqlStatement;
}

/**
 * The statements of each domain on a connection, prepared on first use. A commit writes ten thousand records, and to make the text of a
 * statement and look it up for each record took a third of a commit (docs/measurements.md §2).
 */
export class DomainStatements {
  readonly #source: StatementSource;
  readonly #prepared: Map<Domain, RecordStatements> = new Map();

  constructor(source: StatementSource) {
    this.#source = source;
  }

  of(domain: Domain): RecordStatements {
    let statements = this.#prepared.get(domain);
    if (!statements) {
      const [latest, versions] = [`latest_${domain.name}`, `versions_${domain.name}`];
      statements = {
        newest: this.#source.select(`SELECT topoheight, previous, value FROM ${latest} WHERE key = ?`),
        newestAt: this.#source.select(`SELECT topoheight FROM ${latest} WHERE key = ?`),
        version: this.#source.select(
          `SELECT topoheight, previous, value FROM ${versions} WHERE topoheight = ? AND key = ?`,
        ),
        putNewest: this.#source.command(`INSERT OR REPLACE INTO ${latest} VALUES (?, ?, ?, ?)`),
        addVersion: this.#source.command(`INSERT INTO ${versions} VALUES (?, ?, ?, ?)`),
      };
      this.#prepared.set(domain, statements);
    }
    return statements;
  }
}
