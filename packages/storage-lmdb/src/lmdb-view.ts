import { TosError } from '@tos/protocol';
import type { StoreRange, StoreRow, StoreTable, StoreView } from '@tos/versioned-storage';
import type { GetOptions, Transaction } from 'lmdb';
import type { LmdbTables } from './lmdb-tables.ts';
import { attempt } from './storage-error.ts';

// Trap of lmdb-js: in a reverse range, an absent `end` is the key `00`, which the range leaves out. An empty key is no bound, at both ends.
const NO_KEY = new Uint8Array();

/** A read transaction of LMDB. It is one of `views` until it is closed. */
export class LmdbView implements StoreView {
  readonly #tables: LmdbTables['tables'];
  readonly #views: Set<StoreView>;
  #transaction: Transaction | null;

  constructor({ root, tables }: LmdbTables, views: Set<StoreView>) {
    this.#tables = tables;
    this.#views = views;
    this.#transaction = root.useReadTransaction();
    views.add(this);
  }

  /**
   * lmdb-js copies a row to memory that the thread's next read overwrites. A row above 16 MiB stays where LMDB maps it, and LMDB leaves it there
   * while the transaction is open. Source: read.js, getBinaryFast; dbi.cpp, doGetByBinary.
   */
  read(table: StoreTable, keys: readonly Uint8Array[], onRow: Parameters<StoreView['read']>[2]): void {
    const [operation, options] = [`read ${table}`, { transaction: this.#openTransaction() }];
    // lmdb-js accepts the options here as in `get`; its types lack them. Source: read.js.
    const rows: { getBinaryFast(key: Uint8Array, options: GetOptions): Uint8Array | undefined } =
      this.#tables.get(table)!;
    for (let i = 0; i < keys.length; i++) {
      const row = attempt(operation, () => rows.getBinaryFast(keys[i]!, options));
      onRow(row && plainBytes(row), i);
    }
  }

  range(table: StoreTable, { from = NO_KEY, to = NO_KEY, reverse = false, limit }: StoreRange): readonly StoreRow[] {
    const transaction = this.#openTransaction();
    // Trap of lmdb-js: a reverse range begins at `start`, which is its upper end. Source: read.js, getRange.
    const [start, end] = reverse ? [to, from] : [from, to];
    const options = { reverse, start, exclusiveStart: reverse, end, inclusiveEnd: reverse, limit, transaction };
    return attempt(`read ${table}`, () => {
      const rows = this.#tables.get(table)!.getRange(options);
      return [...rows].map(({ key, value }) => ({ key: plainBytes(key), value: plainBytes(value) }));
    });
  }

  close(): void {
    this.#transaction?.done();
    this.#transaction = null;
    this.#views.delete(this);
  }

  #openTransaction(): Transaction {
    if (this.#transaction) return this.#transaction;
    throw new TosError('TOS_NOT_OPEN', { what: 'view', status: 'closed' });
  }
}

/** Trap of lmdb-js: a row is a Buffer, whose `slice` copies nothing, and in `read` one of 16 MiB whose `length` is overridden. */
function plainBytes(row: Uint8Array): Uint8Array {
  return new Uint8Array(row.buffer, row.byteOffset, row.length);
}
