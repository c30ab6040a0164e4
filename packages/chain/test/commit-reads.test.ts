import { decodeBatch } from '@tos/transaction';
import { createMemoryStore, createVersionedStorage, type OrderedStore, type StoreView } from '@tos/versioned-storage';
import { expect, test, vi } from 'vitest';
import { accounts, openInjectedDevnet, wireOf } from './injected-devnet.ts';

const miner = accounts[4]!;
/** The tables that have versions of records. */
const VERSIONS: readonly string[] = ['latest', 'changes', 'landmarks'];

/** A store in memory that calls `onRead` with the name of a table for each row that is asked for, and for each range. */
function countingStore(onRead: (table: string) => void): OrderedStore {
  const store = createMemoryStore();
  const viewOf = store.view.bind(store);
  store.view = async () => {
    const view = await viewOf();
    const counting: StoreView = {
      read(table, keys, onRow) {
        for (const _ of keys) onRead(table);
        return view.read(table, keys, onRow);
      },
      range(table, range) {
        onRead(table);
        return view.range(table, range);
      },
      close: () => view.close(),
    };
    return counting;
  };
  return store;
}

test.each([0, 1 << 20])(
  'blocks are committed without reading a version, with a head cache of %i bytes: each write names what it replaces',
  async (headCacheBytes) => {
    let isCommitting = false;
    const read: string[] = [];
    let readOtherwise = 0;
    const store = countingStore((table) => {
      if (!VERSIONS.includes(table)) return;
      if (isCommitting) read.push(table);
      else readOtherwise++;
    });
    // Nothing waits in memory: every version that is wanted is read from the store.
    const storage = createVersionedStorage(store, { pendingBytes: 0 });
    const commit = storage.commit.bind(storage);
    vi.spyOn(storage, 'commit').mockImplementation(async (change) => {
      isCommitting = true;
      await commit(change);
      isCommitting = false;
    });
    const { chain } = await openInjectedDevnet(storage, { headCacheBytes });
    for (let n = 0; n < 6; n++) {
      const nonce = BigInt(n);
      const wires = [0, 1, 2].map((from) => wireOf({ from, to: 3 + (n % 4), amount: 5n, nonce }, chain.head));
      const { leftOut } = await chain.produceBlock({ candidates: decodeBatch(wires), miner });
      expect(leftOut).toEqual([]);
    }
    expect(read).toEqual([]);
    expect(readOtherwise).toBeGreaterThan(0);
  },
);

test('a write that does not name what it replaces has it read', async () => {
  const read: string[] = [];
  const storage = createVersionedStorage(
    countingStore((table) => read.push(table)),
    { pendingBytes: 0 },
  );
  const { chain } = await openInjectedDevnet(storage);
  const commit = storage.commit.bind(storage);
  vi.spyOn(storage, 'commit').mockImplementation(({ blocks }) => {
    read.length = 0;
    return commit({
      blocks: blocks.map(({ writes, ...block }) => ({
        ...block,
        writes: writes.map(({ ref, value }) => ({ ref, value })),
      })),
    });
  });
  await chain.produceBlock({ candidates: decodeBatch([]), miner });
  expect(read.filter((table) => VERSIONS.includes(table))).not.toEqual([]);
});
