import { isDeepStrictEqual } from 'node:util';
import { createMemoryStorage, type Storage, type StorageSnapshot } from '@tos/state';
import { createVersionedStorage } from '@tos/versioned-storage';
import { test } from 'vitest';
import { assertEqual } from '../src/assert-equal.ts';
import { collect, headOf } from '../src/chain-fixture.ts';
import { MemoryDisk, Random } from '../src/index.ts';
import { assertContent, contentOf, type Questions, questionsFor, stateOf } from './content-of.ts';
import { EngineHistory, universeOf } from './engine-history.ts';
import { LaterStore } from './later-store.ts';

const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);
/** So few bytes that a flush begins with each block or with every few blocks, and takes several writes; and so many that none begins. */
const PENDING_BYTES = [0, 1, 500, 2_000, 20_000, 2 ** 26] as const;

interface Held {
  readonly snapshot: StorageSnapshot;
  readonly questions: Questions;
  readonly expected: unknown;
  readonly step: number;
}

test('reads beside a step, of the writer and of a reader, see the state before it or after it', async () => {
  const seed = Number(process.env['TOS_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
  for (let run = 0; run < 3 * FACTOR; run++) {
    const random = new Random(seed + run);
    const model = createMemoryStorage();
    await model.open();
    const disk = new MemoryDisk();
    const opened = async (readOnly: boolean): Promise<Storage> => {
      const store = new LaterStore(disk.store({ readOnly }), random);
      const made = createVersionedStorage(store, { pendingBytes: random.pick(PENDING_BYTES) });
      await made.open();
      return made;
    };
    const storage = await opened(false);
    const reader = await opened(true);
    const history = new EngineHistory(random, { model, universe: universeOf(run % 3 === 2), besides: false });
    for (let number = 0; number < 20; number++) {
      const step = await history.next();
      const head = await headOf(model);
      const questions = questionsFor(random, { universe: history.universe, ids: history.ids, head: head + 2 });
      const message = `seed ${seed}, run ${run}, step ${number}: ${step.name}`;
      const snapshots: Promise<StorageSnapshot>[] = [];
      let isDone = false;
      const done = step.run(storage).finally(() => {
        isDone = true;
      });
      while (!isDone && snapshots.length < 6) {
        snapshots.push((random.below(2) === 0 ? storage : reader).snapshot());
        await new Promise((resolve) => setImmediate(resolve));
      }
      await done;
      const before = await stateOf(model, questions);
      await step.run(model);
      const after = await stateOf(model, questions);
      for (const snapshot of await Promise.all(snapshots)) {
        const state = await stateOf(snapshot, questions);
        if (!isDeepStrictEqual(state, before)) assertContent(state, after, message);
        await snapshot.close();
      }
      assertContent(await stateOf(storage, questions), after, message);
      assertContent(await stateOf(reader, questions), after, `${message}, a reader`);
    }
    await storage.close();
    await reader.close();
    await model.close();
  }
});

test.each([
  { records: 'few', many: false, runs: 8, steps: 30 },
  { records: 'many', many: true, runs: 1, steps: 30 },
])(
  'over a store, $records records have the content of the storage in memory after every step',
  async ({ many, runs, steps }) => {
    const seed = Number(process.env['TOS_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
    for (let run = 0; run < runs * FACTOR; run++)
      await runHistory(new Random(seed + run), { many, steps, name: `seed ${seed}, run ${run}` });
  },
);

async function runHistory(
  random: Random,
  { many, steps, name }: { readonly many: boolean; readonly steps: number; readonly name: string },
): Promise<void> {
  const disk = new MemoryDisk();
  const open = async (readOnly: boolean): Promise<Storage> => {
    const storage = createVersionedStorage(disk.store({ readOnly }), { pendingBytes: random.pick(PENDING_BYTES) });
    await storage.open();
    return storage;
  };
  const model = createMemoryStorage();
  await model.open();
  let storage = await open(false);
  let reader = await open(true);
  let held: Held[] = [];
  const history = new EngineHistory(random, { model, universe: universeOf(many) });
  const ask = async (): Promise<Questions> =>
    questionsFor(random, { universe: history.universe, ids: history.ids, head: await headOf(model) });
  for (let number = 0; number < steps; number++) {
    if (random.below(12) === 0) {
      await storage.close();
      held = [];
      storage = await open(false);
    }
    if (random.below(12) === 0) {
      await reader.close();
      reader = await open(true);
    }
    const step = await history.next();
    await step.run(storage);
    await step.run(model);
    const message = `${name}, step ${number}: ${step.name}`;
    const questions = await ask();
    const expected = await contentOf(model, questions);
    assertContent(await contentOf(storage, questions), expected, message);
    if (random.below(3) === 0) assertContent(await contentOf(reader, questions), expected, `${message}, a reader`);
    for (const one of held) {
      assertContent(await stateOf(one.snapshot, one.questions), one.expected, `${message}, snapshot of ${one.step}`);
    }
    if (random.below(3) === 0) assertEqual(await collect(storage.problems()), [], message);
    if (random.below(4) === 0) {
      const source = random.below(3) === 0 ? reader : storage;
      if (source === storage)
        held.push({
          snapshot: await source.snapshot(),
          questions,
          expected: await stateOf(model, questions),
          step: number,
        });
    }
    if (held.length > 3) await held.splice(random.below(held.length), 1)[0]?.snapshot.close();
  }
  await storage.close();
  await reader.close();
  await model.close();
}
