import { setImmediate } from 'node:timers/promises';
import {
  type BlockCommit,
  type ChainMetadata,
  domainList,
  type ImportRecord,
  type RecordWrite,
  type StoredBlock,
  type Topoheight,
} from '@tos/state';
import { BLOCK_COLUMNS, corrupt, fromBlock, fromMetadata, METADATA_COLUMNS } from './rows.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { whileBusy } from './while-busy.ts';

/** Records that are written between two turns of the event loop, because SQLite runs on this thread. */
const SLICE = 1024;

/** The writes of the storage, within a transaction on the one connection that writes. */
export class SqliteWriter {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /**
   * Runs work in one transaction, which commits everything or nothing. The event loop may turn in between, because nobody else uses this
   * connection: readers have connections of their own.
   */
  async transaction(work: () => Promise<void> | void): Promise<void> {
    await whileBusy(this.#connection.path, () => this.#connection.run('BEGIN IMMEDIATE'));
    try {
      await work();
      this.#connection.run('COMMIT');
    } catch (error) {
      this.#connection.rollback();
      throw error;
    }
  }

  undoAbove(rollbackTo: Topoheight, head: Topoheight): void {
    for (let topoheight = head; topoheight > rollbackTo; topoheight--) {
      for (const { name } of domainList) {
        this.#run(
          `DELETE FROM latest_${name} WHERE key IN (SELECT key FROM versions_${name} WHERE topoheight = ? AND previous IS NULL)`,
          topoheight,
        );
        this.#run(
          `INSERT OR REPLACE INTO latest_${name} SELECT undone.key, older.topoheight, older.previous, older.value
           FROM versions_${name} undone JOIN versions_${name} older ON older.topoheight = undone.previous AND older.key = undone.key
           WHERE undone.topoheight = ?`,
          topoheight,
        );
        this.#run(`DELETE FROM versions_${name} WHERE topoheight = ?`, topoheight);
      }
    }
    this.#run('UPDATE blocks SET topoheight = NULL, digest = NULL WHERE topoheight > ?', rollbackTo);
    this.#run('DELETE FROM metadata WHERE topoheight > ?', rollbackTo);
    this.#run('UPDATE chain SET head = ?', rollbackTo);
  }

  async add({ block, writes, metadata }: BlockCommit): Promise<void> {
    await this.#putRecords(block.topoheight, writes);
    this.putBlock(block);
    this.#putMetadata(metadata);
    this.#run('UPDATE chain SET head = ?', block.topoheight);
  }

  async #putRecords(topoheight: Topoheight, writes: readonly RecordWrite[]): Promise<void> {
    for (let start = 0; start < writes.length; start += SLICE) {
      if (start > 0) await setImmediate();
      this.#connection.guarded('write records', () => this.#putSlice(topoheight, writes.slice(start, start + SLICE)));
    }
  }

  #putSlice(topoheight: Topoheight, writes: readonly RecordWrite[]): void {
    for (const { ref, value } of writes) {
      const { newestAt, putNewest, addVersion } = this.#connection.records.of(ref.domain);
      const previous = newestAt.get(ref.key)?.[0] ?? null;
      putNewest.run(ref.key, topoheight, previous, value);
      addVersion.run(topoheight, ref.key, previous, value);
    }
  }

  putBlock(block: StoredBlock): void {
    this.#run(`INSERT OR REPLACE INTO blocks (${BLOCK_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`, ...fromBlock(block));
    for (const hash of block.transactionHashes) {
      this.#run('INSERT OR IGNORE INTO transactions VALUES (?, ?)', hash, block.hash);
    }
  }

  removeBlock(block: StoredBlock): void {
    this.#run('DELETE FROM blocks WHERE hash = ?', block.hash);
    for (const hash of block.transactionHashes) {
      this.#run('DELETE FROM transactions WHERE hash = ? AND block = ?', hash, block.hash);
    }
  }

  #putMetadata(metadata: ChainMetadata): void {
    this.#run(
      `INSERT INTO metadata (${METADATA_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...fromMetadata(metadata),
    );
  }

  importRecords(records: readonly ImportRecord[]): void {
    this.#run('UPDATE chain SET is_importing = 1');
    this.#connection.guarded('import records', () => {
      for (const { ref, topoheight, value } of records) {
        const { putNewest, addVersion } = this.#connection.records.of(ref.domain);
        putNewest.run(ref.key, topoheight, null, value);
        addVersion.run(topoheight, ref.key, null, value);
      }
    });
  }

  importBlocks(blocks: readonly StoredBlock[]): void {
    this.#run('UPDATE chain SET is_importing = 1');
    for (const block of blocks) this.putBlock(block);
  }

  finishImport(metadata: ChainMetadata): void {
    this.#putMetadata(metadata);
    const { topoheight } = metadata.head;
    this.#run('UPDATE chain SET head = ?, pruned_below = ?, is_importing = 0', topoheight, topoheight);
  }

  discardImport(): void {
    const [isImporting, head] = this.#connection.row('SELECT is_importing, head FROM chain') ?? [];
    if (isImporting !== 1) return;
    // Only an empty storage imports a state. Beside a chain, the mark is a wrong bit, and must not remove the chain.
    if (head !== null) throw corrupt('chain', 'an import that is not finished beside a chain');
    const tables = domainList.flatMap(({ name }) => [`latest_${name}`, `versions_${name}`]);
    for (const table of [...tables, 'blocks', 'transactions']) this.#run(`DELETE FROM ${table}`);
    this.#run('UPDATE chain SET is_importing = 0');
  }

  #run(...[sql, ...values]: Parameters<SqliteConnection['run']>): void {
    this.#connection.run(sql, ...values);
  }
}
