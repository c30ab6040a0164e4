import { join } from 'node:path';
import {
  type BlockCommit,
  createMemoryStorage,
  domains,
  type RecordWrite,
  type Storage,
  type Topoheight,
} from '@tos/state';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { createStorage } from '../src/index.ts';
import { blockAt, collect, historyOf, ref, temporaryFolder } from './chain-fixture.ts';

// The oracle: the list of blocks of the chain, asked by scanning it.

const universe = [[0], [0, 0], [0, 255], [1], [127, 1], [255], [255, 255]].map((key) => ref(...key));

const writesArbitrary = fc
  .uniqueArray(fc.nat({ max: universe.length - 1 }), { maxLength: 5 })
  .chain((indices) =>
    fc.tuple(
      fc.constant(indices.toSorted((a, b) => a - b)),
      fc.array(fc.option(fc.uint8Array({ maxLength: 3 })), { minLength: indices.length, maxLength: indices.length }),
    ),
  )
  .map(([indices, values]) => indices.map((index, i): RecordWrite => ({ ref: universe[index]!, value: values[i]! })));

const stepArbitrary = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      undo: fc.constant(0),
      blocks: fc.array(writesArbitrary, { maxLength: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      undo: fc.nat({ max: 4 }),
      blocks: fc.array(writesArbitrary, { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
);

interface ModelVersion {
  readonly topoheight: Topoheight;
  readonly previous: Topoheight | null;
  readonly value: Uint8Array | null;
}

/** Versions of a record, newest first. */
function modelHistory(chain: readonly BlockCommit[], index: number): ModelVersion[] {
  const written = chain.flatMap(({ block, writes }) =>
    writes
      .filter((write) => write.ref === universe[index])
      .map(({ value }) => ({ topoheight: block.topoheight, value })),
  );
  return written.map((version, i) => ({ ...version, previous: written[i - 1]?.topoheight ?? null })).toReversed();
}

async function expectLikeModel(storage: Storage, chain: readonly BlockCommit[]): Promise<void> {
  const name = storage.manifest.name;
  const histories = universe.map((_, index) => modelHistory(chain, index));
  const head = chain.at(-1)?.metadata;
  expect(await storage.metadata(), name).toEqual(head && { ...head, formatVersion: 1, prunedBelow: 0 });
  for (const [index, history] of histories.entries()) {
    expect(await historyOf(storage, universe[index]!), `${name} history ${index}`).toEqual(history);
  }
  for (let at = 0; at <= chain.length; at++) {
    const expected = histories.map((history) => history.find(({ topoheight }) => topoheight <= at));
    expect(await storage.readMany(universe, at), `${name} readMany at ${at}`).toEqual(expected);
    const live = universe.flatMap(({ key }, index) => (expected[index]?.value ? [[key, expected[index]]] : []));
    expect(await collect(storage.iterate(domains.nonce, at)), `${name} iterate at ${at}`).toEqual(live);
    expect(await storage.getBlock({ topoheight: at }), `${name} block ${at}`).toEqual(chain[at]?.block);
  }
}

it('memory and LMDB do what a list of blocks says', async () => {
  const parent = temporaryFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 10 }), async (steps) => {
      const folder = join(parent, String(++run));
      const memory = createMemoryStorage();
      let lmdb = createStorage({ location: folder });
      await Promise.all([memory.open(), lmdb.open()]);
      let chain: BlockCommit[] = [];
      let id = 0;
      for (const step of steps) {
        if (step.kind === 'reopen') {
          await lmdb.close();
          lmdb = createStorage({ location: folder });
          await lmdb.open();
          continue;
        }
        const kept = step.undo === 0 ? chain.length : Math.max(Math.min(chain.length, 1), chain.length - step.undo);
        const blocks = step.blocks.map((writes, i) => blockAt(kept + i, writes, ++id));
        const change = step.undo === 0 || kept === 0 ? { blocks } : { rollbackTo: kept - 1, blocks };
        await Promise.all([memory.commit(change), lmdb.commit(change)]);
        chain = [...chain.slice(0, kept), ...blocks];
        await expectLikeModel(memory, chain);
        await expectLikeModel(lmdb, chain);
      }
      await Promise.all([memory.close(), lmdb.close()]);
    }),
    { numRuns: 40 },
  );
});
