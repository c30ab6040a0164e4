// Commits of blocks with 10,000 touched accounts (20,000 records), through the storages and by hand on the raw libraries, taking
// turns. TOS_BENCH_ACCOUNTS=10000,100000,1000000 names the sizes, TOS_BENCH_HISTORY=500 the blocks of history.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const packages = new URL('../../packages/', import.meta.url);
const { domains, encodeBalance, encodeU64Record } = await import(new URL('state/dist/index.js', packages));
const { createLmdbStorage } = await import(new URL('storage-lmdb/dist/index.js', packages));
const { createSqliteStorage } = await import(new URL('storage-sqlite/dist/index.js', packages));
const lmdbRequire = createRequire(new URL('storage-lmdb/package.json', packages));
const { open } = await import(pathToFileURL(lmdbRequire.resolve('lmdb')));
const Sqlite = createRequire(new URL('storage-sqlite/package.json', packages))('better-sqlite3');

const SIZES = (process.env.TOS_BENCH_ACCOUNTS ?? '10000,100000').split(',').map(Number);
const HISTORY = Number(process.env.TOS_BENCH_HISTORY ?? 40);
const TOUCHED = 10_000;
const ROUNDS = 9;
const folder = mkdtempSync(join(tmpdir(), 'tos-bench-'));

let state = 1;
function random(limit) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}

/** 32 bytes that look random, as public keys do. */
function accountKey(n) {
  const key = new Uint8Array(32);
  const words = new Uint32Array(key.buffer);
  let mixed = Math.imul(n + 1, 2654435761) >>> 0;
  for (let i = 0; i < 8; i++) {
    mixed = Math.imul(mixed ^ (mixed >>> 15), 2246822519) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 13), 3266489917) >>> 0;
    words[i] = mixed ^ n;
  }
  return key;
}

function compare(a, b) {
  return Buffer.compare(a, b);
}

/** Nonce and native balance of each account, sorted as a block's writes are. */
function writesOf(accounts, topoheight) {
  const keys = accounts.map(accountKey).sort(compare);
  const nonce = encodeU64Record(BigInt(topoheight));
  const balance = encodeBalance({ type: 'output', final: BigInt(topoheight) * 1_000_000_007n, output: null });
  return [
    ...keys.map((key) => ({ ref: { domain: domains.nonce, key }, value: nonce })),
    ...keys.map((key) => ({ ref: { domain: domains.balance, key: Uint8Array.of(...key, 0) }, value: balance })),
  ];
}

function pickAccounts(count) {
  const picked = new Set();
  while (picked.size < Math.min(TOUCHED, count)) picked.add(random(count));
  return [...picked];
}

function commitOf(topoheight, writes) {
  const hash = accountKey(1e9 + topoheight);
  const block = { hash, height: topoheight, topoheight, bytes: hash, transactionHashes: [], digest: hash, info: hash };
  const metadata = {
    network: 'devnet',
    genesis: hash,
    head: { hash, height: topoheight, topoheight },
    tips: [hash],
    supply: { emitted: 0n, burned: 0n },
    digest: hash,
  };
  return { blocks: [{ block, writes, metadata }] };
}

/** What a person would write by hand on LMDB: the same puts, the link known from the row that is there. */
function rawLmdb(path) {
  const options = { keyEncoding: 'binary', encoding: 'binary' };
  const root = open({ path, noSubdir: false, overlappingSync: false, eventTurnBatching: false, maxDbs: 2, ...options });
  const [latest, versions] = [
    root.openDB({ name: 'latest', ...options }),
    root.openDB({ name: 'versions', ...options }),
  ];
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
        for (const { place, row } of rows) {
          versions.put(Buffer.concat([prefix, place]), row.subarray(8));
        }
        for (const { place, row } of rows) latest.put(place, row);
      });
    },
    read: (refs) => refs.map((ref) => latest.get(placeOf(ref))),
    close: () => root.close(),
  };
}

