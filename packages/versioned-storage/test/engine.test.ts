import {
  type BlockCommit,
  domains,
  type RecordRef,
  type Storage,
  type StoredVersion,
  type VersionedWrite,
} from '@tos/state';
import { expect, test } from 'vitest';
import {
  createMemoryStore,
  createVersionedStorage,
  type OrderedStore,
  type StorePut,
  type StoreTable,
  type StoreView,
} from '../src/index.ts';

/** A store in memory that counts what it is asked for. Storages share it, as those of one location do. */
class CountingStore implements OrderedStore {
  readonly #store: OrderedStore = createMemoryStore();
  readonly manifest: OrderedStore['manifest'] = this.#store.manifest;
  readonly readOnly: boolean = false;
  readonly reads: Map<StoreTable, number> = new Map();
  readonly writes: StorePut[][] = [];
  #isOpen = false;

  /** Opens once, and stays open: what is in it outlives the storages over it, as on a disk. */
  async open(): Promise<void> {
    if (!this.#isOpen) await this.#store.open();
    this.#isOpen = true;
  }

  async close(): Promise<void> {}

  async view(): Promise<StoreView> {
    const view = await this.#store.view();
    const count = (table: StoreTable, rows: number): void =>
      void this.reads.set(table, (this.reads.get(table) ?? 0) + rows);
    return {
      read: (table, keys, onRow) => {
        count(table, keys.length);
        return view.read(table, keys, onRow);
      },
      range: async (table, range) => {
        const rows = await view.range(table, range);
        count(table, rows.length);
        return rows;
      },
      close: () => view.close(),
    };
  }

  sizeOnDisk = (): Promise<number> => this.#store.sizeOnDisk();
  problems = (): AsyncIterable<string> => this.#store.problems(() => undefined);

  async write(puts: Iterable<StorePut>): Promise<void> {
    const all = [...puts];
    this.writes.push(all);
    await this.#store.write(all);
  }

  /** The puts of the last write to a table. */
  lastPuts(table: StoreTable): number {
    return (this.writes.at(-1) ?? []).filter((put) => put.table === table).length;
  }

  /** The same rows, for a storage that reads beside the writer. */
  reader(): OrderedStore {
    const { manifest } = this;
    const none = async (): Promise<void> => undefined;
    return {
      manifest,
      readOnly: true,
      open: none,
      close: none,
      view: () => this.view(),
      write: none,
      sizeOnDisk: this.sizeOnDisk,
      problems: this.problems,
    };
  }
}

function hashOf(n: number): Uint8Array {
  const hash = new Uint8Array(32).fill(0x5a);
  new DataView(hash.buffer).setUint32(0, n);
  return hash;
}

function account(n: number): RecordRef {
  const key = hashOf(Math.imul(n + 1, 0x9e3779b1));
  return { domain: domains.nonce, key };
}

function numberBytes(n: number): Uint8Array {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setUint32(4, n);
  return value;
}

const byKey = (a: VersionedWrite, b: VersionedWrite): number => Buffer.compare(a.ref.key, b.ref.key);

function blockAt(topoheight: number, writes: readonly VersionedWrite[], id: number = topoheight): BlockCommit {
  const hash = hashOf(1_000_000 + id);
  const head = { hash, height: topoheight, topoheight };
  return {
    block: { ...head, bytes: hash, transactionHashes: [hashOf(2_000_000 + id)], digest: hash, info: hash },
    writes: [...writes].sort(byKey),
    metadata: {
      network: 'devnet',
      genesis: hashOf(1_000_000),
      head,
      tips: [hash],
      supply: { emitted: 0n, burned: 0n },
      digest: hash,
    },
  };
}

/** A block that writes some accounts, with the topoheight as the value. */
function blockOf(topoheight: number, accounts: readonly number[], id?: number): BlockCommit {
  return blockAt(
    topoheight,
    [...new Set(accounts)].map((n) => ({ ref: account(n), value: numberBytes(topoheight) })),
    id,
  );
}

function quantile(numbers: readonly number[], at: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(at * (numbers.length - 1))]!;
}

const all = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

async function openOver(store: OrderedStore, pendingBytes?: number): Promise<Storage> {
  const storage = createVersionedStorage(store, pendingBytes === undefined ? {} : { pendingBytes });
  await storage.open();
  return storage;
}

async function historyOf(storage: Storage, ref: RecordRef): Promise<StoredVersion[]> {
  const versions: StoredVersion[] = [];
  for await (const version of storage.history(ref)) versions.push(version);
  return versions;
}

