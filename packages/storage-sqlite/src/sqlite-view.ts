import { TosError } from '@tos/protocol';
import type { StoreRange, StoreRow, StoreTable, StoreView } from '@tos/versioned-storage';
import { MAX_STORE_KEY_SIZE } from '@tos/versioned-storage';
import type { SqliteConnection } from './sqlite-connection.ts';
import { storageError } from './storage-error.ts';

const BEHIND_ALL_KEYS = new Uint8Array(MAX_STORE_KEY_SIZE + 1).fill(0xff);

/** The read transaction of a connection. `onClose` gets the connection back. */
export class SqliteView implements StoreView {
  #connection: SqliteConnection | null;
  readonly #onClose: (connection: SqliteConnection) => void;

  constructor(connection: SqliteConnection, onClose: (connection: SqliteConnection) => void) {
    this.#connection = connection;
    this.#onClose = onClose;
  }

  read(
    table: StoreTable,
    keys: readonly Uint8Array[],
    onRow: (row: Uint8Array | undefined, index: number) => void,
  ): void {
    keys.forEach((key, index) => {
      const value = this.#query((connection) => connection.valueOf(table).get(key));
      onRow(value === undefined ? undefined : bytesOf(value), index);
    });
  }

  range(table: StoreTable, { from = new Uint8Array(), to = BEHIND_ALL_KEYS, reverse, limit }: StoreRange): StoreRow[] {
    const rows = this.#query(({ upwards, downwards }) => (reverse ? downwards : upwards)(table).all(from, to, limit));
    return rows.map(([key, value]) => ({ key: bytesOf(key), value: bytesOf(value) }));
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = null;
    if (connection) this.#onClose(connection);
  }

  #query<T>(work: (connection: SqliteConnection) => T): T {
    if (!this.#connection) throw new TosError('TOS_NOT_OPEN', { what: 'view', status: 'closed' });
    try {
      return work(this.#connection);
    } catch (error) {
      throw storageError('read', error);
    }
  }
}

/** The bytes of a blob of better-sqlite3, as a plain Uint8Array. It has memory of its own, so that this copies nothing. */
function bytesOf(blob: unknown): Uint8Array {
  if (blob instanceof Uint8Array) {
    return blob.byteLength === blob.buffer.byteLength ? new Uint8Array(blob.buffer) : new Uint8Array(blob);
  }
  throw new TosError('TOS_STORAGE_CORRUPT', { what: 'SQLite row', reason: 'a value is not of bytes' });
}
