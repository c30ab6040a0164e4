import { setImmediate } from 'node:timers/promises';
import { TosError } from '@tos/protocol';
import type {
  BlockLocator,
  ChainMetadata,
  Domain,
  KeyRange,
  OnRow,
  RecordRef,
  StorageSnapshot,
  StoredBlock,
  StoredMetadata,
  StoredVersion,
  Topoheight,
  TopoRange,
  TransactionLocation,
} from '@tos/state';
import { BLOCK_COLUMNS, corrupt, METADATA_COLUMNS, toBlock, toBytes, toMetadata, toNumber, toVersion } from './rows.ts';
import { FORMAT_VERSION } from './schema.ts';
import type { Row, SqlValue } from './sql-statement.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { tableProblems } from './table-problems.ts';

/** Rows that are read between two turns of the event loop: they take some milliseconds. */
const SLICE = 1024;

/** A key that sorts behind every key; keys have at most 1,024 bytes. */
const BEHIND_ALL_KEYS = new Uint8Array(1025).fill(0xff);

/** The reads of one state of the tables: a read transaction on a connection of its own. */
export class SqliteReader implements StorageSnapshot {
  #connection: SqliteConnection | null;
  readonly #onClose: (connection: SqliteConnection, reader: SqliteReader) => void;
  readonly #head: Topoheight | null;
  readonly #prunedBelow: Topoheight;
  // Nothing is visible while a state is imported.
  readonly #isHidden: boolean;

  constructor(connection: SqliteConnection, onClose: (connection: SqliteConnection, reader: SqliteReader) => void) {
    this.#connection = connection;
    this.#onClose = onClose;
    connection.run('BEGIN');
    try {
      // The first read of a transaction fixes the state that it sees.
      const row = connection.row('SELECT head, pruned_below, is_importing FROM chain');
      if (!row) throw corrupt('chain', 'its row is missing');
      this.#head = row[0] === null ? null : toNumber(row[0], 'chain');
      this.#prunedBelow = toNumber(row[1], 'chain');
      this.#isHidden = row[2] !== 0;
    } catch (error) {
      connection.rollback();
      throw error;
    }
  }

