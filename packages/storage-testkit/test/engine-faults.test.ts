import assert from 'node:assert/strict';
import { isTosError } from '@tos/protocol';
import { createMemoryStorage, domains, type ImportRecord, type Storage } from '@tos/state';
import { createVersionedStorage } from '@tos/versioned-storage';
import { expect, test } from 'vitest';
import { assertEqual } from '../src/assert-equal.ts';
import { A, blockAt, collect, hashOf, headOf, write } from '../src/chain-fixture.ts';
import { FaultyStore, MemoryDisk, Random } from '../src/index.ts';
import type { Fault } from '../src/stores/faulty-store.ts';
import { assertContent, contentOf, type Questions, questionsFor } from './content-of.ts';
import { EngineHistory, type EngineStep, universeOf } from './engine-history.ts';

const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const STEPS = 8;

/** A step, and the answers of the model after it to questions that are asked before it and after it. */
interface Recorded {
  readonly step: EngineStep;
  readonly questions: Questions;
  readonly before: unknown;
  readonly after: unknown;
}

/** Steps of one call each, with what the storage in memory answers. The same steps go through every fault. */
async function record(random: Random, many: boolean): Promise<Recorded[]> {
  const model = createMemoryStorage();
  await model.open();
  const history = new EngineHistory(random, { model, universe: universeOf(many), besides: false });
  const recorded: Recorded[] = [];
  for (let i = 0; i < STEPS; i++) {
    const step = await history.next();
    const before = await model.snapshot();
    const head = await headOf(model);
    const questions = questionsFor(random, { universe: history.universe, ids: history.ids, head: head + 2 });
    recorded.push({ step, questions, before: await contentOf(model, questions), after: undefined });
    await before.close();
    await step.run(model);
    recorded[i] = { ...recorded[i]!, after: await contentOf(model, questions) };
  }
  await model.close();
  return recorded;
}

test.each([
  ['refuses', 0, false],
  ['refuses', 700, false],
  ['tears', 0, false],
  ['tears', 700, false],
  // Flushes of many records take several writes.
  ['tears', 6_000, true],
] as const)(
  'when the store %s at any one call, a storage has all of the step or nothing, and goes on (%i pending bytes)',
  async (fault, pendingBytes, many) => {
    const seed = Number(process.env['TOS_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
    for (let run = 0; run < FACTOR; run++) {
      const recorded = await record(new Random(seed + run), many);
      let hasFailed = true;
      let at = 0;
      for (; hasFailed; at++)
        hasFailed = await failAt(recorded, { fault, at, pendingBytes, name: `seed ${seed}, run ${run}, call ${at}` });
      expect(at, 'calls that failed').toBeGreaterThan(STEPS);
    }
  },
);

/** Runs the steps over a store that fails at one call. @returns false when there are fewer calls */
async function failAt(
  recorded: readonly Recorded[],
  {
    fault,
    at,
    pendingBytes,
    name,
  }: { readonly fault: Fault; readonly at: number; readonly pendingBytes: number; readonly name: string },
): Promise<boolean> {
  const disk = new MemoryDisk();
  const store = new FaultyStore(disk.store(), { fault, at });
  let storage = await opened(store, pendingBytes);
  let left = 2;
  for (const [i, { step, questions, before, after }] of recorded.entries()) {
    const message = `${name}, step ${i}: ${step.name}`;
    if (i % 4 === 3) {
      await storage.close();
      storage = await opened(store, pendingBytes);
    }
    const error: unknown = await step.run(storage).then(
      () => null,
      (caught: unknown) => caught,
    );
    if (error !== null) {
      assert.ok(isTosError(error) && error.code === 'TOS_STORAGE_FAILURE', `${message}: ${String(error)}`);
      const content = await contentOf(storage, questions);
      const isDone = areEqual(content, after);
      if (!isDone) {
        assertContent(content, before, `${message}, after its failure`);
        await step.run(storage);
      }
    }
    // The next step shows whether the storage goes on; the last one is looked at below.
    if (store.hasFailed && left-- > 0) assertContent(await contentOf(storage, questions), after, message);
  }
  if (!store.hasFailed) return false;
  assertEqual(await collect(storage.problems()), [], name);
  await storage.close();
  const again = await opened(disk.store(), pendingBytes);
  const { questions, after } = recorded.at(-1)!;
  assertContent(await contentOf(again, questions), after, `${name}, opened again`);
  assertEqual(await collect(again.problems()), [], `${name}, opened again`);
  await again.close();
  return true;
}

/** Opens a storage, a second time if the store fails meanwhile. */
async function opened(store: FaultyStore | ReturnType<MemoryDisk['store']>, pendingBytes: number): Promise<Storage> {
  const storage = createVersionedStorage(store, { pendingBytes });
  try {
    await storage.open();
  } catch (error) {
    assert.ok(isTosError(error) && error.code === 'TOS_STORAGE_FAILURE', String(error));
    await storage.open();
  }
  return storage;
}

function areEqual(found: unknown, expected: unknown): boolean {
  try {
    assertContent(found, expected, '');
    return true;
  } catch {
    return false;
  }
}

test('when the store says that a write is done, and it is not, a storage refuses to answer until it is opened again', async () => {
  const seed = Number(process.env['TOS_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
  for (const pendingBytes of [0, 700]) {
    const recorded = await record(new Random(seed), false);
    let hasFailed = true;
    for (let at = 0; hasFailed; at++) {
      const name = `seed ${seed}, ${pendingBytes} pending bytes, write ${at}`;
      const disk = new MemoryDisk();
      const store = new FaultyStore(disk.store(), { fault: 'lies', at });
      const storage = createVersionedStorage(store, { pendingBytes });
      await storage.open().catch(() => storage.open());
      for (const [i, { step }] of recorded.entries()) {
        const error: unknown = await step.run(storage).then(
          () => null,
          (caught: unknown) => caught,
        );
        if (!store.hasFailed) continue;
        // A step of one write is not known to be lost before something is read.
        const found: unknown = error ?? (await storage.metadata().catch((caught: unknown) => caught));
        const message = `${name}, step ${i}: ${step.name}`;
        assert.ok(isTosError(found) && found.code === 'TOS_STORAGE_CORRUPT', `${message}: ${String(found)}`);
        await storage.close();
        await storage.open();
        assertEqual(await collect(storage.problems()), [], message);
        break;
      }
      hasFailed = store.hasFailed;
      await storage.close();
    }
  }
});

test('a reader beside an import that fails sees the chain that comes after it', async () => {
  const disk = new MemoryDisk();
  const storage = await opened(disk.store(), 2 ** 26);
  const reader = await opened(disk.store({ readOnly: true }), 2 ** 26);
  const seen: unknown[] = [];
  const records = async function* (): AsyncGenerator<ImportRecord> {
    for (let i = 0; i < 30_000; i++) {
      if (i % 1_000 === 0) seen.push(await reader.metadata());
      yield { ref: { domain: domains.nonce, key: hashOf(i) }, topoheight: 1, value: Uint8Array.of(1) };
    }
    throw new Error('the source is cut off');
  };
  const importing = storage.importState({ records: records(), metadata: blockAt(1).metadata });
  await expect(importing).rejects.toThrow('the source is cut off');
  expect(new Set(seen)).toEqual(new Set([undefined]));
  for (let n = 0; n < 60; n++) {
    await storage.commit({ blocks: [blockAt(n, [write(A, n)])] });
    expect((await reader.readMany([A]))[0]?.topoheight, `after block ${n}`).toBe(n);
  }
  await reader.close();
  await storage.close();
});
