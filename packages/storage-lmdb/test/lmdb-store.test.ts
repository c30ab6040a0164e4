import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrderedStore } from '@tos/versioned-storage';
import { expect, it, onTestFinished } from 'vitest';
import { createStore } from '../src/index.ts';

async function opened(location: string): Promise<OrderedStore> {
  const store = createStore({ location });
  await store.open();
  onTestFinished(() => store.close());
  return store;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tos-lmdb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function problemsOf(store: OrderedStore): Promise<string[]> {
  const problems: string[] = [];
  for await (const problem of store.problems(() => {})) problems.push(problem);
  return problems;
}

it('rows above 16 MiB, which lmdb-js passes in another way, are read whole while the file grows', async () => {
  const location = temporaryFolder();
  const value = (n: number): Uint8Array => {
    const bytes = new Uint8Array(2 ** 24 + n * 1_000_000).fill(n);
    bytes[bytes.length - 1] = 255 - n;
    return bytes;
  };
  for (let n = 0; n < 4; n++) {
    const store = await opened(location);
    await store.write([{ table: 'changes', key: Uint8Array.of(n), value: value(n) }]);
    const view = await store.view();
    const keys = Array.from({ length: n + 1 }, (_, i) => Uint8Array.of(i));
    const found: boolean[] = [];
    await view.read('changes', keys, (row, i) =>
      found.push(row !== undefined && value(i).every((b, j) => b === row[j])),
    );
    expect(found).toEqual(keys.map(() => true));
    const [last] = await view.range('changes', { reverse: true, limit: 1 });
    expect([last?.key, last?.value.length]).toEqual([Uint8Array.of(n), value(n).length]);
    await store.close();
  }
});

// A page begins with its number (u64). Its kind is at 18, and at 20 the number of pages in a run, or twice the number of entries.
it.each([
  ['a page of another place', 'leaf', (page: Uint8Array) => page.set([9, 9], 0), /holds something else/],
  ['a page of no kind', 'leaf', (page: Uint8Array) => page.fill(0, 18, 20), /of no kind/],
  [
    'a page with too many entries',
    'leaf',
    (page: Uint8Array) => page.fill(255, 20, 22),
    /page \d+ is in use, and wrong/,
  ],
  ['a run beyond the end', 'run', (page: Uint8Array) => page.fill(255, 20, 23), /not there to its end/],
  ['a run over another one', 'run', (page: Uint8Array) => page.set([2 * page[20]!], 20), /in use twice/],
])('problems() finds %s', async (_, kind, damage, problem) => {
  const location = temporaryFolder();
  const store = await opened(location);
  expect(await problemsOf(store)).toEqual([]);
  await store.write(
    [1, 2, 3, 4].map((n) => ({ table: 'changes', key: Uint8Array.of(n), value: new Uint8Array(100_000).fill(n) })),
  );
  await store.write([{ table: 'order', key: Uint8Array.of(7), value: new TextEncoder().encode('in the leaf') }]);
  expect(await problemsOf(store)).toEqual([]);
  await store.close();
  const path = join(location, 'data.mdb');
  const file = readFileSync(path);
  const first = kind === 'leaf' ? file.lastIndexOf('in the leaf') : file.indexOf(new Uint8Array(1000).fill(1));
  const pageSize = file.readUInt32LE(48);
  damage(new Uint8Array(file.buffer, file.byteOffset + first - (first % pageSize), pageSize));
  writeFileSync(path, file);
  await store.open();
  const found = await problemsOf(store);
  expect(found.length).toBeGreaterThan(0);
  expect(found.join('\n')).toMatch(problem);
});
