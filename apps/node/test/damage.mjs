// Plants damage in the LMDB of a data directory: node damage.mjs CHAIN KIND ... Prints as JSON what each kind hit. The layout is that of
// packages/storage-lmdb: `latest` (domain id, key -> topoheight u64, previous u64, deleted u8, value), `versions` (topoheight u64,
// domain id, key -> the same without topoheight), `order`, `heights`, `transactions`, `blocks`, `metadata`.
import { createRequire } from 'node:module';

const { open } = createRequire(new URL('../../../packages/storage-lmdb/package.json', import.meta.url))('lmdb');
const [, , path, ...kinds] = process.argv;
const encodings = { keyEncoding: 'binary', encoding: 'binary' };
const root = open({ path, noSubdir: false, maxDbs: 16, ...encodings });
const table = (name) => root.openDB({ name, create: false, ...encodings });
const rows = (name) => [...table(name).getRange({ start: Buffer.of(0) })];

const NONE = 0xffff_ffff_ffff_ffffn;
const BALANCE = 2;
const SUPPLY = 4;
const EMITTED = 1;

const latest = () => rows('latest').map(({ key, value }) => ({ key: Buffer.from(key), value: Buffer.from(value) }));
/** A balance that was changed since the genesis. */
const changed = () => latest().find(({ key, value }) => key[0] === BALANCE && value.readBigUInt64BE(8) !== NONE);
const account = ({ key }) => key.subarray(1, 33).toString('hex');

async function replace(name, { key, value }) {
  await table(name).put(key, value);
}

const damages = {
  async link() {
    const row = changed();
    const previous = row.value.subarray(8, 16);
    await table('versions').remove(Buffer.concat([previous, row.key]));
    return account(row);
  },
  async skip() {
    const row = changed();
    row.value.writeBigUInt64BE(NONE, 8);
    await replace('latest', row);
    return account(row);
  },
  async balance() {
    const row = changed();
    row.value[row.value.length - 1] ^= 1;
    // Type both has the output behind the final balance.
    if (row.value.length > 17 + 9) row.value[17 + 8] ^= 1;
    await replace('latest', row);
    return row.value.readBigUInt64BE(0).toString();
  },
  async copy() {
    const row = changed();
    const key = Buffer.concat([row.value.subarray(0, 8), row.key]);
    const value = Buffer.from(table('versions').get(key));
    value[value.length - 1] ^= 1;
    await replace('versions', { key, value });
    return row.key.toString('hex');
  },
  async value() {
    const row = changed();
    await replace('latest', { key: row.key, value: row.value.subarray(0, row.value.length - 1) });
    return account(row);
  },
  async nonce() {
    const row = latest().find(({ key, value }) => key[0] === 1 && value.readBigUInt64BE(8) === NONE);
    await table('latest').remove(row.key);
    return account(row);
  },
  async supply() {
    const row = latest().find(({ key }) => key[0] === SUPPLY && key[1] === EMITTED);
    row.value[row.value.length - 1] ^= 1;
    await replace('latest', row);
    return row.value.readBigUInt64BE(17).toString();
  },
  async order() {
    await table('order').remove(rows('order')[3].key);
    return '3';
  },
  async heights() {
    await table('heights').remove(rows('heights')[2].key);
    return '2';
  },
  async transactions() {
    const [row] = rows('transactions');
    await table('transactions').remove(row.key);
    return Buffer.from(row.key.subarray(0, 32)).toString('hex');
  },
  async block() {
    const hash = rows('order')[4].value;
    const value = Buffer.from(table('blocks').get(hash));
    value[value.length - 1] ^= 1;
    await replace('blocks', { key: hash, value });
    return '4';
  },
};

const hits = [];
for (const kind of kinds) hits.push(await damages[kind]());
process.stdout.write(JSON.stringify(hits));
await root.close();