async function problemsOf(storage: Storage): Promise<string[]> {
  const problems: string[] = [];
  for await (const problem of storage.problems()) problems.push(problem);
  return problems;
}

test('a commit whose caller passes the versions before reads no record', async () => {
  const store = new CountingStore();
  const storage = await openOver(store, 0);
  await storage.commit({ blocks: [blockOf(0, all(50))] });
  const known = await storage.readMany(all(50).map(account));
  store.reads.clear();
  const writes = all(50).map((n) => ({ ref: account(n), value: numberBytes(7), previous: known[n]! }));
  await storage.commit({ blocks: [blockAt(1, writes)] });
  expect([store.reads.get('latest'), store.reads.get('changes')]).toEqual([undefined, undefined]);
  expect((await historyOf(storage, account(3))).map(({ topoheight, previous }) => [topoheight, previous])).toEqual([
    [1, 0],
    [0, null],
  ]);
  store.reads.clear();
  // A caller who does not know them costs one look-up per record.
  await storage.commit({ blocks: [blockOf(2, all(50))] });
  expect(store.reads.get('latest')).toBe(50);
  expect(await problemsOf(storage)).toEqual([]);
});

test('a block is one row of changes, whatever it writes, and latest waits', async () => {
  const store = new CountingStore();
  const storage = await openOver(store);
  await storage.commit({ blocks: [blockOf(0, all(500))] });
  expect([store.lastPuts('changes'), store.lastPuts('latest')]).toEqual([1, 0]);
  expect((await storage.readMany([account(499)]))[0]?.topoheight).toBe(0);
});

test('a flush is written in slices beside later commits, none of which has all of it', async () => {
  const store = new CountingStore();
  const storage = await openOver(store, 400_000);
  const slices: number[] = [];
  for (let n = 0; n < 60; n++) {
    await storage.commit({
      blocks: [
        blockOf(
          n,
          all(400).map((i) => i + 400 * (n % 10)),
        ),
      ],
    });
    slices.push(store.lastPuts('latest'));
  }
  const flushed = slices.reduce((sum, puts) => sum + puts, 0);
  expect(flushed).toBeGreaterThan(4000);
  // A generation has some 5,000 versions of as many records. One slice with what was left at its end would show here.
  const least = slices.filter((puts) => puts > 0);
  expect(Math.max(...slices)).toBeLessThan(3 * quantile(least, 0.5));
  expect(await problemsOf(storage)).toEqual([]);
});

test('a version far back is found by a landmark and a few links', async () => {
  const store = new CountingStore();
  const storage = await openOver(store, 0);
  for (let n = 0; n < 3000; n++) await storage.commit({ blocks: [blockOf(n, [0])] });
  store.reads.clear();
  for (const at of [3, 700, 1500, 2999]) {
    expect((await storage.readMany([account(0)], at))[0]).toEqual({
      topoheight: at,
      previous: at - 1,
      value: numberBytes(at),
    });
  }
  const links = store.reads.get('changes') ?? 0;
  // Without landmarks: 6,800 links. The chance that one of three walks has more than 600 is one in 50 million.
  expect(links).toBeLessThan(1800);
});

test('what was not flushed is there after another start, and a rollback below it works', async () => {
  const store = new CountingStore();
  const first = await openOver(store, 30_000);
  for (let n = 0; n < 40; n++)
    await first.commit({
      blocks: [
        blockOf(
          n,
          all(20).filter((i) => (i + n) % 3 === 0),
        ),
      ],
    });
  const expected = await Promise.all(all(20).map((n) => historyOf(first, account(n))));
  // The process dies: nobody closes the storage.
  const second = await openOver(store, 30_000);
  expect(await Promise.all(all(20).map((n) => historyOf(second, account(n))))).toEqual(expected);
  await second.commit({ rollbackTo: 5, blocks: [blockOf(6, [1, 2, 3], 100)] });
  const third = await openOver(store, 30_000);
  for (const n of all(20)) {
    const kept = expected[n]!.filter(({ topoheight }) => topoheight <= 5);
    const [newest] = kept;
    const added = [1, 2, 3].includes(n)
      ? [{ topoheight: 6, previous: newest?.topoheight ?? null, value: numberBytes(6) }]
      : [];
    expect(await historyOf(third, account(n))).toEqual([...added, ...kept]);
  }
  expect(await problemsOf(third)).toEqual([]);
});

