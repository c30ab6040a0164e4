import assert from 'node:assert/strict';
import { type OrderedStore, type StoreRow, storeTables } from '@tos/versioned-storage';
import { assertEqual } from '../assert-equal.ts';
import { rejectsWith } from '../rejects-with.ts';
import { assertRows, putsOf, row, rowsOf } from '../store-fixture.ts';
import type { StoreGroup } from '../suite.ts';

export type StoreLifecycleTest =
  | 'lifecycle/the manifest is frozen, plain and always the same'
  | 'lifecycle/opens again: with everything, or empty when volatile'
  | 'lifecycle/closed twice, and before it was opened'
  | 'lifecycle/a second writer is refused, a later one is not'
  | 'lifecycle/readOnly reads what is there'
  | 'lifecycle/readOnly needs data and makes none'
  | 'lifecycle/a location that cannot be is a clear error'
  | 'lifecycle/two locations are apart'
  | 'lifecycle/its size grows with what it holds'
  | 'lifecycle/a sound store has no problems';

export const storeLifecycleGroup: StoreGroup<StoreLifecycleTest> = {
  name: 'lifecycle',
  tests: {
    async 'lifecycle/the manifest is frozen, plain and always the same'(kit) {
      const store = kit.make();
      const { manifest } = store;
      const before = structuredClone(manifest);
      assert.ok(Object.isFrozen(manifest), 'the manifest is frozen');
      const keys = ['concurrentReaders', 'durability', 'name', 'persistent'];
      assertEqual(Object.keys(manifest).toSorted(), keys);
      assert.match(manifest.name, /^[a-z][a-z0-9-]*$/);
      assert.ok(['none', 'process', 'power'].includes(manifest.durability), 'a durability that there is');
      assert.ok(['none', 'threads', 'processes'].includes(manifest.concurrentReaders), 'readers that there are');
      assert.equal(manifest.persistent, manifest.durability !== 'none');
      assert.equal(store.readOnly, false);
      await store.open();
      await store.write(putsOf('latest', [row([1], [1])]));
      assertEqual(structuredClone(store.manifest), before);
      await store.close();
      assertEqual(structuredClone(store.manifest), before);
    },

    async 'lifecycle/opens again: with everything, or empty when volatile'(kit) {
      const location = kit.location();
      const store = await kit.open(location);
      const rows = [
        row([1], [1]),
        row([2], []),
        { key: new Uint8Array(1_100).fill(3), value: new Uint8Array(5_000).fill(3) },
      ];
      await store.write(storeTables.flatMap((table) => putsOf(table, rows)));
      await store.close();
      const expected = store.manifest.persistent ? rows : [];
      await store.open();
      await assertEverywhere(store, expected, 'opened again');
      await store.close();
      await assertEverywhere(await kit.open(location), expected, 'opened by another store');
    },

    async 'lifecycle/closed twice, and before it was opened'(kit) {
      const location = kit.location();
      const store = kit.make(location);
      await store.close();
      await store.open();
      await store.write(putsOf('latest', [row([1], [1])]));
      await store.close();
      await store.close();
      // The second close of a store must not release a location that another store has locked meanwhile.
      const other = await kit.open(location);
      await store.close();
      await other.write(putsOf('latest', [row([2], [2])]));
      if (other.manifest.persistent) await rejectsWith(kit.make(location).open(), 'TOS_DATADIR_LOCKED');
    },

    async 'lifecycle/a second writer is refused, a later one is not'(kit) {
      const location = kit.location();
      const store = await kit.open(location);
      if (!store.manifest.persistent) return 'unsupported';
      const second = kit.make(location);
      await rejectsWith(second.open(), 'TOS_DATADIR_LOCKED');
      await store.write(putsOf('latest', [row([1], [1])]));
      // A close after an opening that failed must not release the location that the first store holds.
      await second.close();
      await rejectsWith(second.open(), 'TOS_DATADIR_LOCKED');
      await store.close();
      await second.open();
      await second.write(putsOf('latest', [row([2], [2])]));
      await rejectsWith(store.open(), 'TOS_DATADIR_LOCKED');
      assertRows(await rowsOf(second, 'latest'), [row([1], [1]), row([2], [2])], 'the rows of both writers');
      return undefined;
    },

    async 'lifecycle/readOnly reads what is there'(kit) {
      const location = kit.location();
      const store = await kit.open(location);
      if (!store.manifest.persistent) return 'unsupported';
      await store.write(storeTables.flatMap((table) => putsOf(table, [row([1], [1])])));
      const isBeside = store.manifest.concurrentReaders !== 'none';
      if (!isBeside) await store.close();
      const reader = await kit.open(location, true);
      assert.equal(reader.readOnly, true);
      await assertEverywhere(reader, [row([1], [1])], 'beside the writer');
      if (isBeside) {
        await store.write(storeTables.flatMap((table) => putsOf(table, [row([2], [2])])));
        await assertEverywhere(reader, [row([1], [1]), row([2], [2])], 'after a write');
        await store.close();
        await assertEverywhere(reader, [row([1], [1]), row([2], [2])], 'after the end of the writer');
      }
      await reader.close();
      // A reader holds no location.
      await assertEverywhere(
        await kit.open(location),
        isBeside ? [row([1], [1]), row([2], [2])] : [row([1], [1])],
        'later',
      );
      return undefined;
    },

    async 'lifecycle/readOnly needs data and makes none'(kit) {
      const location = kit.location();
      const reader = kit.make(location, true);
      if (!reader.manifest.persistent) return 'unsupported';
      await rejectsWith(reader.open(), 'TOS_STORAGE_FAILURE');
      await reader.close();
      await rejectsWith(reader.open(), 'TOS_STORAGE_FAILURE');
      const writer = await kit.open(location);
      await assertEverywhere(writer, [], 'opened by a writer');
      return undefined;
    },

    async 'lifecycle/a location that cannot be is a clear error'(kit) {
      const store = kit.make(`${new URL(kit.module).pathname}/below/a/file`);
      if (!store.manifest.persistent) return 'unsupported';
      await rejectsWith(store.open(), 'TOS_STORAGE_FAILURE');
      await store.close();
      await rejectsWith(store.open(), 'TOS_STORAGE_FAILURE');
      return undefined;
    },

    async 'lifecycle/two locations are apart'(kit) {
      const [store, other] = [await kit.open(), await kit.open()];
      await store.write(putsOf('latest', [row([1], [1])]));
      await other.write(putsOf('latest', [row([2], [2])]));
      assertRows(await rowsOf(store, 'latest'), [row([1], [1])], 'the first');
      assertRows(await rowsOf(other, 'latest'), [row([2], [2])], 'the second');
    },

    async 'lifecycle/its size grows with what it holds'(kit) {
      const store = await kit.open();
      const before = await store.sizeOnDisk();
      // Bytes that no database can make smaller.
      await store.write([{ table: 'changes', key: Uint8Array.of(1), value: kit.random.bytes(3_000_000) }]);
      const after = await store.sizeOnDisk();
      assert.ok(Number.isSafeInteger(before) && before >= 0, `a size is a count of bytes: ${before}`);
      assert.ok(Number.isSafeInteger(after) && after > before, `${before} bytes, and ${after} after 3 MB more`);
    },

    async 'lifecycle/a sound store has no problems'(kit) {
      const store = await kit.open();
      const rows = Array.from(
        { length: 2_000 },
        (_, i): StoreRow => ({ key: Uint8Array.of(1, i >> 8, i), value: kit.random.bytes(i % 90) }),
      );
      await store.write(storeTables.flatMap((table) => putsOf(table, rows)));
      await store.write(
        storeTables.flatMap((table) =>
          putsOf(
            table,
            rows.slice(0, 500).map(({ key }) => ({ key, value: new Uint8Array(900) })),
          ),
        ),
      );
      const problems: string[] = [];
      for await (const problem of store.problems(() => undefined)) problems.push(problem);
      assertEqual(problems, []);
    },
  },
};

/** Asserts that every table has the same rows. */
async function assertEverywhere(store: OrderedStore, rows: readonly StoreRow[], message: string): Promise<void> {
  for (const table of storeTables) assertRows(await rowsOf(store, table), rows, `${table}, ${message}`);
}
