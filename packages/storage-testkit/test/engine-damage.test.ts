import { isDeepStrictEqual } from 'node:util';
import { isTosError } from '@tos/protocol';
import { createMemoryStorage, type Storage, type StoredVersion, type VersionedWrite } from '@tos/state';
import { createVersionedStorage, type StorePut } from '@tos/versioned-storage';
import { expect, test } from 'vitest';
import { assertEqual } from '../src/assert-equal.ts';
import {
  A,
  B,
  blockAt,
  C,
  collect,
  deletedVersion,
  deletion,
  headOf,
  ref,
  version,
  write,
} from '../src/chain-fixture.ts';
import { MemoryDisk, Random } from '../src/index.ts';
import { contentOf, type Questions, questionsFor } from './content-of.ts';
import { EngineHistory, universeOf } from './engine-history.ts';

const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const PENDING_BYTES = [0, 300, 2 ** 26] as const;

async function opened(disk: MemoryDisk, pendingBytes: number): Promise<Storage> {
  const storage = createVersionedStorage(disk.store(), { pendingBytes });
  await storage.open();
  return storage;
}

const D = ref(9);
const BLOCKS = [
  [write(A, 1), write(B, 1)],
  [write(A, 2), write(D, 1)],
  [write(B, 2)],
  [write(A, 3), deletion(D)],
  [write(B, 3)],
] as const;
const LAST = BLOCKS.length;

/** What a caller may say wrongly of the version that a write at topoheight 5 replaces. The record A has versions at 3, 1 and 0. */
const lies: readonly (readonly [name: string, write: VersionedWrite])[] = [
  ['an earlier version', { ...write(A, 9), previous: version(1, 0, 2) }],
  ['an earlier topoheight', { ...write(A, 9), previous: version(2, 1, 3) }],
  ['a later topoheight', { ...write(A, 9), previous: version(4, 1, 3) }],
  ['another link', { ...write(A, 9), previous: version(3, 0, 3) }],
  ['a link to a block without the record', { ...write(A, 9), previous: version(3, 2, 3) }],
  ['no link', { ...write(A, 9), previous: version(3, null, 3) }],
  ['a link of a first version', { ...write(C, 9), previous: version(2, 1, 3) }],
  ['another value', { ...write(A, 9), previous: version(3, 1, 4) }],
  ['a longer value', { ...write(A, 9), previous: version(3, 1, 3, 0) }],
  ['an empty value', { ...write(A, 9), previous: version(3, 1) }],
  ['a deletion of a live record', { ...write(A, 9), previous: deletedVersion(3, 1) }],
  ['no version of a record that has one', { ...write(A, 9), previous: null }],
  ['no version of a deleted record', { ...write(D, 9), previous: null }],
  ['a value of a deleted record', { ...write(D, 9), previous: version(3, 1, 1) }],
  ['a version of a record that has none', { ...write(C, 9), previous: version(2, null, 1) }],
  ['a deletion of a record that has none', { ...write(C, 9), previous: deletedVersion(2, null) }],
];

test.each(lies)('a caller who names %s is found', async (_, lie) => {
  for (const pendingBytes of PENDING_BYTES) {
    const disk = new MemoryDisk();
    let storage = await opened(disk, pendingBytes);
    for (const [n, writes] of BLOCKS.entries()) await storage.commit({ blocks: [blockAt(n, writes)] });
    // Above the watermark of pruning, nothing that is named is trusted.
    if (pendingBytes === PENDING_BYTES[1]) await storage.prune(1);
    expect(await collect(storage.problems())).toEqual([]);
    const truth = await trueHistory(storage, lie);
    await storage.commit({ blocks: [blockAt(LAST, [lie])] });
    const expectFound = async (when: string): Promise<void> =>
      expect(await collect(storage.problems()), `${pendingBytes} pending bytes, ${when}`).not.toEqual([]);
    await expectFound('at once');
    await storage.close();
    storage = await opened(disk, pendingBytes);
    await expectFound('opened again');
    await storage.commit({ blocks: [blockAt(LAST + 1, [write(A, 10), write(C, 10), write(D, 10)])] });
    await expectFound('after another block');
    // Undoing the block may put the wrong version where it is the newest one. Then it is found as well.
    await storage.commit({ rollbackTo: LAST - 1, blocks: [] });
    const isTrue = JSON.stringify(await trueHistory(storage, lie)) === JSON.stringify(truth);
    if (!isTrue) await expectFound('after the block was undone');
    await storage.close();
  }
});

/** The versions of the record of a write, or the error of reading them. */
async function trueHistory(storage: Storage, { ref: record }: VersionedWrite): Promise<StoredVersion[] | string> {
  return collect(storage.history(record)).catch((error: unknown) => String(error));
}

