import { type BlockExecutor, createBlockExecutor, createComparingExecutor } from '@tos/executor';
import { COIN, TosError } from '@tos/protocol';
import {
  type ChainChange,
  createMemoryStorage,
  decodeBalance,
  decodeU64Record,
  domains,
  nonceRef,
  type RecordRef,
  type Storage,
  type StoredVersion,
} from '@tos/state';
import { decodeBatch, type Payload } from '@tos/transaction';
import { createMemoryStore, createVersionedStorage } from '@tos/versioned-storage';
import fc from 'fast-check';
import { afterAll, expect, test, vi } from 'vitest';
import { RecordLayer } from '../src/chain/record-layer.ts';
import { Chain } from '../src/index.ts';
import { network, START } from './devnet.ts';
import { accounts, injectedGenesis, VERIFIER, wireWith } from './injected-devnet.ts';

// A write says which version it replaces, and a storage believes it: whatever a chain does, that must be the version that it has.

const miner = accounts[4]!;
const DISK_FULL = new TosError('TOS_STORAGE_FAILURE', { operation: 'commit' });
const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);

const options = { verifierModule: VERIFIER, keyTableBytes: 0 };
const sequential = (): BlockExecutor => createBlockExecutor({ ...options, setting: 'sequential' });
const parallel = (): BlockExecutor => createBlockExecutor({ ...options, setting: 'parallel', workers: 1 });
const executors = {
  sequential: sequential(),
  parallel: parallel(),
  comparing: createComparingExecutor(
    { sequential: sequential(), parallel: parallel() },
    { software: 'test', keep: () => 'nowhere' },
  ),
};
afterAll(() => Promise.all(Object.values(executors).map((executor) => executor.close())));

type Fate = 'at once' | 'fails' | 'is written and fails';

/** A chain on a storage that compares, before each commit, what the writes replace with what it has. */
class Watched {
  readonly storage: Storage;
  readonly chain: Chain;
  /** What becomes of the next commits. */
  fates: Fate[] = [];
  /** What commits said that their writes replace, where the storage has something else. */
  readonly wrong: unknown[] = [];
  readonly replaced: { readonly ref: RecordRef; readonly previous: StoredVersion | null }[] = [];

  private constructor(chain: Chain, storage: Storage) {
    this.chain = chain;
    this.storage = storage;
  }

  static async open(executor: BlockExecutor, headCacheBytes: number, storage: Storage): Promise<Watched> {
    await storage.open();
    const commit = storage.commit.bind(storage);
    let watched: Watched | undefined;
    const early: ChainChange[] = [];
    vi.spyOn(storage, 'commit').mockImplementation(async (change) => {
      if (watched === undefined) early.push(change);
      else await watched.#compare(change);
      const fate = change.rollbackTo === undefined ? (watched?.fates.shift() ?? 'at once') : 'at once';
      if (fate === 'fails') throw DISK_FULL;
      await commit(change);
      if (fate === 'is written and fails') throw DISK_FULL;
    });
    const clock = (): number => START + 1_000_000_000;
    const genesis = injectedGenesis;
    const chain = await Chain.open({ storage, executor, network, genesis, clock, headCacheBytes });
    watched = new Watched(chain, storage);
    for (const { writes } of early.flatMap(({ blocks }) => blocks)) {
      expect(writes.length).toBeGreaterThan(0);
      for (const { previous } of writes) expect(previous, 'before the genesis').toBeNull();
    }
    return watched;
  }

  async #compare({ blocks }: ChainChange): Promise<void> {
    for (const { writes, block } of blocks) {
      const stored = await this.storage.readMany(writes.map(({ ref }) => ref));
      const prunedBelow = (await this.storage.metadata())!.prunedBelow;
      for (const [i, { ref, previous }] of writes.entries()) {
        const [found, expected] = [previous, stored[i] ?? null].map((version) => withoutPruned(version, prunedBelow));
        this.replaced.push({ ref, previous: previous ?? null });
        try {
          expect(found).toEqual(expected);
        } catch {
          this.wrong.push({ topoheight: block.topoheight, ref, found, expected });
        }
      }
    }
  }

  async nonce(from: number): Promise<bigint> {
    const [version] = await this.storage.readMany([nonceRef(accounts[from]!)]);
    return version?.value == null ? 0n : decodeU64Record(version.value);
  }
}

/** Links below the watermark lead nowhere: a storage returns none, and the cache of a chain may still have one. */
function withoutPruned(
  version: StoredVersion | null | undefined,
  prunedBelow: number,
): StoredVersion | null | undefined {
  return version && version.topoheight < prunedBelow ? { ...version, previous: null } : version;
}

interface Draft {
  readonly from: number;
  readonly payload: Payload;
  readonly coSigners?: readonly number[];
}

async function batchOf(watched: Watched, drafts: readonly Draft[]): Promise<ReturnType<typeof decodeBatch>> {
  const nonces = await Promise.all(accounts.map((_, from) => watched.nonce(from)));
  return decodeBatch(drafts.map((draft) => wireWith({ ...draft, nonce: nonces[draft.from]!++ }, watched.chain.head)));
}

const asset = new Uint8Array(32);
const transferTo = (to: number, amount: bigint): Payload => ({
  type: 'transfers',
  transfers: [{ asset, destination: accounts[to]!, amount, extraData: null }],
});
const multisigOf = (threshold: number): Payload => ({
  type: 'multisig',
  threshold,
  participants: threshold === 0 ? [] : [accounts[5]!, accounts[6]!],
});
const freeze = (amount: bigint): Payload => ({ type: 'energy', variant: 'freeze_tos', amount, durationDays: 3 });