test('a rollback below what latest has puts the versions before back there', async () => {
  const store = new CountingStore();
  const storage = await openOver(store, 0);
  for (let n = 0; n < 10; n++) await storage.commit({ blocks: [blockOf(n, n < 9 ? [0, n] : [0, 20])] });
  await storage.commit({ rollbackTo: 4, blocks: [] });
  // Another storage over the same rows has nothing in memory: latest alone answers.
  const again = await openOver(store, 0);
  expect((await again.readMany([account(0)]))[0]).toEqual({ topoheight: 4, previous: 3, value: numberBytes(4) });
  expect(await again.readMany([account(7), account(20)])).toEqual([undefined, undefined]);
  expect(await problemsOf(again)).toEqual([]);
});

test('pruning removes rows of changes and landmarks, and keeps the values that held at the watermark', async () => {
  const store = new CountingStore();
  const storage = await openOver(store, 1_000_000);
  for (let n = 0; n < 300; n++) await storage.commit({ blocks: [blockOf(n, [0, 1 + (n % 50)])] });
  await expect(storage.prune(280)).resolves.toBe(undefined);
  await expect(historyOf(storage, account(0))).resolves.toHaveLength(21);
  expect((await storage.readMany([account(10)], 280))[0]).toEqual({
    topoheight: 259,
    previous: null,
    value: numberBytes(259),
  });
  const view = await store.view();
  expect(await view.range('changes', { limit: 1000 })).toHaveLength(20);
  const landmarks = await view.range('landmarks', { limit: 1000 });
  for (const { key } of landmarks)
    expect(new DataView(key.buffer, key.byteOffset).getUint32(key.length - 4)).toBeGreaterThanOrEqual(280);
  await view.close();
  expect(await problemsOf(storage)).toEqual([]);
  await expect(openOver(store).then((again) => historyOf(again, account(0)))).resolves.toHaveLength(21);
});

test('a reader beside the writer follows commits, flushes and rollbacks', async () => {
  const store = new CountingStore();
  const storage = await openOver(store, 20_000);
  await storage.commit({ blocks: [blockOf(0, all(10))] });
  const reader = await openOver(store.reader());
  const held = await reader.snapshot();
  let id = 1000;
  for (let n = 1; n < 120; n++) {
    const isUndone = n % 17 === 0;
    if (isUndone)
      await storage.commit({ rollbackTo: n - 3, blocks: [n - 2, n - 1, n].map((t) => blockOf(t, [t % 10, 3], id++)) });
    else await storage.commit({ blocks: [blockOf(n, [n % 10, (n * 7) % 10])] });
    const refs = all(10).map(account);
    expect(await reader.readMany(refs), `block ${n}`).toEqual(await storage.readMany(refs));
    expect(await historyOf(reader, account(3))).toEqual(await historyOf(storage, account(3)));
  }
  expect((await held.readMany([account(3)]))[0]).toEqual({ topoheight: 0, previous: null, value: numberBytes(0) });
  await held.close();
});

test('a store of another format is refused, with what to do', async () => {
  const store = new CountingStore();
  await store.open();
  await store.write([{ table: 'metadata', key: Uint8Array.of(0), value: Uint8Array.of(0, 0, 0, 3) }]);
  await expect(openOver(store)).rejects.toMatchObject({
    code: 'TOS_STORAGE_FORMAT',
    details: { found: 3, supported: 2 },
  });
  await store.write([{ table: 'metadata', key: Uint8Array.of(0), value: null }]);
  await store.write([{ table: 'metadata', key: Uint8Array.of(9), value: Uint8Array.of(1) }]);
  await expect(openOver(store)).rejects.toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
});

test('a mark of an import beside a chain is damage, and the chain stays', async () => {
  const store = new CountingStore();
  const storage = await openOver(store);
  await storage.commit({ blocks: [blockOf(0, [1])] });
  const state = store.writes.at(-1)?.find(({ table, key }) => table === 'metadata' && key.length === 1)?.value;
  for (let bit = 0; bit < 8 * (state?.length ?? 0); bit++) {
    const damaged = state!.with(bit >> 3, state![bit >> 3]! ^ (1 << (bit & 7)));
    await store.write([{ table: 'metadata', key: Uint8Array.of(1), value: damaged }]);
    await expect(openOver(store), `bit ${bit}`).rejects.toMatchObject({ code: 'TOS_STORAGE_CORRUPT' });
  }
  await store.write([{ table: 'metadata', key: Uint8Array.of(1), value: state! }]);
  expect((await (await openOver(store)).metadata())?.head.topoheight).toBe(0);
});
