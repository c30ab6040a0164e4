import {
  type CreateStorage,
  decodeBalance,
  domains,
  encodeBalance,
  type RecordWrite,
  type Storage,
  type StorageSnapshot,
} from '@tos/state';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  blockAt,
  collect,
  deletion,
  hashOf,
  historyOf,
  keysOf,
  ref,
  temporaryFolder,
  unordered,
  write,
} from './chain-fixture.ts';

const A = ref(1, 1);
const B = ref(2, 2);

/** What every storage does alike. */
export function storageBehaviour(name: string, createStorage: CreateStorage): void {
  async function openNew(): Promise<Storage> {
    const storage = createStorage({ location: temporaryFolder() });
    await storage.open();
    onTestFinished(() => storage.close());
    return storage;
  }

  describe(`${name}: versions`, () => {
    it('an empty storage has nothing', async () => {
      const storage = await openNew();
      expect(await storage.metadata()).toBeUndefined();
      expect(await storage.readMany([A, B])).toEqual([undefined, undefined]);
      expect(await historyOf(storage, A)).toEqual([]);
      expect(await keysOf(storage, domains.nonce)).toEqual([]);
      expect(await storage.count(domains.nonce)).toBe(0);
      expect(await storage.getBlock({ topoheight: 0 })).toBeUndefined();
      expect(await storage.getBlock({ hash: hashOf(0) })).toBeUndefined();
      expect(await storage.hashesAt([0, 1])).toEqual([undefined, undefined]);
      expect(await storage.blocksAtHeight(0)).toEqual([]);
      expect(await storage.locateTransaction(hashOf(0))).toEqual([]);
    });

    it('reads the newest at or below, over gaps and a deletion', async () => {
      const storage = await openNew();
      await storage.commit({
        blocks: [
          blockAt(0),
          blockAt(1, [write(A, 11)]),
          blockAt(2),
          blockAt(3),
          blockAt(4, [write(A, 14), write(B, 24)]),
          blockAt(5, [deletion(A)]),
          blockAt(6),
          blockAt(7, [write(A, 17)]),
        ],
      });
      const first = { topoheight: 1, previous: null, value: Uint8Array.of(11) };
      const second = { topoheight: 4, previous: 1, value: Uint8Array.of(14) };
      const deleted = { topoheight: 5, previous: 4, value: null };
      const last = { topoheight: 7, previous: 5, value: Uint8Array.of(17) };
      const expected = [undefined, first, first, first, second, deleted, deleted, last, last];
      for (const [at, version] of expected.entries()) {
        expect(await storage.readMany([A], at), `at ${at}`).toEqual([version]);
      }
      const other = { topoheight: 4, previous: null, value: Uint8Array.of(24) };
      expect(await storage.readMany([B, A, B, ref(9)])).toEqual([other, last, other, undefined]);
      expect(await storage.readMany([B, A], Number.MAX_SAFE_INTEGER)).toEqual([other, last]);
      expect(await historyOf(storage, A)).toEqual([last, deleted, second, first]);
      expect(await historyOf(storage, A, { to: 6 })).toEqual([deleted, second, first]);
      expect(await historyOf(storage, A, { from: 2, to: 5 })).toEqual([deleted, second]);
      expect(await historyOf(storage, A, { from: 8 })).toEqual([]);
      expect(await historyOf(storage, A, { from: 5, to: 4 })).toEqual([]);
      expect(await historyOf(storage, A, { to: 0 })).toEqual([]);
    });

    it('keeps every u64 of a balance', async () => {
      const storage = await openNew();
      const amounts = [0n, 1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
      const balances = amounts.map((final) => ({ type: 'both' as const, final, output: amounts.at(-1)! - final }));
      const refs = balances.map((_, i) => ({ domain: domains.balance, key: Uint8Array.of(i, 0) }));
      const writes = balances.map((balance, i) => ({ ref: refs[i]!, value: encodeBalance(balance) }));
      await storage.commit({ blocks: [blockAt(0, writes)] });
      const found = await storage.readMany(refs);
      expect(found.map((version) => decodeBalance(version?.value ?? new Uint8Array()))).toEqual(balances);
    });

    it('keeps values of no byte and of many', async () => {
      const storage = await openNew();
      const large = new Uint8Array(100_000).map((_, i) => i % 251);
      await storage.commit({ blocks: [blockAt(0, [write(A), { ref: B, value: large }])] });
      await storage.commit({ blocks: [blockAt(1, [{ ref: A, value: large }, write(B)])] });
      const values = async (at: number): Promise<unknown[]> =>
        (await storage.readMany([A, B], at)).map((v) => v?.value);
      expect(await values(0)).toEqual([new Uint8Array(), large]);
      expect(await values(1)).toEqual([large, new Uint8Array()]);
    });

    it('two domains with the same key are two records', async () => {
      const storage = await openNew();
      const multisig = { domain: domains.multisig, key: A.key };
      await storage.commit({ blocks: [blockAt(0, [write(A, 1), write(multisig, 2)])] });
      expect((await storage.readMany([A, multisig])).map((v) => v?.value)).toEqual([
        Uint8Array.of(1),
        Uint8Array.of(2),
      ]);
      expect(await keysOf(storage, domains.multisig)).toEqual([[1, 1]]);
      expect(await storage.count(domains.nonce)).toBe(1);
    });
  });

  describe(`${name}: iteration`, () => {
    const keys = [[0], [0, 0], [0, 255], [1], [1, 0], [1, 0, 0], [1, 255], [127], [128], [255], [255, 0], [255, 255]];

    it('is in byte order, a prefix before what it begins', async () => {
      const storage = await openNew();
      const shuffled = keys.toSorted((a, b) => b.length - a.length || (b[0] ?? 0) - (a[0] ?? 0));
      for (const [topoheight, key] of shuffled.entries()) {
        await storage.commit({ blocks: [blockAt(topoheight, [write(ref(...key), topoheight)])] });
      }
      expect(await keysOf(storage, domains.nonce)).toEqual(keys);
      expect(await keysOf(storage, domains.balance)).toEqual([]);
      for (let at = 0; at < shuffled.length; at++) {
        const expected = keys.filter((key) => shuffled.indexOf(key) <= at);
        expect(await keysOf(storage, domains.nonce, at), `at ${at}`).toEqual(expected);
      }
    });

    it('takes a range of keys: from inclusive, to exclusive', async () => {
      const storage = await openNew();
      await storage.commit({
        blocks: [
          blockAt(
            0,
            keys.map((key) => write(ref(...key), 1)),
          ),
        ],
      });
      const within = async (from?: number[], to?: number[]): Promise<number[][]> => {
        const range = { ...(from && { from: Uint8Array.from(from) }), ...(to && { to: Uint8Array.from(to) }) };
        return (await collect(storage.iterate(domains.nonce, undefined, range))).map(([key]) => [...key]);
      };
      expect(await within([1], [1, 255])).toEqual([[1], [1, 0], [1, 0, 0]]);
      expect(await within([128])).toEqual(keys.slice(8));
      expect(await within(undefined, [0, 1])).toEqual([[0], [0, 0]]);
      expect(await within([], [])).toEqual([]);
      expect(await within([2], [1])).toEqual([]);
      expect(await within([2], [3])).toEqual([]);
    });

    it('leaves out what is deleted, as of each topoheight', async () => {
      const storage = await openNew();
      await storage.commit({ blocks: [blockAt(0, [write(A, 1), write(B, 1)]), blockAt(1, [deletion(A)])] });
      await storage.commit({ blocks: [blockAt(2, [write(A, 2), deletion(B)])] });
      const versions = async (at?: number): Promise<unknown> => collect(storage.iterate(domains.nonce, at));
      expect(await versions(0)).toEqual([
        [A.key, { topoheight: 0, previous: null, value: Uint8Array.of(1) }],
        [B.key, { topoheight: 0, previous: null, value: Uint8Array.of(1) }],
      ]);
      expect(await versions(1)).toEqual([[B.key, { topoheight: 0, previous: null, value: Uint8Array.of(1) }]]);
      expect(await versions()).toEqual([[A.key, { topoheight: 2, previous: 1, value: Uint8Array.of(2) }]]);
      expect(await storage.count(domains.nonce)).toBe(1);
    });

    it('shows the state at its beginning, whatever is committed meanwhile', async () => {
      const storage = await openNew();
      const many = Array.from({ length: 3000 }, (_, i) => ref(i >> 8, i & 255));
      await storage.commit({
        blocks: [
          blockAt(
            0,
            many.map((record) => write(record, 0)),
          ),
        ],
      });
      let seen = 0;
      for await (const [, { topoheight }] of storage.iterate(domains.nonce)) {
        if (seen++ === 0) {
          await storage.commit({ blocks: [blockAt(1, [...many.map(deletion), write(ref(255), 1)])] });
        }
        expect(topoheight, `record ${seen}`).toBe(0);
      }
      expect(seen).toBe(3000);
      expect(await keysOf(storage, domains.nonce)).toEqual([[255]]);
    });

    it('lets the event loop turn, and can be left early', async () => {
      const storage = await openNew();
      const many = Array.from({ length: 3000 }, (_, i) => ref(i >> 8, i & 255));
      await storage.commit({
        blocks: [
          blockAt(
            0,
            many.map((record) => write(record, 0)),
          ),
        ],
      });
      for await (const _ of storage.iterate(domains.nonce)) break;
      for await (const _ of storage.history(many[0]!)) break;
      expect(await storage.count(domains.nonce)).toBe(3000);
    });
  });

  describe(`${name}: buffers`, () => {
    it('what a caller does to them after a commit changes nothing', async () => {
      const storage = await openNew();
      const key = Buffer.from([7, 7]);
      const value = Buffer.from([1, 2, 3]);
      const { block, metadata } = blockAt(0);
      await storage.commit({ blocks: [{ block, metadata, writes: [{ ref: { domain: domains.nonce, key }, value }] }] });
      for (const bytes of [key, value, block.hash, block.bytes, block.info, ...metadata.tips, metadata.digest])
        bytes.fill(99);
      for (const bytes of block.transactionHashes) bytes.fill(99);
      const expected = blockAt(0);
      expect(await storage.readMany([ref(7, 7)])).toEqual([
        { topoheight: 0, previous: null, value: Uint8Array.of(1, 2, 3) },
      ]);
      expect(await storage.getBlock({ topoheight: 0 })).toEqual(expected.block);
      expect(await storage.metadata()).toMatchObject(expected.metadata);
    });

    it('what a caller does to a result changes nothing, and results are plain', async () => {
      const storage = await openNew();
      await storage.commit({ blocks: [blockAt(0, [write(A, 5)])] });
      const read = async (): Promise<unknown[]> => [
        ...(await storage.readMany([A])).map((version) => version?.value),
        ...(await historyOf(storage, A)).map(({ value }) => value),
        ...(await collect(storage.iterate(domains.nonce))).flatMap(([key, { value }]) => [key, value]),
        ...(await storage.hashesAt([0])),
        ...(await storage.blocksAtHeight(0)),
        ...(await storage.locateTransaction(hashOf(2_000_000))).map(({ block }) => block),
        ...Object.values((await storage.getBlock({ topoheight: 0 })) ?? {}).flat(),
        ...Object.values((await storage.metadata()) ?? {}).flat(),
      ];
      const before = structuredClone(await read());
      const bytes = (await read()).filter((item) => item instanceof Uint8Array);
      expect(bytes.length).toBeGreaterThan(12);
      for (const item of bytes) {
        expect(item.constructor).toBe(Uint8Array);
        item.fill(99);
      }
      expect(await read()).toEqual(before);
    });
  });

  describe(`${name}: blocks`, () => {
    it('finds a block by hash, topoheight, height and transaction', async () => {
      const storage = await openNew();
      const blocks = [blockAt(0), blockAt(1), blockAt(2)];
      await storage.commit({ blocks });
      for (const { block } of blocks) {
        expect(await storage.getBlock({ hash: block.hash })).toEqual(block);
        expect(await storage.getBlock({ topoheight: block.topoheight })).toEqual(block);
      }
      expect(await storage.hashesAt([2, 7, 0])).toEqual([hashOf(2), undefined, hashOf(0)]);
      expect(await storage.blocksAtHeight(0)).toEqual([hashOf(0), hashOf(1)]);
      expect(await storage.blocksAtHeight(1)).toEqual([hashOf(2)]);
      expect(await storage.locateTransaction(hashOf(1_000_001))).toEqual([{ block: hashOf(1), executed: true }]);
      expect(await storage.locateTransaction(hashOf(2_000_000))).toEqual(
        [0, 1, 2].map((id) => ({ block: hashOf(id), executed: true })),
      );
      expect(await storage.metadata()).toEqual({ ...blocks[2]!.metadata, formatVersion: 1, prunedBelow: 0 });
    });

    it('keeps and forgets blocks without a place, and gives them one', async () => {
      const storage = await openNew();
      const [first, second] = [blockAt(0), blockAt(1)];
      await storage.putBlock(unordered(second));
      await storage.putBlock(unordered(second));
      expect(await storage.metadata()).toBeUndefined();
      expect(await storage.getBlock({ hash: hashOf(1) })).toEqual(unordered(second));
      expect(await storage.getBlock({ topoheight: 1 })).toBeUndefined();
      expect(await storage.blocksAtHeight(0)).toEqual([hashOf(1)]);
      expect(await storage.locateTransaction(hashOf(1_000_001))).toEqual([{ block: hashOf(1), executed: false }]);
      await storage.commit({ blocks: [first, second] });
      expect(await storage.getBlock({ hash: hashOf(1) })).toEqual(second.block);
      expect(await storage.locateTransaction(hashOf(1_000_001))).toEqual([{ block: hashOf(1), executed: true }]);
      await storage.commit({ rollbackTo: 0, blocks: [] });
      expect(await storage.getBlock({ hash: hashOf(1) })).toEqual(unordered(second));
      await storage.deleteBlock(hashOf(1));
      await storage.deleteBlock(hashOf(1));
      expect(await storage.getBlock({ hash: hashOf(1) })).toBeUndefined();
      expect(await storage.blocksAtHeight(0)).toEqual([hashOf(0)]);
      expect(await storage.locateTransaction(hashOf(1_000_001))).toEqual([]);
      expect(await storage.locateTransaction(hashOf(2_000_000))).toEqual([{ block: hashOf(0), executed: true }]);
    });

    it('finds hashes of 00 and ff bytes', async () => {
      const storage = await openNew();
      const [zeros, ones] = [new Uint8Array(32), new Uint8Array(32).fill(255)];
      const block = { ...unordered(blockAt(0)), hash: ones, transactionHashes: [zeros, ones] };
      await storage.putBlock(block);
      await storage.putBlock({ ...block, hash: zeros });
      expect(await storage.blocksAtHeight(0)).toEqual([zeros, ones]);
      for (const hash of [zeros, ones]) {
        const expected = [zeros, ones].map((found) => ({ block: found, executed: false }));
        expect(await storage.locateTransaction(hash)).toEqual(expected);
      }
    });

    it('keeps a block of megabytes and one of nothing', async () => {
      const storage = await openNew();
      const bytes = new Uint8Array(3_000_000).map((_, i) => i % 253);
      const empty = new Uint8Array();
      const large = { ...unordered(blockAt(0)), bytes };
      const small = { ...unordered(blockAt(1)), bytes: empty, info: empty, transactionHashes: [] };
      await storage.putBlock(large);
      await storage.putBlock(small);
      const found = await storage.getBlock({ hash: large.hash });
      expect(Buffer.compare(found?.bytes ?? empty, bytes)).toBe(0);
      expect(await storage.getBlock({ hash: small.hash })).toEqual(small);
    });
  });

  describe(`${name}: commits`, () => {
    it('takes a block that writes nothing, and a change of nothing', async () => {
      const storage = await openNew();
      await storage.commit({ blocks: [] });
      expect(await storage.metadata()).toBeUndefined();
      await storage.commit({ blocks: [blockAt(0)] });
      await storage.commit({ blocks: [] });
      await storage.commit({ rollbackTo: 0, blocks: [] });
      expect((await storage.metadata())?.head.topoheight).toBe(0);
    });

    it('takes 10,000 records in a block, twice, and back', async () => {
      const storage = await openNew();
      const refs = Array.from({ length: 10_000 }, (_, i) => ({ domain: domains.nonce, key: hashOf(i) }));
      const writesOf = (n: number): RecordWrite[] => refs.map((record, i) => write(record, n, i & 255, i >> 8));
      await storage.commit({ blocks: [blockAt(0, writesOf(1))] });
      const before = await storage.readMany(refs);
      await storage.commit({ blocks: [blockAt(1, writesOf(2))] });
      const after = await storage.readMany(refs);
      expect(after[9_999]).toEqual({ topoheight: 1, previous: 0, value: Uint8Array.of(2, 9_999 & 255, 9_999 >> 8) });
      expect(await storage.readMany(refs, 0)).toEqual(before);
      expect(await storage.count(domains.nonce)).toBe(10_000);
      await storage.commit({ rollbackTo: 0, blocks: [] });
      expect(await storage.readMany(refs)).toEqual(before);
    });

    it('blocks of one change link to each other', async () => {
      const storage = await openNew();
      await storage.commit({ blocks: [0, 1, 2].map((n) => blockAt(n, [write(A, n)])) });
      expect((await historyOf(storage, A)).map(({ topoheight, previous }) => [topoheight, previous])).toEqual([
        [2, 1],
        [1, 0],
        [0, null],
      ]);
    });

    it('after a rollback and other blocks, it is as if the undone ones had never been there', async () => {
      const [storage, straight] = [await openNew(), await openNew()];
      const C = ref(3);
      const shared = [blockAt(0, [write(A, 1), write(B, 1)]), blockAt(1, [write(A, 2)])];
      const undone = [
        blockAt(2, [write(A, 3), deletion(B), write(C, 3)], 102),
        blockAt(3, [deletion(A), write(B, 4), write(C, 4)], 103),
      ];
      const other = [blockAt(2, [write(C, 5), write(A, 5)], 202), blockAt(3, [write(B, 6)], 203)];
      await storage.commit({ blocks: [...shared, ...undone] });
      await storage.commit({ rollbackTo: 1, blocks: other });
      await straight.commit({ blocks: [...shared, ...other] });
      const all = async (from: Storage): Promise<unknown> => ({
        metadata: await from.metadata(),
        histories: [await historyOf(from, A), await historyOf(from, B), await historyOf(from, C)],
        states: await Promise.all([0, 1, 2, 3].map((at) => collect(from.iterate(domains.nonce, at)))),
        blocks: await Promise.all([0, 1, 2, 3, 4].map((topoheight) => from.getBlock({ topoheight }))),
      });
      expect(await all(storage)).toEqual(await all(straight));
      expect(await storage.getBlock({ hash: hashOf(103) })).toEqual(unordered(undone[1]!));
      expect(await storage.locateTransaction(hashOf(1_000_103))).toEqual([{ block: hashOf(103), executed: false }]);
    });

    it('a rollback alone brings back the metadata of its block, and a block may come again', async () => {
      const storage = await openNew();
      const blocks = [blockAt(0, [write(A, 1)]), blockAt(1, [write(B, 2)]), blockAt(2, [deletion(A)])];
      await storage.commit({ blocks });
      await storage.commit({ rollbackTo: 0, blocks: [] });
      expect(await storage.metadata()).toMatchObject(blocks[0]!.metadata);
      expect(await storage.hashesAt([0, 1, 2])).toEqual([hashOf(0), undefined, undefined]);
      expect(await storage.readMany([A, B])).toEqual([
        { topoheight: 0, previous: null, value: Uint8Array.of(1) },
        undefined,
      ]);
      await storage.commit({ rollbackTo: 0, blocks: [{ ...blockAt(1, [], 2) }, { ...blockAt(2, [write(B, 9)], 1) }] });
      expect(await storage.hashesAt([1, 2])).toEqual([hashOf(2), hashOf(1)]);
      expect((await storage.getBlock({ hash: hashOf(1) }))?.topoheight).toBe(2);
      expect(await historyOf(storage, B)).toEqual([{ topoheight: 2, previous: null, value: Uint8Array.of(9) }]);
    });
  });

  describe(`${name}: snapshots`, () => {
    it('stay as they were, however many and in whatever order they are closed', async () => {
      const storage = await openNew();
      const snapshots: StorageSnapshot[] = [await storage.snapshot()];
      for (let n = 0; n < 6; n++) {
        await storage.commit({ blocks: [blockAt(n, [n % 3 === 2 ? deletion(A) : write(A, n)])] });
        snapshots.push(await storage.snapshot());
      }
      await storage.commit({ rollbackTo: 1, blocks: [blockAt(2, [write(B, 200)], 300)] });
      for (const n of [3, 6, 1, 0, 5, 2, 4]) {
        const snapshot = snapshots[n]!;
        const message = `after ${n} blocks`;
        expect((await snapshot.metadata())?.head.topoheight, message).toBe(n === 0 ? undefined : n - 1);
        const history = (await collect(snapshot.history(A))).map(({ topoheight }) => topoheight);
        expect(history, message).toEqual(Array.from({ length: n }, (_, i) => n - 1 - i));
        expect((await snapshot.readMany([A, B]))[0]?.topoheight, message).toBe(n === 0 ? undefined : n - 1);
        const live = await collect(snapshot.iterate(domains.nonce));
        expect(live.length, message).toBe(n === 0 || n % 3 === 0 ? 0 : 1);
        expect(await snapshot.hashesAt([n - 1 < 0 ? 9 : n - 1]), message).toEqual([
          n === 0 ? undefined : hashOf(n - 1),
        ]);
        if (n > 0) expect((await snapshot.getBlock({ topoheight: n - 1 }))?.topoheight, message).toBe(n - 1);
        await snapshot.close();
      }
    });

    it('reads what was resolved, not what is on its way', async () => {
      const storage = await openNew();
      await storage.commit({ blocks: [blockAt(0)] });
      const commit = storage.commit({ blocks: [blockAt(1)] });
      const snapshot = await storage.snapshot();
      await commit;
      expect([0, 1]).toContain((await snapshot.metadata())?.head.topoheight);
      await snapshot.close();
      expect((await storage.metadata())?.head.topoheight).toBe(1);
    });
  });
}
