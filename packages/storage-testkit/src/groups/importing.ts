import assert from 'node:assert/strict';
import { domains, type ImportRecord, type OrderedBlock, type Storage } from '@tos/state';
import { assertEqual } from '../assert-equal.ts';
import {
  A,
  B,
  blockAt,
  bytesIn,
  C,
  collect,
  hashOf,
  headOf,
  historyOf,
  metadataOf,
  ownTransaction,
  recordsOf,
  unordered,
  version,
  write,
} from '../chain-fixture.ts';
import { refused, rejectsWith } from '../rejects-with.ts';
import type { StorageGroup } from '../suite.ts';

export type ImportTest =
  | 'import/a state at its head, from which the chain goes on'
  | 'import/blocks that come along'
  | 'import/is invisible until the end'
  | 'import/a failing source leaves the storage empty'
  | 'import/only into an empty storage'
  | 'import/records out of order or above the head are refused'
  | 'import/thousands of records, with a source that uses its buffer again';

const records: readonly ImportRecord[] = [
  { ref: A, topoheight: 3, value: Uint8Array.of(1) },
  { ref: B, topoheight: 7, value: Uint8Array.of(2) },
  { ref: { domain: domains.balance, key: A.key }, topoheight: 0, value: new Uint8Array() },
];
const metadata = blockAt(7).metadata;

