// Cuts the data file of a store at every page, also filling it up with zeros, and opens it read-only and for writing. It runs in a process of
// its own, because LMDB ends a process that reads behind the end of its file. It prints a line per cut: the place, and the result.
import { cpSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { storeTables } from '@tos/versioned-storage';
import { createStore } from '../dist/index.js';

const [folder] = process.argv.slice(2);
const [whole, cut] = [join(folder, 'whole'), join(folder, 'cut')];
const keys = Array.from({ length: 200 }, (_, i) => Uint8Array.of(i, ...new Uint8Array(32)));
/** Small rows in every table, and one row that takes pages of its own, in which nobody but the engine can see zeros. */
const puts = (n) => [
  ...storeTables.flatMap((table) => keys.map((key) => ({ table, key, value: new Uint8Array(8).fill(n) }))),
  { table: 'changes', key: Uint8Array.of(255, n), value: new Uint8Array(n === 2 ? 9000 : 10).fill(n) },
];

const store = createStore({ location: whole });
await store.open();
// The writes are enough to have free pages.
for (let n = 0; n < 4; n++) await store.write(puts(n));
const read = (from) => {
  const view = from.view();
  const all = storeTables.flatMap((table) => view.range(table, { limit: 1000 }));
  view.close();
  return Buffer.concat(all.flatMap(({ key, value }) => [key, value.length > 4096 ? Uint8Array.of(1) : value]));
};
const expected = read(store);
await store.close();

const { size } = statSync(join(whole, 'data.mdb'));
const ends = [1, 100, 4000, size - 1];
for (let end = 4096; end <= size; end += 4096) ends.push(end, end - 2000);
for (const end of ends) {
  for (const [readOnly, filled] of [
    [true, false],
    [true, true],
    [false, false],
    [false, true],
  ]) {
    rmSync(cut, { recursive: true, force: true });
    cpSync(whole, cut, { recursive: true });
    truncateSync(join(cut, 'data.mdb'), end);
    if (filled) truncateSync(join(cut, 'data.mdb'), size);
    process.stdout.write(`${end} ${readOnly ? 'read' : 'write'} ${filled ? 'zeros' : 'short'} `);
    const damaged = createStore({ location: cut, readOnly });
    let result = 'sound';
    try {
      await damaged.open();
      if (!read(damaged).equals(expected)) result = 'other contents';
      if (!readOnly) await damaged.write(puts(4));
    } catch (error) {
      result = error.code === 'TOS_STORAGE_CORRUPT' ? 'refused' : String(error.stack);
    }
    await damaged.close();
    process.stdout.write(`${result}\n`);
  }
}
process.stdout.write(`${size} end\n`);