/** By hand on SQLite: the same tables and columns. */
function rawSqlite(path) {
  const database = new Sqlite(join(path, 'raw.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000');
  const statements = new Map();
  for (const domain of [domains.nonce, domains.balance]) {
    database.exec(`CREATE TABLE latest_${domain.name} (key BLOB PRIMARY KEY, topoheight INTEGER NOT NULL, previous INTEGER,
        value BLOB) WITHOUT ROWID;
      CREATE TABLE versions_${domain.name} (topoheight INTEGER NOT NULL, key BLOB NOT NULL, previous INTEGER, value BLOB,
        PRIMARY KEY (topoheight, key)) WITHOUT ROWID;`);
    statements.set(domain, {
      get: database.prepare(`SELECT topoheight, previous, value FROM latest_${domain.name} WHERE key = ?`).raw(),
      put: database.prepare(`INSERT OR REPLACE INTO latest_${domain.name} VALUES (?, ?, ?, ?)`),
      add: database.prepare(`INSERT INTO versions_${domain.name} VALUES (?, ?, ?, ?)`),
    });
  }
  return {
    async commit(topoheight, writes) {
      database.exec('BEGIN IMMEDIATE');
      for (const { ref, value } of writes) {
        const { get, put, add } = statements.get(ref.domain);
        const previous = get.get(ref.key)?.[0] ?? null;
        put.run(ref.key, topoheight, previous, value);
        add.run(topoheight, ref.key, previous, value);
      }
      database.exec('COMMIT');
    },
    read: (refs) => refs.map(({ domain, key }) => statements.get(domain).get.get(key)),
    close: async () => database.close(),
  };
}

const median = (values, share = 0.5) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const results = [];

function report(name, times, baselineName, baseline, target, unit = 'ms') {
  const value = median(times);
  const ratio = baseline === null ? null : value / baseline;
  const isOk = target === null || (target.on === 'ratio' ? ratio : value) <= target.value;
  const rounded = (number) => (number === null ? null : Number(number.toFixed(3)));
  results.push({
    name,
    median: rounded(value),
    p50: rounded(value),
    p99: rounded(median(times, 0.99)),
    unit,
    baseline: baselineName,
    ratio: rounded(ratio),
    target,
    ok: isOk,
  });
  const wanted = target === null ? '' : `  target ${target.op} ${target.value}  ${isOk ? 'ok' : 'MISSED'}`;
  const against = ratio === null ? '' : `  ${ratio.toFixed(2)}x ${baselineName}`;
  console.log(`${name.padEnd(58)} ${value.toFixed(1).padStart(8)} ${unit}${against}${wanted}`);
}

const ratioTarget = (value) => ({ on: 'ratio', op: '<=', value });

const engines = [
  { name: 'LMDB', make: createLmdbStorage, raw: rawLmdb },
  { name: 'SQLite', make: createSqliteStorage, raw: rawSqlite },
];

/** Prints a row for each measurement, and gives them all. */
export async function run() {
  for (const accounts of SIZES) {
    for (const { name, make, raw } of engines) {
      const label = `${name}, ${accounts.toLocaleString('en')} accounts`;
      const [path, rawPath] = [mkdtempSync(join(folder, 'a-')), mkdtempSync(join(folder, 'b-'))];
      const storage = make({ location: path });
      await storage.open();
      const hand = raw(rawPath);
      let next = 0;
      const both = async (list) => {
        const topoheight = next++;
        const writes = writesOf(list, topoheight);
        const change = commitOf(topoheight, writes);
        const ours = () => timed(() => storage.commit(change));
        const theirs = () => timed(() => hand.commit(topoheight, writes));
        if (topoheight % 2 === 0) return [await ours(), await theirs()];
        const second = await theirs();
        return [await ours(), second];
      };
      const rounds = async (count) => {
        const [ours, theirs] = [[], []];
        for (let i = 0; i < count; i++) {
          const [our, their] = await both(pickAccounts(accounts));
          ours.push(our);
          theirs.push(their);
        }
        return [ours, theirs];
      };
      const everybody = Array.from({ length: accounts }, (_, i) => i);
      for (let i = 0; i < accounts; i += 50_000) await both(everybody.slice(i, i + 50_000));
      await rounds(2);
      const [fresh, rawFresh] = await rounds(ROUNDS);
      report(`${label}: commit, fresh`, fresh, 'by hand', median(rawFresh), ratioTarget(1.25));

      const refs = pickAccounts(accounts).flatMap((n) => {
        const key = accountKey(n);
        return [
          { domain: domains.nonce, key },
          { domain: domains.balance, key: Uint8Array.of(...key, 0) },
        ];
      });
      const [reads, rawReads] = [[], []];
      for (let i = 0; i < ROUNDS; i++) {
        reads.push(await timed(() => storage.readMany(refs)));
        rawReads.push(await timed(async () => hand.read(refs)));
      }
      report(
        `${label}: read ${refs.length.toLocaleString('en')} heads`,
        reads,
        'by hand',
        median(rawReads),
        ratioTarget(1.3),
      );

      const before = await storage.sizeOnDisk();
      await rounds(HISTORY);
      const grown = (await storage.sizeOnDisk()) - before;
      const perVersion = grown / (HISTORY * 2 * Math.min(TOUCHED, accounts));
      const bytes = name === 'LMDB' ? { on: 'median', op: '<=', value: 110 } : null;
      report(`${label}: growth a version, ${HISTORY} blocks`, [perVersion], null, null, bytes, 'bytes');
      const [old, rawOld] = await rounds(ROUNDS);
      report(`${label}: commit, after history`, old, 'by hand', median(rawOld), ratioTarget(1.25));
      const flat = name === 'LMDB' && accounts === 100_000 ? ratioTarget(1.4) : null;
      report(`${label}: commit, after history`, old, 'fresh', median(fresh), flat);
      await storage.close();
      await hand.close();
      rmSync(path, { recursive: true });
      rmSync(rawPath, { recursive: true });
    }
  }

  /** In a process of its own this would be cleaner; what counts is that it does not grow with the records. */
  const IMPORTED = Number(process.env.TOS_BENCH_IMPORT ?? 100_000);
  for (const { name, make } of engines) {
    const storage = make({ location: mkdtempSync(join(folder, 'i-')) });
    await storage.open();
    const keys = Array.from({ length: IMPORTED }, (_, i) => i);
    let peak = 0;
    const records = async function* () {
      const key = new Uint8Array(32);
      const value = encodeU64Record(1n);
      for (const i of keys) {
        new DataView(key.buffer).setUint32(0, i);
        if (i % 10_000 === 0) peak = Math.max(peak, process.memoryUsage().rss);
        yield { ref: { domain: domains.nonce, key }, topoheight: 0, value };
      }
    };
    const { metadata } = commitOf(0, []).blocks[0];
    const label = `${name}: import ${IMPORTED.toLocaleString('en')} accounts`;
    const time = await timed(() => storage.importState({ records: records(), metadata }));
    report(label, [time], null, null, null);
    report(`${label}, peak RSS`, [peak / 2 ** 20], null, null, { on: 'median', op: '<=', value: 512 }, 'MiB');
    await storage.close();
  }
  rmSync(folder, { recursive: true });
  return results;
}
