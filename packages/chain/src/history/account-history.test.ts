import { bytesToHex } from '@noble/hashes/utils.js';
import {
  type BlockCommit,
  compareRefs,
  createMemoryStorage,
  type Domain,
  domainList,
  domains,
  nonceRef,
  type RecordRef,
  type Storage,
  type StoredVersion,
} from '@tos/state';
import { createMemoryStore, createVersionedStorage } from '@tos/versioned-storage';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { accountHistory } from './account-history.ts';
import type { BlockChanges, HistoryPage, HistoryReader } from './history-page.ts';
import { recordHistory } from './record-history.ts';

const NETWORK = 'devnet';

/** Accounts whose keys are next to each other, and the last one, behind which no key comes. */
const accounts = [
  new Uint8Array(32).fill(7),
  new Uint8Array(32).fill(7).with(31, 8),
  new Uint8Array(32).fill(7).fill(0xff, 1),
  new Uint8Array(32).fill(8).fill(0, 1),
  new Uint8Array(32).fill(0xff),
];

/** Every kind of record that an account can have, two of those that it can have several of; and records that are nobody's. */
const universe: readonly RecordRef[] = domainList.flatMap((domain): RecordRef[] => {
  if (domain.key[0]?.type === 'u8') return [{ domain, key: Uint8Array.of(1) }];
  const ends =
    domain.key[1] === undefined
      ? [[]]
      : domain.key[1].type === 'u64'
        ? [new Array<number>(8).fill(0), new Array<number>(8).fill(0xff)]
        : [[0], [1, ...new Array<number>(32).fill(0xff)]];
  return accounts.flatMap((account) => ends.map((end) => ({ domain, key: Uint8Array.of(...account, ...end) })));
});

const isOf = (account: Uint8Array, { domain, key }: RecordRef): boolean =>
  domain.key[0]!.name === 'account' && bytesToHex(key).startsWith(bytesToHex(account));
const nameOf = ({ domain, key }: RecordRef): string => `${domain.id} ${bytesToHex(key)}`;
/** No block deletes a number. */
const isDeletable = ({ domain }: RecordRef): boolean => domain.cell === 'bytes';
const isPlural = ({ key }: Domain): boolean => key.length > 1;

interface Given {
  readonly record: number;
  readonly value: number | null;
}

const writes = fc.array(
  fc.record({ record: fc.nat(universe.length - 1), value: fc.option(fc.nat(255), { freq: 3 }) }),
  { maxLength: 12 },
);

/** Blocks as a chain would commit them: only records that live, and no numbers, are deleted. @param withNonces as in `commitAt` */
function commitsOf(given: readonly (readonly Given[])[], withNonces: boolean): BlockCommit[] {
  const live = new Set<number>();
  return given.map((block, topoheight) => {
    const seen = new Set<number>();
    const sound = block.filter(({ record, value }) => {
      const isDeletion = value === null;
      if (seen.has(record) || (isDeletion && !(live.has(record) && isDeletable(universe[record]!)))) return false;
      seen.add(record);
      if (value === null) live.delete(record);
      else live.add(record);
      return true;
    });
    return commitAt(topoheight, sound, withNonces);
  });
}

/** @param withNonces true: a block that writes a record of an account writes its nonce too, as transactions do */
function commitAt(topoheight: number, given: readonly Given[], withNonces: boolean, fork = 0): BlockCommit {
  const chosen = new Map(given.map(({ record, value }) => [record, value === null ? null : Uint8Array.of(value)]));
  const list = [...chosen].map(([record, value]) => ({ ref: universe[record]!, value }));
  if (withNonces) {
    for (const account of accounts) {
      const isThere = list.some(({ ref }) => compareRefs(ref, nonceRef(account)) === 0);
      if (!isThere && list.some(({ ref }) => isOf(account, ref)))
        list.push({ ref: nonceRef(account), value: Uint8Array.of(topoheight) });
    }
  }
  const hash = new Uint8Array(32).fill(topoheight).with(0, fork);
  const head = { hash, height: topoheight, topoheight };
  return {
    block: { ...head, bytes: hash, transactionHashes: [], digest: hash, info: hash },
    writes: list.sort((a, b) => compareRefs(a.ref, b.ref)),
    metadata: {
      network: NETWORK,
      genesis: hash,
      head,
      tips: [hash],
      supply: { emitted: 0n, burned: 0n },
      digest: hash,
    },
  };
}

interface Bottom {
  readonly prunedBelow?: number;
  readonly importedAt?: number;
}

