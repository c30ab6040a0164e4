// The storages that are measured, equal writes by hand on the libraries under them, and the blocks for both.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const packages = new URL('../../packages/', import.meta.url);
const { domains, encodeBalance, encodeU64Record } = await import(new URL('state/dist/index.js', packages));
const { createLmdbStorage } = await import(new URL('storage-lmdb/dist/index.js', packages));
const { createSqliteStorage } = await import(new URL('storage-sqlite/dist/index.js', packages));
const lmdbRequire = createRequire(new URL('storage-lmdb/package.json', packages));
const { open } = await import(pathToFileURL(lmdbRequire.resolve('lmdb')));
const Sqlite = createRequire(new URL('storage-sqlite/package.json', packages))('better-sqlite3');

/** The number of accounts that a block touches. */
export const TOUCHED = 10_000;

let state = 1;
function random(limit) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}

/** Random numbers of `TOUCHED` different accounts, sorted. */
export function pickAccounts(count) {
  if (count <= TOUCHED) return Array.from({ length: count }, (_, i) => i);
  const picked = new Set();
  while (picked.size < TOUCHED) picked.add(random(count));
  return [...Uint32Array.from(picked).sort()];
}

/** A key of 32 bytes. Keys are spread evenly, as public keys are, and rise with the number of the account. */
function accountKey(n, count) {
  const key = new Uint8Array(32);
  const view = new DataView(key.buffer);
  view.setUint32(0, Math.floor((n / count) * 2 ** 32));
  let mixed = n;
  for (let i = 4; i < 32; i += 4) {
    mixed = Math.imul(mixed ^ (mixed >>> 15), 2246822519) + i;
    view.setUint32(i, mixed >>> 0);
  }
  return key;
}

export const nonceRef = (key) => ({ domain: domains.nonce, key });
export const balanceRef = (key) => ({ domain: domains.balance, key: Uint8Array.of(...key, 0) });

function recordOf({ domain }, topoheight) {
  if (domain === domains.nonce) return encodeU64Record(BigInt(topoheight));
  return encodeBalance({ type: 'output', final: BigInt(topoheight) * 1_000_000_007n, output: null });
}

/** A block that writes the nonce and the native balance of each touched account, in the order of a block's writes. */
export function blockOf(topoheight, touched, count, records = [nonceRef, balanceRef]) {
  const keys = touched.map((n) => accountKey(n, count));
  const writes = records.flatMap((refOf) => keys.map(refOf)).map((ref) => ({ ref, value: recordOf(ref, topoheight) }));
  const hash = new Uint8Array(32);
  new DataView(hash.buffer).setUint32(0, topoheight);
  const block = { hash, height: topoheight, topoheight, bytes: hash, transactionHashes: [], digest: hash, info: hash };
  const metadata = {
    network: 'devnet',
    genesis: hash,
    head: { hash, height: topoheight, topoheight },
    tips: [hash],
    supply: { emitted: 0n, burned: 0n },
    digest: hash,
  };
  return { topoheight, writes, change: { blocks: [{ block, writes, metadata }] } };
}

/** The puts of a storage, by hand on LMDB. The link to the version before comes from the row of `latest`. */
function lmdbByHand(path) {
  const options = { keyEncoding: 'binary', encoding: 'binary' };
  const root = open({ path, noSubdir: false, overlappingSync: false, eventTurnBatching: false, maxDbs: 2, ...options });
  const [latest, versions] = ['latest', 'versions'].map((name) => root.openDB({ name, ...options }));
  const placeOf = ({ domain, key }) => Buffer.concat([Buffer.of(domain.id), key]);
  return {
    async commit(topoheight, writes) {
      const rows = writes.map(({ ref, value }) => {
        const place = placeOf(ref);
        const row = Buffer.alloc(17 + value.length);
        row.writeBigUInt64BE(BigInt(topoheight), 0);
        const found = latest.get(place);
        if (found) row.set(found.subarray(0, 8), 8);
        else row.fill(255, 8, 16);
        row.set(value, 17);
        return { place, row };
      });
      const prefix = Buffer.alloc(8);
      prefix.writeBigUInt64BE(BigInt(topoheight));
      await root.batch(() => {
        for (const { place, row } of rows) versions.put(Buffer.concat([prefix, place]), row.subarray(8));
        for (const { place, row } of rows) latest.put(place, row);
      });
    },
    read: async (refs) => refs.map((ref) => latest.get(placeOf(ref))),
    close: () => root.close(),
  };
}

/** The writes of a storage, by hand on SQLite, with equal tables, columns and pragmas. */
function sqliteByHand(path) {
  const database = new Sqlite(join(path, 'raw.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000');
  const statements = new Map();
  for (const domain of [domains.nonce, domains.balance]) {
    database.exec(`CREATE TABLE latest_${domain.name} (key BLOB PRIMARY KEY, topoheight INTEGER NOT NULL, previous INTEGER,
        value BLOB) WITHOUT ROWID;
      CREATE TABLE versions_${domain.name} (topoheight INTEGER NOT NULL, key BLOB NOT NULL, previous INTEGER, value BLOB,
        PRIMARY KEY (topoheight, key)) WITHOUT ROWID;`);
    statements.set(domain, {
      read: database.prepare(`SELECT topoheight, previous, value FROM latest_${domain.name} WHERE key = ?`).raw(),
      newest: database.prepare(`SELECT topoheight FROM latest_${domain.name} WHERE key = ?`).raw(),
      put: database.prepare(`INSERT OR REPLACE INTO latest_${domain.name} VALUES (?, ?, ?, ?)`),
      add: database.prepare(`INSERT INTO versions_${domain.name} VALUES (?, ?, ?, ?)`),
    });
  }
  return {
    async commit(topoheight, writes) {
      database.exec('BEGIN IMMEDIATE');
      for (const { ref, value } of writes) {
        const { newest, put, add } = statements.get(ref.domain);
        const previous = newest.get(ref.key)?.[0] ?? null;
        put.run(ref.key, topoheight, previous, value);
        add.run(topoheight, ref.key, previous, value);
      }
      database.exec('COMMIT');
    },
    async read(refs) {
      // Without a transaction here, SQLite would begin one per row.
      database.exec('BEGIN');
      const rows = refs.map(({ domain, key }) => statements.get(domain).read.get(key));
      database.exec('COMMIT');
      return rows;
    },
    close: async () => database.close(),
  };
}

export const engines = [
  { name: 'LMDB', create: createLmdbStorage, byHand: lmdbByHand },
  { name: 'SQLite', create: createSqliteStorage, byHand: sqliteByHand },
];