  async metadata(): Promise<StoredMetadata | undefined> {
    const connection = this.#open();
    if (this.#isHidden) return undefined;
    if (this.#head === null) return this.#withoutHead(connection);
    const row = connection.row(`SELECT ${METADATA_COLUMNS} FROM metadata WHERE topoheight = ?`, this.#head);
    if (!row) throw corrupt('metadata', 'there are none for the head');
    return { ...toMetadata(row), formatVersion: FORMAT_VERSION, prunedBelow: this.#prunedBelow };
  }

  /**
   * Metadata of a storage without a head: undefined when it is empty. A chain whose head pointer is damaged must not look empty, because a new
   * chain would overwrite it.
   */
  #withoutHead(connection: SqliteConnection): undefined {
    if (connection.row('SELECT 1 FROM blocks WHERE topoheight IS NOT NULL LIMIT 1') === undefined) return undefined;
    throw corrupt('head pointer', 'there are ordered blocks and no head');
  }

  async metadataAt(topoheight: Topoheight): Promise<ChainMetadata | undefined> {
    if (this.#isHidden) return undefined;
    const row = this.#open().row(`SELECT ${METADATA_COLUMNS} FROM metadata WHERE topoheight = ?`, topoheight);
    return row && toMetadata(row);
  }

  problems(onRow: OnRow): AsyncGenerator<string> {
    return tableProblems(this.#open(), this.#prunedBelow, onRow);
  }

  async readMany(refs: readonly RecordRef[], at?: Topoheight): Promise<(StoredVersion | undefined)[]> {
    const found: (StoredVersion | undefined)[] = [];
    for (let start = 0; start < refs.length; start += SLICE) {
      if (start > 0) await setImmediate();
      const connection = this.#open();
      connection.guarded('read records', () => {
        for (const { domain, key } of refs.slice(start, start + SLICE)) found.push(this.#versionAt(domain, key, at));
      });
    }
    this.#open();
    return found;
  }

  async *history({ domain, key }: RecordRef, { from = 0, to }: TopoRange = {}): AsyncGenerator<StoredVersion> {
    let version = this.#open().guarded('read records', () => this.#versionAt(domain, key, to));
    for (let count = 1; version && version.topoheight >= from; count++) {
      yield version;
      if (version.previous === null) return;
      if (count % SLICE === 0) await setImmediate();
      version = this.#version(domain, key, version.previous);
    }
  }

  async *iterate(
    domain: Domain,
    at?: Topoheight,
    { from = new Uint8Array(), to = BEHIND_ALL_KEYS }: KeyRange = {},
  ): AsyncGenerator<readonly [Uint8Array, StoredVersion]> {
    if (this.#isHidden) return;
    const select = `SELECT key, topoheight, previous, value FROM latest_${domain.name}`;
    let rows = this.#rows(`${select} WHERE key >= ? AND key < ? ORDER BY key LIMIT ${SLICE}`, from, to);
    while (rows.length > 0) {
      let last = from;
      for (const row of rows) {
        last = toBytes(row[0], 'record');
        const newest = toVersion(row, 1, this.#prunedBelow);
        const version = this.#follow(domain, last, newest, at);
        if (version && version.value !== null) yield [new Uint8Array(last), version];
      }
      if (rows.length < SLICE) break;
      await setImmediate();
      rows = this.#rows(`${select} WHERE key > ? AND key < ? ORDER BY key LIMIT ${SLICE}`, last, to);
    }
  }

  async getBlock(by: BlockLocator): Promise<StoredBlock | undefined> {
    const connection = this.#open();
    if (this.#isHidden) return undefined;
    const [column, value] = 'hash' in by ? (['hash', by.hash] as const) : (['topoheight', by.topoheight] as const);
    const row = connection.row(`SELECT ${BLOCK_COLUMNS} FROM blocks WHERE ${column} = ?`, value);
    return row && toBlock(row);
  }

  async hashesAt(topoheights: readonly Topoheight[]): Promise<(Uint8Array | undefined)[]> {
    const connection = this.#open();
    return topoheights.map((topoheight) => {
      const row = this.#isHidden
        ? undefined
        : connection.row('SELECT hash FROM blocks WHERE topoheight = ?', topoheight);
      return row && toBytes(row[0], 'block');
    });
  }

  async blocksAtHeight(height: number): Promise<Uint8Array[]> {
    if (this.#isHidden) return [];
    return this.#rows('SELECT hash FROM blocks WHERE height = ? ORDER BY hash', height).map(([hash]) =>
      toBytes(hash, 'block'),
    );
  }

  async locateTransaction(hash: Uint8Array): Promise<TransactionLocation[]> {
    if (this.#isHidden) return [];
    const sql = `SELECT t.block, b.hash IS NOT NULL, b.topoheight IS NOT NULL
      FROM transactions t LEFT JOIN blocks b ON b.hash = t.block WHERE t.hash = ? ORDER BY t.block`;
    return this.#rows(sql, hash).map(([block, isStored, isExecuted]) => {
      if (isStored !== 1) throw corrupt('transactions', 'a block is missing');
      return { block: toBytes(block, 'block'), executed: isExecuted === 1 };
    });
  }

  async count(domain: Domain): Promise<number> {
    if (this.#isHidden) return 0;
    const [row] = this.#rows(`SELECT count(*) FROM latest_${domain.name} WHERE value IS NOT NULL`);
    return Number(row?.[0] ?? 0);
  }

  async isEmpty(): Promise<boolean> {
    return this.#head === null && this.#rows('SELECT 1 FROM blocks LIMIT 1').length === 0;
  }

  async close(): Promise<void> {
    this.end();
  }

  end(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.#connection = null;
    connection.rollback();
    this.#onClose(connection, this);
  }

  /** Reads a version; it is to be used within `guarded`. */
  #versionAt(domain: Domain, key: Uint8Array, at?: Topoheight): StoredVersion | undefined {
    if (this.#isHidden) return undefined;
    const row = this.#open().records.of(domain).newest.get(key);
    return row && this.#follow(domain, key, toVersion(row, 0, this.#prunedBelow), at);
  }

  /** The version at or below `at`, found by following the links from the newest one. */
  #follow(
    domain: Domain,
    key: Uint8Array,
    newest: StoredVersion,
    at: Topoheight = Infinity,
  ): StoredVersion | undefined {
    let version = newest;
    while (version.topoheight > at) {
      if (version.previous === null) return undefined;
      version = this.#version(domain, key, version.previous);
    }
    return version;
  }

  #version(domain: Domain, key: Uint8Array, topoheight: Topoheight): StoredVersion {
    const connection = this.#open();
    const row = connection.guarded('read records', () => connection.records.of(domain).version.get(topoheight, key));
    if (!row) throw corrupt('versions', `none at ${topoheight} where a link leads`);
    return toVersion(row, 0, this.#prunedBelow);
  }

  #rows(sql: string, ...values: SqlValue[]): Row[] {
    return this.#open().rows(sql, ...values);
  }

  #open(): SqliteConnection {
    if (this.#connection) return this.#connection;
    throw new TosError('TOS_NOT_OPEN', { what: 'snapshot', status: 'closed' });
  }
}
