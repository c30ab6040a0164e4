// Two rows a record by hand, on better-sqlite3: a row of `latest` and a row of `versions` for each record, and a row for each transaction.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const packages = new URL('../../../packages/', import.meta.url);
const { domains } = await import(new URL('state/dist/index.js', packages));
const Sqlite = createRequire(new URL('storage-sqlite/package.json', packages))('better-sqlite3');

export class SqliteByHand {
  #database;
  #ofDomain = new Map();
  #ofBlock;

  constructor(path) {
    this.file = join(path, 'raw.sqlite');
    const database = new Sqlite(this.file);
    this.#database = database;
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000');
    for (const domain of [domains.nonce, domains.balance]) {
      const [latest, versions] = [`latest_${domain.name}`, `versions_${domain.name}`];
      database.exec(`CREATE TABLE ${latest} (key BLOB PRIMARY KEY, topoheight INTEGER NOT NULL, previous INTEGER,
          value BLOB) WITHOUT ROWID;
        CREATE TABLE ${versions} (topoheight INTEGER NOT NULL, key BLOB NOT NULL, previous INTEGER, value BLOB,
          PRIMARY KEY (topoheight, key)) WITHOUT ROWID;`);
      this.#ofDomain.set(domain, {
        read: database.prepare(`SELECT topoheight, previous, value FROM ${latest} WHERE key = ?`).raw(),
        newest: database.prepare(`SELECT topoheight FROM ${latest} WHERE key = ?`).raw(),
        put: database.prepare(`INSERT OR REPLACE INTO ${latest} VALUES (?, ?, ?, ?)`),
        add: database.prepare(`INSERT INTO ${versions} VALUES (?, ?, ?, ?)`),
      });
    }
    database.exec(`CREATE TABLE blocks (hash BLOB PRIMARY KEY, height INTEGER NOT NULL, topoheight INTEGER, hashes BLOB NOT NULL,
        bytes BLOB NOT NULL);
      CREATE TABLE topoheights (topoheight INTEGER PRIMARY KEY, hash BLOB NOT NULL, metadata BLOB NOT NULL);
      CREATE TABLE transactions (hash BLOB NOT NULL, block BLOB NOT NULL, PRIMARY KEY (hash, block)) WITHOUT ROWID`);
    this.#ofBlock = {
      block: database.prepare('INSERT INTO blocks VALUES (?, ?, ?, ?, ?)'),
      topoheight: database.prepare('INSERT INTO topoheights VALUES (?, ?, ?)'),
      transaction: database.prepare('INSERT INTO transactions VALUES (?, ?)'),
    };
  }

  async fill(records) {
    this.#database.exec('BEGIN IMMEDIATE');
    for (const { ref, topoheight, value } of records) {
      this.#ofDomain.get(ref.domain).put.run(ref.key, topoheight, null, value);
    }
    this.#database.exec('COMMIT');
  }

  /** The link to the version before comes from the row of `latest`. */
  async commit({ block, plainWrites }) {
    const { topoheight, hash, height, bytes, transactionHashes } = block;
    this.#database.exec('BEGIN IMMEDIATE');
    for (const { ref, value } of plainWrites) {
      const { newest, put, add } = this.#ofDomain.get(ref.domain);
      const previous = newest.get(ref.key)?.[0] ?? null;
      put.run(ref.key, topoheight, previous, value);
      add.run(topoheight, ref.key, previous, value);
    }
    this.#ofBlock.block.run(hash, height, topoheight, Buffer.concat(transactionHashes), bytes);
    this.#ofBlock.topoheight.run(topoheight, hash, hash);
    for (const transaction of [...transactionHashes].sort(Buffer.compare))
      this.#ofBlock.transaction.run(transaction, hash);
    this.#database.exec('COMMIT');
  }

  async read(refs) {
    // Without a transaction here, SQLite would begin one per row.
    this.#database.exec('BEGIN');
    const rows = refs.map(({ domain, key }) => this.#ofDomain.get(domain).read.get(key));
    this.#database.exec('COMMIT');
    return rows;
  }

  async close() {
    this.#database.close();
  }
}
