import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStorage, type RecordRef, type Storage, type StoredVersion, type TopoRange } from '@tos/state';
import { createStorage as createLmdbStorage } from '@tos/storage-lmdb';
import { decodeBatch } from '@tos/transaction';
import { expect, onTestFinished, test, vi } from 'vitest';
import { verifyChain } from '../src/index.ts';
import { accounts, injectedGenesis, openInjectedDevnet, wireOf } from './injected-devnet.ts';

const storages: Readonly<Record<string, () => Storage>> = {
  memory: createMemoryStorage,
  lmdb() {
    const location = mkdtempSync(join(tmpdir(), 'tos-verify-'));
    const storage = createLmdbStorage({ location });
    onTestFinished(async () => {
      await storage.close();
      rmSync(location, { recursive: true, force: true });
    });
    return storage;
  },
};

test.each(Object.keys(storages))('%s: a sound chain is sound while blocks are committed to it', async (kind) => {
  const storage = storages[kind]!();
  const { chain } = await openInjectedDevnet(storage);
  let nonce = 0n;
  /** Changes balances, the burned counter and, the first two times, who has an account. */
  const produce = async (): Promise<void> => {
    const to = 5 + Number(nonce % 2n);
    const drafts = [
      { from: 0, to, amount: 1000n, nonce },
      { from: 1, to: null, amount: 7n, nonce },
    ];
    const wires = drafts.map((draft) => wireOf(draft, chain.head));
    const block = await chain.produceBlock({ candidates: decodeBatch(wires), miner: accounts[4]! });
    expect(block.leftOut).toEqual([]);
    nonce++;
  };
  await produce();

  // Between any two looks: at every step that is shown, and before the versions of each record.
  const { history } = storage;
  vi.spyOn(storage, 'history').mockImplementation(async function* (
    ref: RecordRef,
    range?: TopoRange,
  ): AsyncGenerator<StoredVersion> {
    await produce();
    yield* history.call(storage, ref, range);
  });
  const from = chain.head.topoheight;
  for await (const finding of verifyChain(storage, injectedGenesis, produce))
    expect.unreachable(JSON.stringify(finding));
  expect(chain.head.topoheight).toBeGreaterThan(from + 10);
});
