import assert from 'node:assert/strict';
import { type OrderedStore, type StorePut, type StoreTable, storeTables } from '@tos/versioned-storage';
import { assertEqual } from '../assert-equal.ts';
import type { Random } from '../random.ts';
import { ALL_ROWS, assertRows, putsOf, readKeys, row, rowsOf, u64Key, withView } from '../store-fixture.ts';
import { StoreModel } from '../store-model.ts';
import type { StoreGroup } from '../suite.ts';

export type AtomicTest =
  | 'atomic/a write of nothing'
  | 'atomic/a write whose source throws changes nothing'
  | 'atomic/reads beside a write see all of it or nothing'
  | 'atomic/random writes do what a map of rows says';

const RUNS = 8;
const STEPS = 30;

export const atomicGroup: StoreGroup<AtomicTest> = {
  name: 'atomic',
  tests: {
    async 'atomic/a write of nothing'(kit) {
      const store = await kit.open();
      await store.write([]);
      await store.write(putsOf('latest', [row([1], [1])]));
      await store.write([]);
      assertRows(await rowsOf(store, 'latest'), [row([1], [1])], 'latest');
    },

    async 'atomic/a write whose source throws changes nothing'(kit) {
      const location = kit.location();
      const store = await kit.open(location);
      const model = new StoreModel();
      const first = storeTables.flatMap((table) => putsOf(table, [row([1], [1]), row([2], [2])]));
      await store.write(first);
      model.apply(first);
      // The source throws after few rows, after rows of all tables, and after megabytes.
      for (const count of [0, 1, 3, 40, 2_000]) {
        await assert.rejects(store.write(throwing(count)));
        await assertLike(store, model, `after ${count} rows`);
        const next = putsOf('order', [row([3, count & 255], [count & 255])]);
        await store.write(next);
        model.apply(next);
        await assertLike(store, model, `after the write that follows ${count} rows`);
      }
      if (!store.manifest.persistent) return;
      await store.close();
      await assertLike(await kit.open(location), model, 'opened again');
    },

    async 'atomic/reads beside a write see all of it or nothing'(kit) {
      const store = await kit.open();
      for (let n = 1; n <= 20; n++) {
        const write = store.write(everywhere(n));
        let isDone = false;
        const end = (): void => {
          isDone = true;
        };
        write.then(end, end);
        do {
          const wasDone = isDone;
          const numbers = await withView(store, async (view) => {
            const found = await Promise.all(storeTables.map((table) => readKeys(view, table, [u64Key(1), u64Key(50)])));
            return found.flat().map((value) => value?.[0] ?? 0);
          });
          const [seen] = numbers;
          assertEqual(new Set(numbers), new Set([seen]), `a view shows parts of write ${n}`);
          assert.ok(seen === n || (seen === n - 1 && !wasDone), `a view beside write ${n} shows write ${seen}`);
          await new Promise((resolve) => setImmediate(resolve));
        } while (!isDone);
        await write;
      }
    },

    async 'atomic/random writes do what a map of rows says'(kit) {
      for (let run = 0; run < RUNS * kit.factor; run++) {
        const location = kit.location();
        let store = await kit.open(location);
        const model = new StoreModel();
        for (let step = 0; step < STEPS; step++) {
          const puts = randomPuts(kit.random);
          // The kinds of iterables that there are: a list, and a generator that goes through it once.
          await store.write(kit.random.below(2) === 0 ? puts : once(puts));
          model.apply(puts);
          if (store.manifest.persistent && kit.random.below(8) === 0) {
            await store.close();
            store = await kit.open(location);
          }
          await assertLike(store, model, `run ${run}, step ${step}`);
        }
        const problems: string[] = [];
        for await (const problem of store.problems(() => undefined)) problems.push(problem);
        assertEqual(problems, [], `run ${run}`);
        await store.close();
      }
    },
  },
};

async function assertLike(store: OrderedStore, model: StoreModel, message: string): Promise<void> {
  await withView(store, async (view) => {
    for (const table of storeTables) {
      const rows = model.rows(table);
      assertRows(await view.range(table, ALL_ROWS), rows, `${message}: ${table}`);
      const found = await readKeys(
        view,
        table,
        rows.map(({ key }) => key),
      );
      assertEqual(
        found,
        rows.map(({ value }) => value),
        `${message}: ${table}, read`,
      );
    }
  });
}

function* once(puts: readonly StorePut[]): Generator<StorePut> {
  yield* puts;
}

function* throwing(count: number): Generator<StorePut> {
  for (let i = 0; i < count; i++) {
    const table = storeTables[i % storeTables.length]!;
    // The first rows replace and delete what is there.
    const value = i < storeTables.length ? null : new Uint8Array(i % 3 === 0 ? 4_000 : 40).fill(i);
    yield { table, key: u64Key(i).with(0, 1 + Math.floor(i / 256)), value };
  }
  throw new Error('of the source');
}

/** Puts of all tables in which every row has one number. */
function everywhere(n: number): StorePut[] {
  return storeTables.flatMap((table) =>
    Array.from({ length: 100 }, (_, i): StorePut => ({ table, key: u64Key(i), value: Uint8Array.of(n) })),
  );
}

/** Puts of some tables, each sorted by key. The tables take turns in a random way. */
function randomPuts(random: Random): StorePut[] {
  const lists = storeTables.flatMap((table) => (random.below(3) === 0 ? [] : [randomTablePuts(random, table)]));
  const puts: StorePut[] = [];
  while (lists.some((list) => list.length > 0)) {
    const list = lists[random.below(lists.length)]!;
    puts.push(...list.splice(0, 1 + random.below(4)));
  }
  return puts;
}

function randomTablePuts(random: Random, table: StoreTable): StorePut[] {
  const numbers = new Set(Array.from({ length: random.below(30) }, () => random.below(60)));
  return [...numbers]
    .toSorted((a, b) => a - b)
    .map((n): StorePut => {
      const value = random.below(3) === 0 ? null : random.bytes(random.pick([0, 1, 30, 300]));
      return { table, key: u64Key(n).subarray(random.below(2) === 0 ? 7 : 6), value };
    })
    .toSorted((a, b) => Buffer.compare(a.key, b.key));
}