export const importGroup: StorageGroup<ImportTest> = {
  name: 'import',
  tests: {
    async 'import/a state at its head, from which the chain goes on'(kit) {
      const location = kit.location();
      let storage = await kit.open(location);
      if (!storage.manifest.stateImport) return refused(storage.importState({ records: recordsOf([]), metadata }));
      await storage.importState({ records: recordsOf(records), metadata });
      if (storage.manifest.persistent) {
        await storage.close();
        storage = await kit.open(location);
      }
      assertEqual(await metadataOf(storage), { ...metadata, prunedBelow: 7 });
      assertEqual(await storage.readMany([A, B, C]), [version(3, null, 1), version(7, null, 2), undefined]);
      assertEqual(await storage.readMany([A, B], 5), [version(3, null, 1), undefined]);
      assertEqual(await storage.getBlock({ topoheight: 7 }), undefined);
      for (const at of [3, 7, 8]) assert.equal(await storage.writesAt(at), undefined, `writes at ${at}`);
      await rejectsWith(storage.commit({ rollbackTo: 6, blocks: [] }), 'TOS_STORAGE_CONFLICT');
      await storage.commit({ blocks: [blockAt(8, [write(A, 8), write(C, 8)])] });
      assertEqual(await historyOf(storage, A), [version(8, 3, 8), version(3, null, 1)]);
      await storage.commit({ rollbackTo: 7, blocks: [] });
      assertEqual(await metadataOf(storage), { ...metadata, prunedBelow: 7 });
      assertEqual(await storage.readMany([A, C]), [version(3, null, 1), undefined]);
      return undefined;
    },

    async 'import/blocks that come along'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.stateImport) return refused(storage.importState({ records: recordsOf([]), metadata }));
      const blocks = [0, 6, 7].map((n) => blockAt(n).block);
      await storage.importState({ records: recordsOf(records), metadata, blocks: blocksOf(blocks) });
      for (const block of blocks) {
        assertEqual(await storage.getBlock({ hash: block.hash }), block);
        assertEqual(await storage.getBlock({ topoheight: block.topoheight }), block);
      }
      assertEqual(await storage.hashesAt([0, 1, 7]), [hashOf(0), undefined, hashOf(7)]);
      assertEqual(await storage.blocksAtHeight(3), [hashOf(6), hashOf(7)]);
      assertEqual(await storage.locateTransaction(ownTransaction(6)), [{ block: hashOf(6), executed: true }]);
      return undefined;
    },

    async 'import/is invisible until the end'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.stateImport) return refused(storage.importState({ records: recordsOf([]), metadata }));
      const checked: number[] = [];
      const watched = async function* (): AsyncGenerator<ImportRecord> {
        for (let i = 0; i < 9000; i++) {
          yield { ref: { domain: domains.nonce, key: hashOf(i) }, topoheight: 1, value: Uint8Array.of(1) };
          if (i % 2999 === 2998) checked.push(await visible(storage));
        }
      };
      const blocks = async function* (): AsyncGenerator<OrderedBlock> {
        yield blockAt(6).block;
        checked.push(await visible(storage));
      };
      const done = storage.importState({ records: watched(), metadata, blocks: blocks() });
      const commit = storage.commit({ blocks: [blockAt(8)] });
      await done;
      await commit;
      assertEqual(checked, [0, 0, 0, 0]);
      assert.equal(await storage.count(domains.nonce), 9000);
      assert.equal(await headOf(storage), 8);
      return undefined;
    },

    async 'import/a failing source leaves the storage empty'(kit) {
      const location = kit.location();
      let storage = await kit.open(location);
      if (!storage.manifest.stateImport) return refused(storage.importState({ records: recordsOf([]), metadata }));
      const failing = async function* (): AsyncGenerator<ImportRecord> {
        for (let i = 0; i < 5000; i++) {
          yield { ref: { domain: domains.nonce, key: hashOf(i) }, topoheight: 1, value: Uint8Array.of(1) };
        }
        throw new Error('the source ended early');
      };
      await assert.rejects(storage.importState({ records: failing(), metadata }), /ended early/);
      assert.equal(await visible(storage), 0);
      if (storage.manifest.persistent) {
        await storage.close();
        storage = await kit.open(location);
      }
      assert.equal(await visible(storage), 0);
      await storage.commit({ blocks: [blockAt(0, [write(C, 1)])] });
      assertEqual(await collect(storage.iterate(domains.nonce)), [[C.key, version(0, null, 1)]]);
      return undefined;
    },

    async 'import/only into an empty storage'(kit) {
      const [withBlock, withLoose] = [await kit.open(), await kit.open()];
      if (!withBlock.manifest.stateImport) return refused(withBlock.importState({ records: recordsOf([]), metadata }));
      await withBlock.commit({ blocks: [blockAt(0, [write(A, 5)])] });
      await withLoose.putBlock(unordered(blockAt(0)));
      for (const storage of [withBlock, withLoose]) {
        await rejectsWith(storage.importState({ records: recordsOf(records), metadata }), 'TOS_STORAGE_CONFLICT');
        assert.equal((await storage.getBlock({ hash: hashOf(0) }))?.height, 0);
      }
      assertEqual(await withBlock.readMany([A]), [version(0, null, 5)]);
      return undefined;
    },

    async 'import/records out of order or above the head are refused'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.stateImport) return refused(storage.importState({ records: recordsOf([]), metadata }));
      const [first, second, third] = [records[0]!, records[1]!, records[2]!];
      const wrong = [
        [second, first],
        [first, first],
        [third, first],
        [{ ...first, topoheight: 8 }],
        [{ ...first, topoheight: -1 }],
      ];
      for (const list of wrong) {
        await rejectsWith(storage.importState({ records: recordsOf(list), metadata }), 'TOS_INVALID_ARGUMENT');
        assert.equal(await visible(storage), 0);
      }
      const blocks = blocksOf([blockAt(7).block, blockAt(6).block]);
      const attempt = storage.importState({ records: recordsOf(records), metadata, blocks });
      await rejectsWith(attempt, 'TOS_INVALID_ARGUMENT');
      assert.equal(await visible(storage), 0);
      await storage.importState({ records: recordsOf(records), metadata });
      assert.equal(await headOf(storage), 7);
      return undefined;
    },

    async 'import/thousands of records, with a source that uses its buffer again'(kit) {
      const storage = await kit.open();
      if (!storage.manifest.stateImport) return refused(storage.importState({ records: recordsOf([]), metadata }));
      const key = new Uint8Array(4);
      const value = new Uint8Array(4);
      const reusing = async function* (): AsyncGenerator<ImportRecord> {
        for (let i = 0; i < 9000; i++) {
          new DataView(key.buffer).setUint32(0, i);
          new DataView(value.buffer).setUint32(0, i * 3);
          yield { ref: { domain: domains.nonce, key }, topoheight: i % 8, value };
        }
      };
      const reused = blockAt(0).block;
      const reusingBlocks = async function* (): AsyncGenerator<OrderedBlock> {
        for (const { block } of [blockAt(5), blockAt(6)]) {
          const parts = bytesIn(block);
          for (const [i, bytes] of bytesIn(reused).entries()) bytes.set(parts[i] ?? []);
          yield { ...reused, height: block.height, topoheight: block.topoheight };
        }
      };
      await storage.importState({ records: reusing(), metadata, blocks: reusingBlocks() });
      for (const { block } of [blockAt(5), blockAt(6)]) {
        assertEqual(await storage.getBlock({ topoheight: block.topoheight }), block);
      }
      const u32 = (part: Uint8Array | null): number | null => part && Buffer.from(part).readUInt32BE(0);
      let next = 0;
      for await (const [found, { topoheight, value: bytes }] of storage.iterate(domains.nonce)) {
        const numbers = [u32(found), topoheight, u32(bytes)];
        assertEqual(numbers, [next, next % 8, next * 3]);
        next++;
      }
      assert.equal(next, 9000);
      return undefined;
    },
  },
};

/** The number of records and blocks that reads show; 0 for an empty storage. */
async function visible(storage: Storage): Promise<number> {
  const found = [
    await storage.metadata(),
    ...(await storage.readMany([A, { domain: domains.nonce, key: hashOf(0) }])),
    await storage.getBlock({ hash: hashOf(6) }),
    await storage.getBlock({ topoheight: 6 }),
    ...(await storage.hashesAt([6, 7])),
  ].filter((item) => item !== undefined);
  const lists = [
    await storage.blocksAtHeight(3),
    await storage.locateTransaction(ownTransaction(6)),
    await historyOf(storage, { domain: domains.nonce, key: hashOf(1) }),
    await collect(storage.iterate(domains.nonce)),
  ];
  return lists.reduce((sum, list) => sum + list.length, found.length + (await storage.count(domains.balance)));
}

async function* blocksOf(blocks: readonly OrderedBlock[]): AsyncGenerator<OrderedBlock> {
  yield* blocks;
}