/** The plain oracle: what blocks did to the wanted records, newest first, above where the chain is pruned or imported. */
function expectedHistory(
  commits: readonly BlockCommit[],
  isWanted: (ref: RecordRef) => boolean,
  { prunedBelow = 0, importedAt = 0 }: Bottom = {},
): BlockChanges[] {
  const newest = new Map<string, StoredVersion>();
  const blocks: BlockChanges[] = [];
  const bottom = Math.max(prunedBelow, importedAt);
  for (const { block, writes } of commits) {
    const { topoheight, hash } = block;
    const changes = writes.flatMap(({ ref, value }) => {
      const before = newest.get(nameOf(ref)) ?? null;
      const after = { topoheight, previous: before?.topoheight ?? null, value };
      newest.set(nameOf(ref), after);
      if (!isWanted(ref)) return [];
      const cut = before !== null && before.topoheight < prunedBelow ? { ...before, previous: null } : before;
      return [{ ref, before: cut, after }];
    });
    if (changes.length > 0 && (bottom === 0 || topoheight > bottom))
      blocks.unshift({ topoheight, block: hash, changes });
    if (topoheight !== importedAt) continue;
    // An imported state has the records that live, and of those no version before.
    for (const [name, version] of newest) {
      if (version.value === null) newest.delete(name);
      else newest.set(name, { ...version, previous: null });
    }
  }
  return blocks;
}

const storages = [
  createMemoryStorage,
  () => createVersionedStorage(createMemoryStore()),
  () => createVersionedStorage(createMemoryStore(), { pendingBytes: 0 }),
];
const anyStorage = fc.constantFrom(...storages);

async function openWith(commits: readonly BlockCommit[], create = createMemoryStorage): Promise<Storage> {
  const storage = create();
  await storage.open();
  await storage.commit({ blocks: commits });
  return storage;
}

/** All pages together. Each begins where the one before it ended. */
async function allPages(read: (below?: number) => Promise<HistoryPage>, limit: number): Promise<BlockChanges[]> {
  const blocks: BlockChanges[] = [];
  for (let below: number | undefined; ; ) {
    const page = await read(below);
    if (below !== undefined) expect(page.below).toBe(below);
    expect(page.blocks.length).toBeLessThanOrEqual(limit);
    if (page.next !== null) expect(page.blocks.length).toBe(limit);
    blocks.push(...page.blocks);
    if (page.next === null) return blocks;
    below = page.next;
  }
}

const history = (storage: HistoryReader, account: Uint8Array, limit: number, below?: number): Promise<HistoryPage> =>
  accountHistory(storage, account, below === undefined ? { limit } : { limit, below });

const chains = fc.array(writes, { minLength: 1, maxLength: 12 });
const anyLimit = fc.constantFrom(1, 2, 3, 1000);

test('all pages of an account together are what every block did to it, pruned or not', async () => {
  await fc.assert(
    fc.asyncProperty(chains, anyLimit, anyStorage, fc.option(fc.nat(11)), async (given, limit, create, pruned) => {
      const commits = commitsOf(given, true);
      const storage = await openWith(commits, create);
      const prunedBelow = Math.min(pruned ?? 0, commits.length - 1);
      await storage.prune(prunedBelow);
      for (const account of accounts) {
        const found = await allPages((below) => history(storage, account, limit, below), limit);
        expect(found).toEqual(expectedHistory(commits, (ref) => isOf(account, ref), { prunedBelow }));
      }
    }),
    { numRuns: 60 },
  );
});

test('on an imported state the history begins above it', async () => {
  await fc.assert(
    fc.asyncProperty(chains, fc.nat(10), anyLimit, anyStorage, async (given, at, limit, create) => {
      const commits = commitsOf(given, true);
      const head = Math.min(at, commits.length - 1);
      const source = await openWith(commits.slice(0, head + 1));
      const target = create();
      await target.open();
      const records = async function* () {
        for (const domain of domainList) {
          for await (const [key, { topoheight, value }] of source.iterate(domain))
            yield { ref: { domain, key }, topoheight, value: value! };
        }
      };
      const { block, metadata } = commits[head]!;
      const blocks = async function* () {
        yield block;
      };
      await target.importState({ metadata, records: records(), blocks: blocks() });
      await target.commit({ blocks: commits.slice(head + 1) });
      for (const account of accounts) {
        const found = await allPages((below) => history(target, account, limit, below), limit);
        const expected = expectedHistory(commits, (ref) => isOf(account, ref), { importedAt: head });
        expect(found).toEqual(expected);
      }
    }),
    { numRuns: 60 },
  );
});

test('blocks that change nothing but what was deleted once: what is shown is right, and nothing else is missing', async () => {
  await fc.assert(
    fc.asyncProperty(chains, anyLimit, anyStorage, async (given, limit, create) => {
      const commits = commitsOf(given, false);
      const storage = await openWith(commits, create);
      const deleted = new Set(
        commits.flatMap(({ writes }) => writes.flatMap(({ ref, value }) => (value === null ? [nameOf(ref)] : []))),
      );
      const mayMiss = (ref: RecordRef): boolean => isPlural(ref.domain) && deleted.has(nameOf(ref));
      for (const account of accounts) {
        const found = await allPages((below) => history(storage, account, limit, below), limit);
        const all = expectedHistory(commits, (ref) => isOf(account, ref));
        for (const { topoheight, changes } of found) {
          const expected = all.find((block) => block.topoheight === topoheight);
          for (const change of changes) expect(expected?.changes).toContainEqual(change);
        }
        const shown = found.flatMap(({ topoheight, block, changes }) => {
          const kept = changes.filter(({ ref }) => !mayMiss(ref));
          return kept.length === 0 ? [] : [{ topoheight, block, changes: kept }];
        });
        expect(shown).toEqual(expectedHistory(commits, (ref) => isOf(account, ref) && !mayMiss(ref)));
      }
    }),
    { numRuns: 60 },
  );
});

