import assert from 'node:assert/strict';
import { decodeBalance, decodeU64Record, domains, encodeBalance, encodeU64Record, type RecordRef } from '@tos/state';
import { assertEqual } from '../assert-equal.ts';
import {
  A,
  B,
  blockAt,
  collect,
  deletedVersion,
  deletion,
  hashOf,
  historyOf,
  keysOf,
  ref,
  version,
  write,
} from '../chain-fixture.ts';
import { rejectsWith } from '../rejects-with.ts';
import type { StorageGroup } from '../suite.ts';

export type VersionTest =
  | 'versions/an empty storage has nothing'
  | 'versions/the newest at or below, over gaps and a deletion'
  | 'versions/every u64 of a nonce and a balance'
  | 'versions/values of no byte and of many'
  | 'versions/keys of one byte and of the longest'
  | 'versions/two domains with the same key are two records'
  | 'versions/a thousand versions of one record'
  | 'versions/many versions of many records, and none before the first';

// The limits of floats, of signed integers (SQLite's), and of u64.
const AMOUNTS = [0n, 1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

export const versionGroup: StorageGroup<VersionTest> = {
  name: 'versions',
  tests: {
    async 'versions/an empty storage has nothing'(kit) {
      const storage = await kit.open();
      assert.equal(await storage.metadata(), undefined);
      assertEqual(await storage.readMany([A, B]), [undefined, undefined]);
      assertEqual(await storage.readMany([]), []);
      assertEqual(await historyOf(storage, A), []);
      assertEqual(await keysOf(storage, domains.nonce), []);
      assert.equal(await storage.count(domains.nonce), 0);
      assert.equal(await storage.getBlock({ topoheight: 0 }), undefined);
      assert.equal(await storage.getBlock({ hash: hashOf(0) }), undefined);
      assertEqual(await storage.hashesAt([0, 1]), [undefined, undefined]);
      assertEqual(await storage.blocksAtHeight(0), []);
      assertEqual(await storage.locateTransaction(hashOf(0)), []);
      assert.ok((await storage.sizeOnDisk()) >= 0);
    },

    async 'versions/the newest at or below, over gaps and a deletion'(kit) {
      const storage = await kit.open();
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
      const [first, second, deleted, last] = [
        version(1, null, 11),
        version(4, 1, 14),
        deletedVersion(5, 4),
        version(7, 5, 17),
      ];
      const expected = [undefined, first, first, first, second, deleted, deleted, last, last];
      for (const [at, found] of expected.entries()) {
        assertEqual(await storage.readMany([A], at), [found], `at ${at}`);
      }
      const other = version(4, null, 24);
      assertEqual(await storage.readMany([B, A, B, ref(9)]), [other, last, other, undefined]);
      assertEqual(await storage.readMany([B, A], Number.MAX_SAFE_INTEGER), [other, last]);
      assertEqual(await historyOf(storage, A), [last, deleted, second, first]);
      assertEqual(await historyOf(storage, A, { to: 6 }), [deleted, second, first]);
      assertEqual(await historyOf(storage, A, { from: 2, to: 5 }), [deleted, second]);
      assertEqual(await historyOf(storage, A, { from: 8 }), []);
      assertEqual(await historyOf(storage, A, { from: 5, to: 4 }), []);
      assertEqual(await historyOf(storage, A, { to: 0 }), []);
    },

    async 'versions/every u64 of a nonce and a balance'(kit) {
      const location = kit.location();
      const storage = await kit.open(location);
      const nonces = AMOUNTS.map((_, i): RecordRef => ({ domain: domains.nonce, key: hashOf(i) }));
      const balances = AMOUNTS.map(
        (_, i): RecordRef => ({ domain: domains.balance, key: Uint8Array.of(...hashOf(i), 0) }),
      );
      const amountOf = (i: number): bigint => AMOUNTS[i] ?? 0n;
      const balanceOf = (i: number): { type: 'both'; final: bigint; output: bigint } => ({
        type: 'both',
        final: amountOf(i),
        output: amountOf(AMOUNTS.length - 1 - i),
      });
      const writes = [
        ...nonces.map((record, i) => ({ ref: record, value: encodeU64Record(amountOf(i)) })),
        ...balances.map((record, i) => ({ ref: record, value: encodeBalance(balanceOf(i)) })),
      ];
      const { block, metadata } = blockAt(0, writes);
      const supply = { emitted: 2n ** 64n - 1n, burned: 2n ** 63n };
      await storage.commit({ blocks: [{ block, writes, metadata: { ...metadata, supply } }] });
      const empty = new Uint8Array();
      const foundNonces = (await storage.readMany(nonces)).map((found) => decodeU64Record(found?.value ?? empty));
      const foundBalances = (await storage.readMany(balances)).map((found) => decodeBalance(found?.value ?? empty));
      assertEqual(foundNonces, AMOUNTS);
      assertEqual(
        foundBalances,
        AMOUNTS.map((_, i) => balanceOf(i)),
      );
      assertEqual((await storage.metadata())?.supply, supply);
    },

    async 'versions/values of no byte and of many'(kit) {
      const storage = await kit.open();
      const large = new Uint8Array(100_000).map((_, i) => i % 251);
      await storage.commit({ blocks: [blockAt(0, [write(A), { ref: B, value: large }])] });
      await storage.commit({ blocks: [blockAt(1, [{ ref: A, value: large }, write(B)])] });
      const values = async (at: number): Promise<unknown[]> =>
        (await storage.readMany([A, B], at)).map((found) => found?.value);
      assertEqual(await values(0), [new Uint8Array(), large]);
      assertEqual(await values(1), [large, new Uint8Array()]);
    },

    async 'versions/keys of one byte and of the longest'(kit) {
      const storage = await kit.open();
      const longest = ref(...new Array<number>(1024).fill(255));
      const alike = ref(...new Array<number>(1023).fill(255), 254);
      await storage.commit({ blocks: [blockAt(0, [write(ref(0), 1), write(longest, 2), write(alike, 3)])] });
      await storage.commit({ blocks: [blockAt(1, [write(longest, 4)])] });
      const values = (await storage.readMany([ref(0), longest, alike])).map((found) => found?.value?.[0]);
      assertEqual(values, [1, 4, 3]);
      assertEqual(await historyOf(storage, longest), [version(1, 0, 4), version(0, null, 2)]);
      const tooLong = ref(...new Array<number>(1025).fill(1));
      await rejectsWith(storage.commit({ blocks: [blockAt(2, [write(tooLong, 1)])] }), 'TOS_INVALID_ARGUMENT');
      await rejectsWith(storage.readMany([ref()]), 'TOS_INVALID_ARGUMENT');
    },

    async 'versions/two domains with the same key are two records'(kit) {
      const storage = await kit.open();
      const other = { domain: domains.multisig, key: A.key };
      await storage.commit({ blocks: [blockAt(0, [write(A, 1), write(other, 2)])] });
      await storage.commit({ blocks: [blockAt(1, [deletion(A)])] });
      assertEqual(await storage.readMany([A, other]), [deletedVersion(1, 0), version(0, null, 2)]);
      assertEqual(await keysOf(storage, domains.multisig), [[1, 1]]);
      assertEqual([await storage.count(domains.nonce), await storage.count(domains.multisig)], [0, 1]);
    },

    async 'versions/a thousand versions of one record'(kit) {
      const storage = await kit.open();
      const count = 1500;
      const blocks = Array.from({ length: count }, (_, n) => blockAt(n, [write(A, n & 255)]));
      await storage.commit({ blocks });
      const history = await collect(storage.history(A));
      assertEqual(
        history.map(({ topoheight }) => topoheight),
        Array.from({ length: count }, (_, i) => count - 1 - i),
      );
      assertEqual(await storage.readMany([A], 3), [version(3, 2, 3)]);
    },

    // A storage that skips versions on its way down may arrive at the first one, which has none before it.
    async 'versions/many versions of many records, and none before the first'(kit) {
      const storage = await kit.open();
      const count = 40;
      const records = Array.from({ length: 100 }, (_, i) => ({ ref: ref(1, i), first: 1 + (i % 9) }));
      const blocks = Array.from({ length: count }, (_, n) => {
        const written = records.filter(({ first }) => first <= n);
        return blockAt(
          n,
          written.map((record) => write(record.ref, n)),
        );
      });
      await storage.commit({ blocks });
      for (let at = 0; at < count; at++) {
        const expected = records.map(({ first }) =>
          at < first ? undefined : version(at, at === first ? null : at - 1, at),
        );
        const refs = records.map((record) => record.ref);
        assertEqual(await storage.readMany(refs, at), expected, `at ${at}`);
      }
    },
  },
};
