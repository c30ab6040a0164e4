import { expect, test } from 'vitest';
import { type Domain, domainList, type RecordWrite } from '../domain.ts';
import { contentDigest } from '../state-digest.ts';
import { createMemoryStorage } from './memory-storage.ts';
import type { BlockCommit } from './storage-types.ts';

// A key of each layout of `Domain.key`.
function keyOf(domain: Domain, fill: number): Uint8Array {
  const sizes = domain.key.map(({ type }) => (type === 'u8' || type === 'asset' ? 1 : type === 'u64' ? 8 : 32));
  const key = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0)).fill(fill);
  if (domain.key[1]?.type === 'asset') key[32] = 0;
  return key;
}

function blockAt(topoheight: number, write: (domain: Domain) => RecordWrite): BlockCommit {
  const hash = new Uint8Array(32).fill(topoheight + 1);
  const head = { hash, height: topoheight, topoheight };
  return {
    block: { ...head, bytes: hash, transactionHashes: [], digest: hash, info: new Uint8Array() },
    writes: domainList.map(write),
    metadata: {
      network: 'devnet',
      genesis: hash,
      head,
      tips: [hash],
      supply: { emitted: 0n, burned: 0n },
      digest: hash,
    },
  };
}

test('records of every domain are rolled back: changed, added and deleted ones', async () => {
  const storage = createMemoryStorage();
  await storage.open();
  const put = (fill: number, value: number | null) => (domain: Domain) => ({
    ref: { domain, key: keyOf(domain, fill) },
    value: value === null ? null : Uint8Array.of(value),
  });
  await storage.commit({ blocks: [blockAt(0, put(1, 10)), blockAt(1, put(2, 20))] });
  const before = await contentDigest(storage);
  const later = [blockAt(2, put(1, 11)), blockAt(3, put(2, null)), blockAt(4, put(3, 30))];
  await storage.commit({ blocks: later });
  const after = await contentDigest(storage);
  expect(after).not.toEqual(before);
  for (const domain of domainList) expect(await storage.count(domain), domain.name).toBe(2);
  await storage.commit({ rollbackTo: 1, blocks: [] });
  expect(await contentDigest(storage)).toEqual(before);
  await storage.commit({ blocks: later });
  expect(await contentDigest(storage)).toEqual(after);
});
