// Plants damage in the LMDB of a data directory: node damage.mjs CHAIN KIND ... Prints as JSON what each kind hit. The layout is that of
// packages/versioned-storage (README, "Layout"), whose encoder of rows of changes it uses.
import { createLmdbStore } from '@tos/storage-lmdb';
import { ChangeRow, encodeChanges } from '../../../packages/versioned-storage/dist/rows/change-row.js';

const [, , location, ...kinds] = process.argv;
const store = createLmdbStore({ location });
await store.open();

const NONCE = 1;
const BALANCE = 2;
const SUPPLY = 4;
const EMITTED = 1;

const hexOf = (bytes) => Buffer.from(bytes).toString('hex');
const account = ({ ref }) => hexOf(ref.key.subarray(0, 32));
const place = ({ ref }) => hexOf([ref.domain.id, ...ref.key]);

async function rows(table) {
  const view = await store.view();
  const found = await view.range(table, { limit: 1000 });
  await view.close();
  return found;
}

/** Puts the bytes in place of a row; deletes it when they are null. */
const put = (table, { key }, value) => store.write([{ table, key, value }]);

/** Everything that blocks did to records, newest first: what they wrote, and the versions before. */
async function changes() {
  const found = [];
  for (const [topoheight, { value }] of (await rows('changes')).entries()) {
    const row = new ChangeRow(topoheight, value);
    for (let i = 0; i < row.count; i++) {
      const [id, ...key] = row.place(i);
      const ref = { domain: { id }, key: Uint8Array.from(key) };
      found.unshift({ topoheight, ref, before: row.before(i), value: row.after(i).value });
    }
  }
  return found;
}

/** Replaces a change; removes it when there is none in its place. */
async function change(old, next) {
  const { topoheight } = old;
  const left = (await changes()).filter((each) => each.topoheight === topoheight).reverse();
  const edited = left.flatMap((each) => (place(each) === place(old) ? (next ?? []) : each));
  const befores = edited.map(({ before }) => before);
  const bytes = encodeChanges(topoheight, edited, befores);
  await put('changes', (await rows('changes'))[topoheight], bytes);
}

/** The newest change of a balance that was not the first one. */
const changed = async () => (await changes()).find(({ ref, before }) => ref.domain.id === BALANCE && before !== null);

function flipped(bytes, index) {
  const wrong = new Uint8Array(bytes);
  wrong[index] ^= 1;
  return wrong;
}

const damages = {
  async link() {
    const all = await changes();
    const isThere = (topoheight, name) => all.some((each) => each.topoheight === topoheight && place(each) === name);
    for (const hit of all) {
      if (hit.ref.domain.id !== BALANCE || hit.before === null) continue;
      const wrong = [...Array(hit.before.topoheight).keys()].find((topoheight) => !isThere(topoheight, place(hit)));
      if (wrong === undefined) continue;
      await change(hit, { ...hit, before: { ...hit.before, previous: wrong } });
      return account(hit);
    }
  },
  async skip() {
    const hit = await changed();
    await change(hit, { ...hit, before: null });
    return place(hit);
  },
  async balance() {
    const hit = await changed();
    // Type both has the output behind the final balance.
    const wrong = flipped(hit.value, hit.value.length - 1);
    await change(hit, { ...hit, value: wrong.length > 9 ? flipped(wrong, 8) : wrong });
    return String(hit.topoheight);
  },
  async copy() {
    const hit = await changed();
    const value = flipped(hit.before.value, hit.before.value.length - 1);
    await change(hit, { ...hit, before: { ...hit.before, value } });
    return place(hit);
  },
  async value() {
    const hit = await changed();
    await change(hit, { ...hit, value: hit.value.subarray(0, hit.value.length - 1) });
    return account(hit);
  },
  async nonce() {
    const all = await changes();
    const nonces = all.filter(({ ref }) => ref.domain.id === NONCE);
    const hit = nonces.find((each) => nonces.filter((other) => place(other) === place(each)).length === 1);
    await change(hit, null);
    return account(hit);
  },
  async supply() {
    const hit = (await changes()).find(({ ref }) => ref.domain.id === SUPPLY && ref.key[0] === EMITTED);
    const value = flipped(hit.value, hit.value.length - 1);
    await change(hit, { ...hit, value });
    return Buffer.from(value).readBigUInt64BE().toString();
  },
  async order() {
    await put('order', (await rows('order'))[3], null);
    return '3';
  },
  async heights() {
    await put('heights', (await rows('heights'))[2], null);
    return '2';
  },
  async transactions() {
    const [row] = await rows('transactions');
    await put('transactions', row, null);
    return hexOf(row.value.subarray(0, 8));
  },
  async block() {
    const key = (await rows('order'))[4].value;
    const row = (await rows('blocks')).find((each) => hexOf(each.key) === hexOf(key));
    await put('blocks', row, flipped(row.value, row.value.length - 1));
    return '4';
  },
};

const hits = [];
for (const kind of kinds) hits.push(await damages[kind]());
process.stdout.write(JSON.stringify(hits));
await store.close();
