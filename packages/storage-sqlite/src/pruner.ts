import { type Domain, domainList, type Topoheight } from '@tos/state';
import { corrupt, toBytes, toNumber } from './rows.ts';
import type { Row, SqlValue } from './sql-statement.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Rows per slice of pruning: they take some milliseconds. */
const SLICE = 2048;

/**
 * One slice of pruning, within a transaction. The table `pruning` holds the place at which pruning continues: first with the version of `key`
 * at `older`, to which nothing links any more, then with the records behind `key`.
 */
export class Pruner {
  readonly #connection: SqliteConnection;
  #budget = SLICE;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  begin(below: Topoheight): void {
    this.#connection.run('UPDATE chain SET pruned_below = ?', below);
    const first = domainList[0]?.id ?? 0;
    this.#connection.run('INSERT OR REPLACE INTO pruning VALUES (0, ?, ?, ?, NULL)', below, first, new Uint8Array());
  }

  /** Prunes one slice. It returns true when nothing was left to prune. */
  slice(): boolean {
    const row = this.#connection.row('SELECT below, domain, key, older FROM pruning');
    if (!row) return true;
    const [below, id] = [toNumber(row[0], 'pruning'), toNumber(row[1], 'pruning')];
    const key = toBytes(row[2], 'pruning');
    const domain = domainList.find((each) => each.id === id);
    if (!domain) throw corrupt('pruning', `there is no domain ${id}`);
    if (this.#removeMetadata(below)) return false;
    const older = row[3] === null ? null : toNumber(row[3], 'pruning');
    if (!this.#removeChain(domain, key, older)) return false;
    this.#pruneDomain(domain, key, below);
    return false;
  }

  #removeMetadata(below: Topoheight): boolean {
    const oldest = `SELECT topoheight FROM metadata WHERE topoheight < ? ORDER BY topoheight LIMIT ${SLICE}`;
    if (this.#connection.row(oldest, below) === undefined) return false;
    this.#connection.run(`DELETE FROM metadata WHERE topoheight IN (${oldest})`, below);
    return true;
  }

  #pruneDomain(domain: Domain, after: Uint8Array, below: Topoheight): void {
    const rows = this.#connection.rows(
      `SELECT key, topoheight, previous FROM latest_${domain.name} WHERE key > ? ORDER BY key LIMIT ?`,
      after,
      Math.max(1, this.#budget),
    );
    let last = after;
    for (const [blob, topoheight, previous] of rows) {
      last = toBytes(blob, 'record');
      this.#budget--;
      if (!this.#pruneRecord(domain, last, below, toNumber(topoheight, 'version'), previous)) return;
      if (this.#budget <= 0) break;
    }
    if (rows.length > 0) {
      this.#connection.run('UPDATE pruning SET domain = ?, key = ?, older = NULL', domain.id, last);
      return;
    }
    const next = domainList.find(({ id }) => id > domain.id);
    if (next) this.#connection.run('UPDATE pruning SET domain = ?, key = ?, older = NULL', next.id, new Uint8Array());
    else this.#connection.run('DELETE FROM pruning');
  }

  /**
   * Removes the link of the newest version below the watermark, then the versions that the link led to. It returns false when the slice is
   * full.
   */
  #pruneRecord(
    domain: Domain,
    key: Uint8Array,
    below: Topoheight,
    newest: Topoheight,
    link: SqlValue | undefined,
  ): boolean {
    let topoheight = newest;
    let previous = link;
    while (topoheight >= below) {
      if (previous === null) return true;
      topoheight = toNumber(previous, 'version');
      const row = this.#connection.row(
        `SELECT previous FROM versions_${domain.name} WHERE topoheight = ? AND key = ?`,
        topoheight,
        key,
      );
      if (!row) throw corrupt('versions', `none at ${topoheight} where a link leads`);
      previous = row[0];
      this.#budget--;
    }
    if (previous === null) return true;
    const unlink = 'SET previous = NULL WHERE topoheight = ? AND key = ?';
    this.#connection.run(`UPDATE latest_${domain.name} ${unlink}`, topoheight, key);
    this.#connection.run(`UPDATE versions_${domain.name} ${unlink}`, topoheight, key);
    return this.#removeChain(domain, key, toNumber(previous, 'version'));
  }

  #removeChain(domain: Domain, key: Uint8Array, from: Topoheight | null): boolean {
    let topoheight = from;
    while (topoheight !== null) {
      if (this.#budget-- <= 0) {
        this.#connection.run('UPDATE pruning SET domain = ?, key = ?, older = ?', domain.id, key, topoheight);
        return false;
      }
      const row: Row | undefined = this.#connection.row(
        `DELETE FROM versions_${domain.name} WHERE topoheight = ? AND key = ? RETURNING previous`,
        topoheight,
        key,
      );
      topoheight = row === undefined || row[0] === null ? null : toNumber(row[0], 'version');
    }
    return true;
  }
}
