import { type ChainMetadata, createMemoryStorage, type Storage, type StoredBlock } from '@tos/state';
import { expect, test, vi } from 'vitest';
import { type Finding, verifyChain } from '../src/index.ts';
import { batch } from './devnet.ts';
import { accounts, injectedGenesis, openInjectedDevnet, wireOf } from './injected-devnet.ts';

// LevelDB compresses its blocks: rows that begin alike share their bytes, so that one wrong bit changes one fact in all of them in the same
// way. Comparing rows with each other finds nothing then; the fact must be compared with the genesis file, or counted again.

/** Another value of the same type and size. */
function other(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
  if (Array.isArray(value)) return value.map(other);
  if (typeof value === 'string') return value.replace(/^./, '`');
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'bigint') return value ^ 1n;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, other(each)]));
  }
  return value;
}

const metadataMembers = [
  'network',
  'genesis',
  'head',
  'tips',
  'supply',
  'digest',
] as const satisfies (keyof ChainMetadata)[];
const blockMembers = [
  'height',
  'topoheight',
  'bytes',
  'transactionHashes',
  'digest',
  'info',
] as const satisfies Exclude<keyof StoredBlock, 'hash'>[];

async function soundStorage(): Promise<Storage> {
  const storage = createMemoryStorage();
  const { chain } = await openInjectedDevnet(storage);
  for (let nonce = 0n; nonce < 3n; nonce++) {
    const wire = wireOf({ from: 0, to: 1, amount: 1000n, nonce }, chain.head);
    await chain.produceBlock({ candidates: batch(wire), miner: accounts[4]! });
  }
  return storage;
}

async function firstFinding(storage: Storage): Promise<Finding | undefined> {
  for await (const finding of verifyChain(storage, injectedGenesis)) return finding;
  return undefined;
}

test('the chain that the others are made from is sound', async () => {
  expect(await firstFinding(await soundStorage())).toBeUndefined();
});

test.each(metadataMembers)('metadata: a wrong %s in all rows alike is found', async (member) => {
  const storage = await soundStorage();
  const { metadata, metadataAt } = storage;
  vi.spyOn(storage, 'metadata').mockImplementation(async () => {
    const sound = await metadata.call(storage);
    return sound && { ...sound, [member]: other(sound[member]) };
  });
  vi.spyOn(storage, 'metadataAt').mockImplementation(async (topoheight) => {
    const sound = await metadataAt.call(storage, topoheight);
    return sound && { ...sound, [member]: other(sound[member]) };
  });
  expect(await firstFinding(storage)).toBeDefined();
});

test.each(blockMembers)('blocks: a wrong %s in all rows alike is found', async (member) => {
  const storage = await soundStorage();
  const { getBlock } = storage;
  vi.spyOn(storage, 'getBlock').mockImplementation(async (by) => {
    const sound = await getBlock.call(storage, by);
    return sound && { ...sound, [member]: other(sound[member]) };
  });
  expect(await firstFinding(storage)).toBeDefined();
});