test('all pages of one record together are its versions, deletions too', async () => {
  await fc.assert(
    fc.asyncProperty(
      chains,
      anyLimit,
      anyStorage,
      fc.nat(universe.length - 1),
      async (given, limit, create, record) => {
        const commits = commitsOf(given, false);
        const storage = await openWith(commits, create);
        const ref = universe[record]!;
        const read = (below?: number): Promise<HistoryPage> =>
          recordHistory(storage, ref, below === undefined ? { limit } : { limit, below });
        expect(await allPages(read, limit)).toEqual(expectedHistory(commits, (other) => compareRefs(other, ref) === 0));
      },
    ),
    { numRuns: 100 },
  );
});

const account = accounts[0]!;
const nonce = universe.findIndex((ref) => compareRefs(ref, nonceRef(account)) === 0);
const rising = (length: number, fork = 0): BlockCommit[] =>
  Array.from({ length }, (_, topoheight) =>
    commitAt(topoheight, [{ record: nonce, value: topoheight & 255 }], false, fork),
  );

test('the chain goes back between two pages: the second is of the chain as it is, and says where it begins', async () => {
  const storage = await openWith(rising(8));
  const first = await history(storage, account, 2);
  expect(first).toMatchObject({ below: 8, from: 0, next: 6 });
  const other = rising(5, 1).slice(4);
  await storage.commit({ rollbackTo: 3, blocks: other });
  const second = await history(storage, account, 2, first.next!);
  expect(second.below).toBe(5);
  expect(second.blocks.map(({ topoheight, block }) => [topoheight, block])).toEqual([
    [4, other[0]!.block.hash],
    [3, rising(4)[3]!.block.hash],
  ]);
  expect(second.next).toBe(3);
});

test('the chain goes back during a page: nothing wrong is returned', async () => {
  const storage = await openWith(rising(8));
  const snapshot = await storage.snapshot();
  const readMany = storage.readMany.bind(storage);
  vi.spyOn(storage, 'readMany').mockImplementationOnce(async (refs, at) => {
    const found = await readMany(refs, at);
    await storage.commit({ rollbackTo: 2, blocks: [] });
    return found;
  });
  await expect(history(storage, account, 5)).rejects.toMatchObject({ code: 'TOS_STORAGE_CONFLICT' });
  expect((await history(snapshot, account, 5)).blocks).toHaveLength(5);
  expect((await history(storage, account, 5)).blocks).toHaveLength(3);
});

test('a page reads what it shows and one version more per record, however long the history is', async () => {
  const storage = await openWith(rising(2000));
  let read = 0;
  let open = 0;
  const counting: HistoryReader = {
    metadata: () => storage.metadata(),
    hashesAt: (topoheights) => storage.hashesAt(topoheights),
    iterate: (...args) => storage.iterate(...args),
    readMany: (refs, at) => storage.readMany(refs, at),
    async *history(...args) {
      open++;
      try {
        for await (const version of storage.history(...args)) {
          read++;
          yield version;
        }
      } finally {
        open--;
      }
    },
  };
  expect((await history(counting, account, 20, 1500)).blocks).toHaveLength(20);
  expect(read).toBe(21);
  expect(open, 'histories left open').toBe(0);
});

test('an account without records, and a storage without a chain, have an empty history', async () => {
  const storage = await openWith(rising(3));
  const empty = createMemoryStorage();
  await empty.open();
  for (const limit of [1, 1000]) {
    expect(await history(storage, accounts[4]!, limit)).toEqual({ blocks: [], below: 3, from: 0, next: null });
    expect(await history(storage, account, limit, 0)).toEqual({ blocks: [], below: 0, from: 0, next: null });
    expect(await history(empty, account, limit)).toEqual({ blocks: [], below: 0, from: 0, next: null });
    expect(await recordHistory(empty, nonceRef(account), { limit })).toMatchObject({ blocks: [], next: null });
  }
});

test('wrong arguments are refused, on an empty storage too', async () => {
  const empty = createMemoryStorage();
  await empty.open();
  const refused = { code: 'TOS_INVALID_ARGUMENT' };
  for (const limit of [0, -1, 1001, 0.5, Number.NaN])
    await expect(history(empty, account, limit), `limit ${limit}`).rejects.toMatchObject(refused);
  for (const below of [-1, 0.5]) await expect(history(empty, account, 1, below)).rejects.toMatchObject(refused);
  await expect(history(empty, account.subarray(1), 1)).rejects.toMatchObject(refused);
  const ref = { domain: domains.nonce, key: 'no bytes' };
  await expect(Reflect.apply(recordHistory, null, [empty, ref, { limit: 1 }])).rejects.toMatchObject(refused);
});
