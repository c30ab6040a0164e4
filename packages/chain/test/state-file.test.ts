import { contentDigest, createMemoryStorage, type Storage } from '@tos/state';
import { expect, test } from 'vitest';
import {
  checkStateFile,
  createDevnetGenesis,
  importStateFile,
  type StateSource,
  writeStateFile,
} from '../src/index.ts';
import { batch, outcome } from './devnet.ts';
import { accounts, injectedGenesis, openInjectedDevnet, wireOf } from './injected-devnet.ts';

const genesis = injectedGenesis;

/** A chain of six blocks with a transfer in each. */
async function devnet(): Promise<Storage> {
  const { chain, storage } = await openInjectedDevnet();
  for (let n = 0; n < 6; n++) {
    const wire = wireOf({ from: 0, to: 1, amount: 1000n, nonce: BigInt(n) }, chain.head);
    await chain.produceBlock({ candidates: batch(wire), miner: accounts[4]! });
  }
  return storage;
}

async function fileOf(storage: Storage, topoheight: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await writeStateFile(storage, { genesis, topoheight }, (piece) => void pieces.push(piece.slice()));
  return new Uint8Array(Buffer.concat(pieces));
}

function sourceOf(file: Uint8Array): StateSource {
  let at = 0;
  return {
    size: file.length,
    read(into) {
      const part = file.subarray(at, at + into.length);
      into.set(part);
      at += part.length;
      return part.length;
    },
  };
}

test.each([0, 3, 6])(
  'the state at topoheight %d, imported, is that state, and a chain continues from it',
  async (at) => {
    const storage = await devnet();
    const file = await fileOf(storage, at);
    const header = await checkStateFile(sourceOf(file));
    expect(header).toMatchObject({ genesis, metadata: { head: { topoheight: at } } });

    const target = createMemoryStorage();
    await target.open();
    await importStateFile(target, { records: sourceOf(file), blocks: sourceOf(file) });
    expect(await contentDigest(target)).toEqual(await contentDigest(storage, at));
    const { chain } = await openInjectedDevnet(target);
    for (let topoheight = at + 1; topoheight <= 6; topoheight++) {
      const block = (await storage.getBlock({ topoheight }))!;
      expect((await chain.importBlock(block.bytes)).digest, `block ${topoheight}`).toEqual(block.digest);
    }
  },
);

test('another topoheight or genesis than the chain has is refused before anything is written', async () => {
  const storage = await devnet();
  const sink = () => expect.unreachable();
  const other = createDevnetGenesis({ allocations: [], timestamp: 1 });
  expect(await outcome(() => writeStateFile(storage, { genesis, topoheight: 7 }, sink))).toBe('TOS_INVALID_ARGUMENT');
  expect(await outcome(() => writeStateFile(storage, { genesis: other, topoheight: 6 }, sink))).toBe(
    'TOS_STORAGE_NETWORK',
  );
});

test('a file that is cut short fills nothing', async () => {
  const file = (await fileOf(await devnet(), 6)).slice(0, -1);
  expect(await outcome(() => checkStateFile(sourceOf(file)))).toBe('TOS_INVALID_FORMAT');
  const target = createMemoryStorage();
  await target.open();
  const imported = () => importStateFile(target, { records: sourceOf(file), blocks: sourceOf(file) });
  expect(await outcome(imported)).toBe('TOS_INVALID_FORMAT');
  expect(await target.metadata()).toBeUndefined();
});