test('a caller who names a version that cannot be is refused', async () => {
  const storage = await opened(new MemoryDisk(), 0);
  for (const [n, writes] of BLOCKS.entries()) await storage.commit({ blocks: [blockAt(n, writes)] });
  for (const previous of [
    version(LAST, 3, 1),
    version(LAST + 1, 3, 1),
    version(3, 3, 1),
    version(3, 4, 1),
    version(-1, null, 1),
  ]) {
    const lie: VersionedWrite = { ...write(A, 9), previous };
    const attempt = storage.commit({ blocks: [blockAt(LAST, [lie])] });
    await expect(attempt, JSON.stringify(previous)).rejects.toMatchObject({ code: 'TOS_INVALID_ARGUMENT' });
  }
  expect(await headOf(storage)).toBe(LAST - 1);
  expect(await collect(storage.problems())).toEqual([]);
  await storage.close();
});

const FLIPS_PER_ROW = 2 * FACTOR;

/** The outcome of damage for a storage: what is refused or found, or that nothing has changed. */
async function outcomeOf(disk: MemoryDisk, questions: Questions, expected: unknown): Promise<string> {
  const storage = createVersionedStorage(disk.store(), { pendingBytes: 2 ** 26 });
  try {
    await storage.open();
    const content = await contentOf(storage, questions);
    const [problem] = await collect(storage.problems());
    if (problem !== undefined) return 'found';
    return isDeepStrictEqual(content, expected) ? 'harmless' : 'silent';
  } catch (error) {
    if (isTosError(error)) return 'refused';
    throw error;
  } finally {
    await storage.close();
  }
}

/**
 * What only `verifyChain` can check, by the hash and the bytes of a block: the block's own row, the facts about the chain at a block, and the
 * blocks in which a transaction is found. @tos/chain has the test with wrong bits there.
 */
function belongsToChain({ table, key }: StorePut): boolean {
  return table === 'blocks' || table === 'transactions' || (table === 'metadata' && key[0] === CHAIN_METADATA);
}

const CHAIN_METADATA = 2;

test('a wrong bit in any stored key or value is refused, found or harmless', async () => {
  const seed = Number(process.env['TOS_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
  const random = new Random(seed);
  const outcomes = new Map<string, number>();
  const silent: string[] = [];
  for (const pendingBytes of PENDING_BYTES) {
    const model = createMemoryStorage();
    await model.open();
    const history = new EngineHistory(random, { model, universe: universeOf(false) });
    const disk = new MemoryDisk();
    const storage = await opened(disk, pendingBytes);
    for (let i = 0; i < 12; i++) {
      const step = await history.next();
      await step.run(model);
      await step.run(storage);
    }
    const questions = questionsFor(random, { universe: history.universe, ids: history.ids, head: await headOf(model) });
    await storage.close();
    const expected = await contentOf(model, questions);
    await model.close();
    const rows = await disk.rows();
    for (const put of rows) {
      for (let flip = 0; flip < FLIPS_PER_ROW; flip++) {
        const inKey = flip % 2 === 0;
        const damaged = flipped(put, random, inKey);
        if (damaged === null || (!inKey && belongsToChain(put))) continue;
        const other = new MemoryDisk();
        await other.write(sorted([...rows.filter((row) => row !== put), damaged]));
        const outcome = await outcomeOf(other, questions, expected);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        if (outcome === 'silent')
          silent.push(
            `${put.table} ${hex(put.key)} to ${hex(damaged.key)}: ${hex(put.value)} to ${hex(damaged.value)}`,
          );
      }
    }
  }
  assertEqual(silent, [], `seed ${seed}`);
  process.stdout.write(`wrong bits: ${[...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}\n`);
  // Nearly every bit has a meaning: this shows that the test flips bits of the data.
  expect(outcomes.get('refused') ?? 0).toBeGreaterThan(0);
  expect(outcomes.get('found') ?? 0).toBeGreaterThan(0);
}, 600_000);

/** A row with one wrong bit in its key or value; null if that has none. */
function flipped({ table, key, value }: StorePut, random: Random, inKey: boolean): StorePut | null {
  const part = inKey ? key : value;
  if (part === null || part.length === 0) return null;
  const bit = random.below(8 * part.length);
  const wrong = part.with(bit >> 3, part[bit >> 3]! ^ (1 << (bit & 7)));
  return inKey ? { table, key: wrong, value } : { table, key, value: wrong };
}

function sorted(puts: readonly StorePut[]): StorePut[] {
  return puts.toSorted((a, b) => Buffer.compare(a.key, b.key));
}

function hex(bytes: Uint8Array | null): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
