import { setImmediate } from 'node:timers/promises';
import { TosError } from '@tos/protocol';
import type { Topoheight } from '@tos/state';
import type { RangeOptions, RootDatabase } from 'lmdb';
import { IMPORT_KEY, type Place, versionKey } from './keys.ts';
import type { TableName, Tables } from './lmdb-tables.ts';
import { storageError } from './storage-error.ts';

/** Rows that are read between two turns of the event loop: they take some milliseconds. */
export const SLICE = 1024;

export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** lmdb-js accepts the option `transaction` here as in `get`; its types lack it. Source: read.js. */
interface FastReads {
  getBinaryFast(key: Uint8Array, options: { readonly transaction: Transaction }): Uint8Array | undefined;
}

type Transaction = ReturnType<RootDatabase['useReadTransaction']>;

/** One stable state of the tables: a read transaction of LMDB. Rows must be copied before a caller gets them. */
export class ReadView {
  readonly #tables: Tables;
  readonly #onClose: (view: ReadView) => void;
  #transaction: Transaction | null;
  // Nothing is visible while a state is imported.
  readonly #isHidden: boolean;

  constructor(tables: Tables, isReadOnly: boolean, onClose: (view: ReadView) => void) {
    this.#tables = tables;
    this.#onClose = onClose;
    // Trap of lmdb-js: a thread keeps its read transaction until a timer fires. Right after another thread's commit it would still read the
    // state before that commit (31 to 75 % of reads did). A thread's own commits end its read transaction. Source: read.js.
    if (isReadOnly) tables.root.resetReadTxn();
    this.#transaction = tables.root.useReadTransaction();
    this.#isHidden = tables.metadata.get(IMPORT_KEY, { transaction: this.#transaction }) !== undefined;
  }

  get(table: TableName, key: Uint8Array): Uint8Array | undefined {
    const transaction = this.#openTransaction();
    if (this.#isHidden) return undefined;
    try {
      return this.#tables[table].get(key, { transaction });
    } catch (error) {
      throw storageError(`read ${table}`, error);
    }
  }

  /**
   * Reads a row without a copy, for the many reads of heads. The row lies in memory that the next read overwrites: a caller uses its length
   * and its bytes by index only, and before the next read.
   */
  peek(table: TableName, key: Uint8Array): Uint8Array | undefined {
    const transaction = this.#openTransaction();
    if (this.#isHidden) return undefined;
    try {
      const rows: FastReads = this.#tables[table];
      return rows.getBinaryFast(key, { transaction });
    } catch (error) {
      throw storageError(`read ${table}`, error);
    }
  }

  /** At most `limit` rows, in key order. */
  rows(table: TableName, range: RangeOptions & { limit: number }): Row[] {
    const transaction = this.#openTransaction();
    if (this.#isHidden) return [];
    try {
      return [...this.#tables[table].getRange({ ...range, transaction })];
    } catch (error) {
      throw storageError(`read ${table}`, error);
    }
  }

  /** The rows of a range in slices, with a turn of the event loop between two slices. */
  async *slices(table: TableName, range: RangeOptions): AsyncGenerator<Row[]> {
    let rows = this.rows(table, { ...range, limit: SLICE });
    yield rows;
    while (rows.length === SLICE) {
      await setImmediate();
      rows = this.rows(table, { ...range, limit: SLICE, start: rows.at(-1)!.key, exclusiveStart: true });
      yield rows;
    }
  }

  /** The row of a version that another version links to. */
  version(topoheight: Topoheight, place: Place): Uint8Array {
    const row = this.get('versions', versionKey(topoheight, place));
    if (row) return row;
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'versions', reason: `none at ${topoheight} where a link leads` });
  }

  close(): void {
    this.#transaction?.done();
    this.#transaction = null;
    this.#onClose(this);
  }

  #openTransaction(): Transaction {
    if (this.#transaction) return this.#transaction;
    throw new TosError('TOS_NOT_OPEN', { what: 'snapshot', status: 'closed' });
  }
}
