// Cuts the data file of a storage at every page, also filling it up with zeros, and opens it read-only and for writing. It runs in a process
// of its own, because LMDB ends a process that reads behind the end of its file. It prints a line per cut: the place, and the result.
import { cpSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { blockAt, hashOf, ref, write } from '@tos/storage-testkit';
import { createStorage } from '../dist/index.js';

const [folder] = process.argv.slice(2);
const [whole, cut] = [join(folder, 'whole'), join(folder, 'cut')];
const refs = Array.from({ length: 200 }, (_, i) => ref(i));
const block = (n) =>
  blockAt(
    n,
    refs.map((record) => write(record, ...hashOf(n))),
  );

const storage = createStorage({ location: whole });
await storage.open();
// One block takes overflow pages, and the commits are enough to have free pages.
for (let n = 0; n < 4; n++) {
  const next = block(n);
  await storage.commit({
    blocks: [{ ...next, block: { ...next.block, bytes: new Uint8Array(n === 2 ? 9000 : 10).fill(n) } }],
  });
}
const read = async (from) =>
  inspect(
    [
      await from.metadata(),
      await from.readMany(refs),
      await from.readMany(refs, 0),
      await from.getBlock({ topoheight: 2 }),
    ],
    { depth: 9, maxArrayLength: null },
  );
const expected = await read(storage);
await storage.close();

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
    const damaged = createStorage({ location: cut, readOnly });
    let result = 'sound';
    try {
      await damaged.open();
      if ((await read(damaged)) !== expected) result = 'other contents';
      if (!readOnly) await damaged.commit({ blocks: [block(4)] });
    } catch (error) {
      result = error.code === 'TOS_STORAGE_CORRUPT' && damaged.status === 'closed' ? 'refused' : String(error.stack);
    }
    await damaged.close();
    process.stdout.write(`${result}\n`);
  }
}
process.stdout.write(`${size} end\n`);
