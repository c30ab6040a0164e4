import { TosError } from '@tos/protocol';
import {
  type BlockCommit,
  compareRefs,
  createMemoryStorage,
  domainList,
  EMPTY_DIGEST,
  type RecordWrite,
  type Storage,
  stateDigest,
} from '@tos/state';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { BlockWrites, BlockWritesOptions } from './block-writes.ts';
import { readBlockWrites } from './read-block-writes.ts';

const place = fc.record({ domain: fc.constantFrom(...domainList), id: fc.nat({ max: 5 }), value: fc.option(fc.nat()) });

/** Blocks as a chain would commit them: writes are sorted, no record is written twice, and only existing records are deleted. */
function commitsOf(
  blocks: readonly (readonly { domain: (typeof domainList)[number]; id: number; value: number | null }[])[],
) {
  const live = new Set<string>();
  let digest: Uint8Array = EMPTY_DIGEST;
  return blocks.map((places, topoheight): BlockCommit => {
    const writes = new Map<string, RecordWrite>();
    for (const { domain, id, value } of places) {
      const name = `${domain.id} ${id}`;
      if (writes.has(name) || (value === null && !live.has(name))) continue;
      if (value === null) live.delete(name);
      else live.add(name);
      const bytes = value === null ? null : Uint8Array.of(value & 255, topoheight);
      writes.set(name, { ref: { domain, key: Uint8Array.of(id) }, value: bytes });
    }
    const sorted = [...writes.values()].sort((a, b) => compareRefs(a.ref, b.ref));
    digest = stateDigest(digest, topoheight, sorted);
    const hash = new Uint8Array(32).fill(topoheight);
    return {
      block: { hash, height: topoheight, topoheight, bytes: hash, transactionHashes: [], digest, info: hash },
      writes: sorted,
      metadata: {
        network: 'devnet',
        genesis: hash,
        head: { hash, height: topoheight, topoheight },
        tips: [hash],
        supply: { emitted: 0n, burned: 0n },
        digest,
      },
    };
  });
}

async function read(storage: Storage, options: BlockWritesOptions): Promise<BlockWrites[]> {
  const all: BlockWrites[] = [];
  for await (const item of readBlockWrites(storage, options)) all.push(item);
  return all;
}

/** Which blocks a storage knows the writes of. */
const knowing: Readonly<Record<string, (topoheight: number) => boolean>> = {
  'the writes of every block': () => true,
  'no writes, so that records are walked over': () => false,
  'the writes of some blocks': (topoheight) => topoheight % 3 === 0,
};

async function storageOf(commits: readonly BlockCommit[], knows: (topoheight: number) => boolean): Promise<Storage> {
  const storage = createMemoryStorage();
  await storage.open();
  await storage.commit({ blocks: commits });
  const writesAt = storage.writesAt.bind(storage);
  vi.spyOn(storage, 'writesAt').mockImplementation(async (topoheight) =>
    knows(topoheight) ? writesAt(topoheight) : undefined,
  );
  return storage;
}

test.each(Object.entries(knowing))(
  'a storage that knows %s: all come back, deletions too, however little fits into memory',
  async (_, knows) => {
    const blocks = fc.array(fc.array(place, { maxLength: 8 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        blocks,
        fc.integer({ min: 1, max: 20 }),
        fc.nat({ max: 7 }),
        async (given, maxVersions, first) => {
          const commits = commitsOf(given);
          const storage = await storageOf(commits, knows);
          const from = Math.min(first, commits.length - 1);
          const expected = commits.map(({ block, writes }) => ({
            topoheight: block.topoheight,
            writes,
            matches: true,
          }));
          expect(await read(storage, { from, to: commits.length - 1, maxVersions })).toEqual(expected.slice(from));
        },
      ),
      { numRuns: 100 },
    );
  },
);

test.each(Object.entries(knowing))(
  'a storage that knows %s: only the block whose writes do not give its digest is reported',
  async (_, knows) => {
    const commits = commitsOf([[], [], []].map(() => [{ domain: domainList[0]!, id: 1, value: 5 }]));
    const [first, second, third] = commits;
    const wrong = second!.writes.map((write) => ({ ...write, value: Uint8Array.of(9) }));
    const storage = await storageOf([first!, { ...second!, writes: wrong }, third!], knows);
    expect((await read(storage, { from: 0, to: 2 })).map(({ matches }) => matches)).toEqual([true, false, true]);
  },
);

test('a storage that knows the writes of blocks reads no version', async () => {
  const commits = commitsOf([
    [{ domain: domainList[0]!, id: 1, value: 5 }],
    [{ domain: domainList[0]!, id: 1, value: 6 }],
  ]);
  const storage = await storageOf(commits, () => true);
  const reads = [vi.spyOn(storage, 'history'), vi.spyOn(storage, 'iterate'), vi.spyOn(storage, 'readMany')];
  expect(await read(storage, { from: 0, to: 1 })).toHaveLength(2);
  for (const method of reads) expect(method).not.toHaveBeenCalled();
});

const risingCommits = () => commitsOf([5, 6, 7, 8].map((value) => [{ domain: domainList[0]!, id: 1, value }]));

const damage = new TosError('TOS_STORAGE_CORRUPT', { what: 'a row', reason: 'a test' });

test('a block whose writes cannot be read: the error is thrown, or its writes do not match and those of others do', async () => {
  const storage = await storageOf(risingCommits(), () => true);
  vi.mocked(storage.writesAt).mockImplementation(async (at) => {
    if (at === 1) throw damage;
    return risingCommits()[at]?.writes;
  });
  await expect(read(storage, { from: 0, to: 3 })).rejects.toBe(damage);
  const found = await read(storage, { from: 0, to: 3, onBroken: () => undefined });
  expect(found.map(({ matches }) => matches)).toEqual([true, false, true, true]);
});

test('a block that cannot be read: the error is thrown, or nothing is said of its writes and of those after it', async () => {
  const storage = await storageOf(risingCommits(), () => true);
  const getBlock = storage.getBlock.bind(storage);
  vi.spyOn(storage, 'getBlock').mockImplementation((by) =>
    'topoheight' in by && by.topoheight === 1 ? Promise.reject(damage) : getBlock(by),
  );
  await expect(read(storage, { from: 0, to: 3 })).rejects.toBe(damage);
  const found = await read(storage, { from: 0, to: 3, onBroken: () => undefined });
  expect(found.map(({ matches }) => matches)).toEqual([true, null, null, true]);
});