const payload: fc.Arbitrary<Payload> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat(6), fc.bigInt(0n, 5_000_000n)).map(([to, n]) => transferTo(to, n)) },
  { weight: 2, arbitrary: fc.bigInt(1n, 1000n).map((amount): Payload => ({ type: 'burn', asset, amount })) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 2).map(multisigOf) },
  { weight: 1, arbitrary: fc.constantFrom(COIN, 2n * COIN).map(freeze) },
);
const draft: fc.Arbitrary<Draft> = fc.record(
  { from: fc.nat(4), payload, coSigners: fc.constantFrom([], [0], [0, 1]) },
  { requiredKeys: ['from', 'payload'] },
);
const drafts = fc.array(draft, { maxLength: 8 });
const fates = fc.array(fc.constantFrom<Fate>('at once', 'at once', 'fails', 'is written and fails'), { maxLength: 3 });

type Step =
  | { readonly kind: 'produce'; readonly blocks: readonly (readonly Draft[])[]; readonly fates: readonly Fate[] }
  | { readonly kind: 'import again'; readonly count: number; readonly fates: readonly Fate[] }
  | { readonly kind: 'roll back'; readonly count: number }
  | { readonly kind: 'prune'; readonly count: number }
  | { readonly kind: 'simulate'; readonly drafts: readonly Draft[] };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('produce' as const),
      blocks: fc.array(drafts, { minLength: 1, maxLength: 3 }),
      fates,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('import again' as const), count: fc.nat(3), fates }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('roll back' as const), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('prune' as const), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('simulate' as const), drafts }) },
);

async function take(watched: Watched, next: Step): Promise<void> {
  const { chain, storage } = watched;
  const head = chain.head.topoheight;
  const prunedBelow = (await storage.metadata())!.prunedBelow;
  const back = (count: number): number => Math.max(prunedBelow, head - count);
  watched.fates = 'fates' in next ? [...next.fates] : [];
  if (next.kind === 'produce') {
    // The blocks do not wait for one another. Those behind a commit that fails fail too.
    const batches = await Promise.all(next.blocks.map((block) => batchOf(watched, block)));
    await Promise.allSettled(batches.map((candidates) => chain.produceBlock({ candidates, miner })));
  } else if (next.kind === 'import again') {
    const topoheights = Array.from({ length: head - back(next.count) }, (_, i) => back(next.count) + 1 + i);
    const blocks = await Promise.all(topoheights.map((topoheight) => storage.getBlock({ topoheight })));
    await rollBack(watched, back(next.count));
    await Promise.allSettled(blocks.map((block) => chain.importBlock(block!.bytes)));
  } else if (next.kind === 'roll back') await rollBack(watched, back(next.count));
  else if (next.kind === 'prune') await storage.prune(back(next.count));
  else {
    const layer = new RecordLayer();
    const first = await chain.simulate(await batchOf(watched, next.drafts));
    layer.add(first.state.getModifiedRecords());
    await chain.simulate(await batchOf(watched, next.drafts), layer);
  }
}

/** A pruned chain does not go back: its devnet has too few blocks. */
async function rollBack({ chain, storage }: Watched, to: number): Promise<void> {
  if ((await storage.metadata())!.prunedBelow === 0) await chain.rollbackTo(to);
}

const storages = {
  memory: createMemoryStorage,
  // This one believes what writes say that they replace: what reads return later depends on it.
  engine: () => createVersionedStorage(createMemoryStore(), { pendingBytes: 0 }),
};
const runs = Object.entries(executors).flatMap(([name, executor]) =>
  [0, 700, 1 << 20].flatMap((bytes) =>
    Object.entries(storages).map(([kind, create]) => {
      const title = `${name} executor, ${kind}, a cache of ${bytes} bytes`;
      return [title, { bytes, executor, create }] as const;
    }),
  ),
);

test.each(runs)('%s: whatever a chain does, writes name what they replace', async (_, { bytes, executor, create }) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const watched = await Watched.open(executor, bytes, create());
      for (const next of steps) {
        await take(watched, next);
        expect(watched.wrong, next.kind).toEqual([]);
      }
      const problems: string[] = [];
      for await (const problem of watched.storage.problems()) problems.push(problem);
      expect(problems).toEqual([]);
    }),
    { numRuns: 12 * FACTOR },
  );
});

test.each(runs)('%s: versions of every kind are replaced', async (_, { bytes, executor, create }) => {
  const watched = await Watched.open(executor, bytes, create());
  const produce = async (...block: Draft[]): Promise<void> => {
    const candidates = await batchOf(watched, block);
    const { leftOut } = await watched.chain.produceBlock({ candidates, miner });
    expect(leftOut).toEqual([]);
  };
  await produce({ from: 0, payload: transferTo(1, 5n) }, { from: 1, payload: transferTo(0, 6n) });
  await produce({ from: 0, payload: transferTo(1, 5n) }, { from: 2, payload: multisigOf(1) });
  await produce({ from: 2, payload: multisigOf(0), coSigners: [0] });
  await produce({ from: 2, payload: multisigOf(2) }, { from: 3, payload: transferTo(6, 1n) });
  await produce({ from: 3, payload: transferTo(6, 1n) }, { from: 3, payload: freeze(COIN) });
  await produce({ from: 3, payload: freeze(COIN) }, { from: 3, payload: transferTo(2, 1n) });
  expect(watched.wrong).toEqual([]);
  const types = watched.replaced.map(({ ref, previous }) => {
    if (previous === null) return 'none';
    if (previous.value === null) return 'deletion';
    return ref.domain === domains.balance ? decodeBalance(previous.value).type : ref.domain.cell;
  });
  expect(new Set(types)).toEqual(new Set(['none', 'deletion', 'input', 'output', 'both', 'u64', 'bytes']));
});
