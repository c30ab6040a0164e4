import assert from 'node:assert/strict';
import { domains, type RecordRef } from '@tos/state';
import { assertEqual } from '../assert-equal.ts';
import { A, B, blockAt, collect, deletion, keysOf, ref, version, write } from '../chain-fixture.ts';
import type { StorageGroup } from '../suite.ts';

export type IterationTest =
  | 'iteration/byte order, a prefix before what it begins'
  | 'iteration/a range of keys: from inclusive, to exclusive'
  | 'iteration/without what is deleted, as of each topoheight'
  | 'iteration/the state at its beginning, whatever is committed meanwhile'
  | 'iteration/a history is of the state at its beginning'
  | 'iteration/can be left early, many at once'
  | 'iteration/a domain of thousands';

const KEYS = [[0], [0, 0], [0, 255], [1], [1, 0], [1, 0, 0], [1, 255], [127], [128], [255], [255, 0], [255, 255]];

export const iterationGroup: StorageGroup<IterationTest> = {
  name: 'iteration',
  tests: {
    async 'iteration/byte order, a prefix before what it begins'(kit) {
      const storage = await kit.open();
      const shuffled = KEYS.toSorted((a, b) => b.length - a.length || (b[0] ?? 0) - (a[0] ?? 0));
      for (const [topoheight, key] of shuffled.entries()) {
        await storage.commit({ blocks: [blockAt(topoheight, [write(ref(...key), topoheight)])] });
      }
      assertEqual(await keysOf(storage, domains.nonce), KEYS);
      assertEqual(await keysOf(storage, domains.balance), []);
      for (let at = 0; at < shuffled.length; at++) {
        const expected = KEYS.filter((key) => shuffled.indexOf(key) <= at);
        assertEqual(await keysOf(storage, domains.nonce, at), expected, `at ${at}`);
      }
    },

    async 'iteration/a range of keys: from inclusive, to exclusive'(kit) {
      const storage = await kit.open();
      const writes = KEYS.map((key) => write(ref(...key), 1));
      await storage.commit({ blocks: [blockAt(0, writes)] });
      const within = async (from?: number[], to?: number[]): Promise<number[][]> => {
        const range = { ...(from && { from: Uint8Array.from(from) }), ...(to && { to: Uint8Array.from(to) }) };
        return (await collect(storage.iterate(domains.nonce, undefined, range))).map(([key]) => [...key]);
      };
      assertEqual(await within([1], [1, 255]), [[1], [1, 0], [1, 0, 0]]);
      assertEqual(await within([128]), KEYS.slice(8));
      assertEqual(await within(undefined, [0, 1]), [[0], [0, 0]]);
      assertEqual(await within([], []), []);
      assertEqual(await within([2], [1]), []);
      assertEqual(await within([2], [3]), []);
    },

    async 'iteration/without what is deleted, as of each topoheight'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [blockAt(0, [write(A, 1), write(B, 1)]), blockAt(1, [deletion(A)])] });
      await storage.commit({ blocks: [blockAt(2, [write(A, 2), deletion(B)])] });
      const versions = (at?: number): Promise<unknown> => collect(storage.iterate(domains.nonce, at));
      assertEqual(await versions(0), [
        [A.key, version(0, null, 1)],
        [B.key, version(0, null, 1)],
      ]);
      assertEqual(await versions(1), [[B.key, version(0, null, 1)]]);
      assertEqual(await versions(), [[A.key, version(2, 1, 2)]]);
      assert.equal(await storage.count(domains.nonce), 1);
    },

    async 'iteration/the state at its beginning, whatever is committed meanwhile'(kit) {
      const storage = await kit.open();
      const many = manyRefs();
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
        assert.equal(topoheight, 0, `record ${seen}`);
      }
      assert.equal(seen, many.length);
      assertEqual(await keysOf(storage, domains.nonce), [[255]]);
    },

    async 'iteration/a history is of the state at its beginning'(kit) {
      const storage = await kit.open();
      await storage.commit({ blocks: [0, 1, 2, 3].map((n) => blockAt(n, [write(A, n)])) });
      const seen: number[] = [];
      for await (const { topoheight } of storage.history(A)) {
        if (seen.length === 0) await storage.commit({ rollbackTo: 0, blocks: [blockAt(1, [write(B, 1)], 9)] });
        seen.push(topoheight);
      }
      assertEqual(seen, [3, 2, 1, 0]);
      assertEqual(await collect(storage.history(A)), [version(0, null, 0)]);
    },

    async 'iteration/can be left early, many at once'(kit) {
      const storage = await kit.open();
      const many = manyRefs();
      await storage.commit({
        blocks: [
          blockAt(
            0,
            many.map((record) => write(record, 0)),
          ),
        ],
      });
      for (let round = 0; round < 20; round++) {
        for await (const _ of storage.iterate(domains.nonce)) break;
        for await (const _ of storage.history(A)) break;
      }
      const counts = await Promise.all([1, 2, 3, 4, 5, 6].map(() => storage.count(domains.nonce)));
      assertEqual(counts, new Array(6).fill(many.length));
      await storage.commit({ blocks: [blockAt(1)] });
    },

    async 'iteration/a domain of thousands'(kit) {
      const storage = await kit.open();
      const many = manyRefs();
      await storage.commit({
        blocks: [
          blockAt(
            0,
            many.map((record) => write(record, 7)),
          ),
        ],
      });
      const odd = many.filter((_, i) => i % 2 === 1);
      await storage.commit({ blocks: [blockAt(1, odd.map(deletion))] });
      const keys = await keysOf(storage, domains.nonce);
      assertEqual(
        keys,
        many.filter((_, i) => i % 2 === 0).map(({ key }) => [...key]),
      );
      assert.equal((await keysOf(storage, domains.nonce, 0)).length, many.length);
    },
  },
};

/** More records than databases read at once, in key order. */
function manyRefs(): RecordRef[] {
  return Array.from({ length: 3000 }, (_, i) => ref(i >> 8, i & 255));
}
