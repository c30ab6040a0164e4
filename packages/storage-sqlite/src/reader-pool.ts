import { TosError } from '@tos/protocol';
import type { SqliteConnection } from './sqlite-connection.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { whileBusy } from './while-busy.ts';

/** Idle connections that are kept for the next reader. More are opened when more readers read at once. */
const MAX_IDLE = 4;

/** Gives each reader a connection of its own, because a connection can have one read transaction. */
export class ReaderPool {
  readonly #path: string;
  readonly #connect: () => SqliteConnection;
  readonly #idle: SqliteConnection[] = [];
  readonly #used: Set<SqliteReader> = new Set();
  #isClosed = false;

  constructor(path: string, connect: () => SqliteConnection) {
    this.#path = path;
    this.#connect = connect;
  }

  /** Returns a reader of the state now. @throws TOS_NOT_OPEN when the pool was closed meanwhile */
  take(): Promise<SqliteReader> {
    return whileBusy(this.#path, () => this.#take());
  }

  #take(): SqliteReader {
    if (this.#isClosed) throw new TosError('TOS_NOT_OPEN', { what: 'SQLite', status: 'closed' });
    const connection = this.#idle.pop() ?? this.#connect();
    try {
      const reader = new SqliteReader(connection, (freed, ended) => this.#giveBack(freed, ended));
      this.#used.add(reader);
      return reader;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Closes every connection. A reader that is still in use fails with TOS_NOT_OPEN from then on. */
  close(): void {
    this.#isClosed = true;
    for (const reader of [...this.#used]) reader.end();
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  #giveBack(connection: SqliteConnection, reader: SqliteReader): void {
    this.#used.delete(reader);
    if (this.#isClosed || this.#idle.length >= MAX_IDLE) connection.close();
    else this.#idle.push(connection);
  }
}
