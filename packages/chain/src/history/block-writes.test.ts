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
import { expect, test } from 'vitest';
import { type BlockWrites, type BlockWritesOptions, readBlockWrites } from './block-writes.ts';

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

test('the writes of every block come back, deletions too, however little fits into memory', async () => {
  const blocks = fc.array(fc.array(place, { maxLength: 8 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(blocks, fc.integer({ min: 1, max: 20 }), fc.nat({ max: 7 }), async (given, maxVersions, first) => {
      const storage = createMemoryStorage();
      await storage.open();
      const commits = commitsOf(given);
      await storage.commit({ blocks: commits });
      const from = Math.min(first, commits.length - 1);
      const expected = commits.map(({ block, writes }) => ({ topoheight: block.topoheight, writes, matches: true }));
      expect(await read(storage, { from, to: commits.length - 1, maxVersions })).toEqual(expected.slice(from));
    }),
    { numRuns: 200 },
  );
});

test('only the block whose writes do not give its digest is reported', async () => {
  const commits = commitsOf([[], [], []].map(() => [{ domain: domainList[0]!, id: 1, value: 5 }]));
  const [first, second, third] = commits;
  const wrong = second!.writes.map((write) => ({ ...write, value: Uint8Array.of(9) }));
  const storage = createMemoryStorage();
  await storage.open();
  await storage.commit({ blocks: [first!, { ...second!, writes: wrong }, third!] });
  expect((await read(storage, { from: 0, to: 2 })).map(({ matches }) => matches)).toEqual([true, false, true]);
});
