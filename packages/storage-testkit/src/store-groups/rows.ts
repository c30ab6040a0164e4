import assert from 'node:assert/strict';
import {
  MAX_STORE_KEY_SIZE,
  type StorePut,
  type StoreRow,
  storeTables,
  tablesOfLargeRows,
} from '@tos/versioned-storage';
import { assertEqual } from '../assert-equal.ts';
import { assertRows, deletionsOf, putsOf, readKeys, row, rowsOf, u64Key, withView } from '../store-fixture.ts';
import type { StoreGroup } from '../suite.ts';

export type RowTest =
  | 'rows/an empty store has none'
  | 'rows/put, replaced and deleted'
  | 'rows/an empty value is a row'
  | 'rows/keys of 1 byte to 1,100 bytes'
  | 'rows/values of 1 byte to 5 MB'
  | 'rows/each table has its own'
  | 'rows/20,000 of them, and none again'
  | 'rows/many keys are read in their order, repeated and missing ones too'
  | 'rows/an error of the callback reaches the caller, and the view goes on';

/** Sizes around the pages and cells of usual databases, and the size of a record's longest value. */
const SMALL_SIZES = [1, 2, 31, 127, 128, 255, 256, 511, 2_000, 4_000, 4_095, 4_096, 4_097, 8_000];
const LARGE_SIZES = [16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 200_000, 1_048_577, 5_000_000];

export const rowGroup: StoreGroup<RowTest> = {
  name: 'rows',
  tests: {
    async 'rows/an empty store has none'(kit) {
      const store = await kit.open();
      await withView(store, async (view) => {
        for (const table of storeTables) {
          assertEqual(await readKeys(view, table, [u64Key(0), Uint8Array.of(255)]), [undefined, undefined], table);
        }
      });
      for (const table of storeTables) assertRows(await rowsOf(store, table), [], table);
    },

    async 'rows/put, replaced and deleted'(kit) {
      const store = await kit.open();
      const rows = [row([1], [1]), row([1, 0], [2]), row([2], [3])];
      await store.write(putsOf('latest', rows));
      assertRows(await rowsOf(store, 'latest'), rows, 'put');
      await store.write(putsOf('latest', [row([1, 0], [9, 9])]));
      assertRows(await rowsOf(store, 'latest'), [rows[0]!, row([1, 0], [9, 9]), rows[2]!], 'replaced');
      // The deletion of a row that is not there changes nothing.
      await store.write(deletionsOf('latest', [Uint8Array.of(1), Uint8Array.of(1, 0, 0), Uint8Array.of(3)]));
      assertRows(await rowsOf(store, 'latest'), [row([1, 0], [9, 9]), rows[2]!], 'deleted');
      await store.write(putsOf('latest', [row([1], [4])]));
      assertRows(await rowsOf(store, 'latest'), [row([1], [4]), row([1, 0], [9, 9]), rows[2]!], 'put again');
    },

    async 'rows/an empty value is a row'(kit) {
      const store = await kit.open();
      await store.write(putsOf('heights', [row([1], []), row([2], [1])]));
      await store.write(putsOf('heights', [row([2], [])]));
      assertRows(await rowsOf(store, 'heights'), [row([1], []), row([2], [])], 'range');
      const found = await withView(store, (view) =>
        readKeys(
          view,
          'heights',
          [1, 2, 3].map((n) => Uint8Array.of(n)),
        ),
      );
      assertEqual(found, [new Uint8Array(), new Uint8Array(), undefined]);
    },

    async 'rows/keys of 1 byte to 1,100 bytes'(kit) {
      const store = await kit.open();
      const sizes = [1, 2, 33, 255, 256, 510, 511, 512, 1_024, MAX_STORE_KEY_SIZE - 1, MAX_STORE_KEY_SIZE];
      for (const byte of [0, 0x41, 0xff]) {
        // Keys of one byte each, so that the longer ones begin with all shorter ones, and of bytes that a text would not keep.
        const keys = sizes.map((size) => new Uint8Array(size).fill(byte));
        const rows = [...keys, kit.random.bytes(MAX_STORE_KEY_SIZE)].map(
          (key, i): StoreRow => ({ key, value: Uint8Array.of(i) }),
        );
        for (const table of storeTables) {
          await store.write(putsOf(table, rows));
          const found = await withView(store, (view) =>
            readKeys(
              view,
              table,
              rows.map(({ key }) => key),
            ),
          );
          assertEqual(
            found,
            rows.map(({ value }) => value),
            `${table}, keys of bytes ${byte}`,
          );
          await store.write(
            deletionsOf(
              table,
              rows.map(({ key }) => key),
            ),
          );
          assertRows(await rowsOf(store, table), [], `${table}, keys of bytes ${byte}, deleted`);
        }
      }
    },

    async 'rows/values of 1 byte to 5 MB'(kit) {
      const store = await kit.open();
      for (const table of storeTables) {
        const sizes = tablesOfLargeRows.includes(table) ? [...SMALL_SIZES, ...LARGE_SIZES] : SMALL_SIZES;
        const rows = sizes.map((size, i): StoreRow => ({ key: u64Key(i), value: pattern(size) }));
        for (const [i, one] of rows.entries())
          await store.write(putsOf(table, i % 2 === 0 ? [one] : rows.slice(i, i + 1)));
        assertRows(await rowsOf(store, table), rows, table);
        const found = await withView(store, (view) =>
          readKeys(
            view,
            table,
            rows.map(({ key }) => key),
          ),
        );
        assertRows(
          found.map((value, i) => ({ key: u64Key(i), value: value! })),
          rows,
          `${table}, read`,
        );
        // Large rows become small ones, and small ones large.
        const turned = rows.map(({ key }, i): StoreRow => ({ key, value: rows[rows.length - 1 - i]!.value }));
        await store.write(putsOf(table, turned));
        assertRows(await rowsOf(store, table), turned, `${table}, turned`);
      }
    },

    async 'rows/each table has its own'(kit) {
      const store = await kit.open();
      const key = Uint8Array.of(7);
      await store.write(storeTables.map((table, i): StorePut => ({ table, key, value: Uint8Array.of(i) })));
      for (const [i, table] of storeTables.entries()) assertRows(await rowsOf(store, table), [row([7], [i])], table);
      for (const [i, table] of storeTables.entries()) {
        await store.write([{ table, key, value: null }]);
        for (const [j, other] of storeTables.entries()) {
          assertRows(await rowsOf(store, other), j > i ? [row([7], [j])] : [], `${other}, after ${table}`);
        }
      }
    },

    async 'rows/20,000 of them, and none again'(kit) {
      const store = await kit.open();
      const rows = Array.from(
        { length: 20_000 },
        (_, i): StoreRow => ({ key: u64Key(i * 7), value: pattern(60 + (i % 50)) }),
      );
      await store.write(putsOf('latest', rows));
      assertRows(await rowsOf(store, 'latest'), rows, 'all');
      const odd = rows.filter((_, i) => i % 2 === 1);
      await store.write(
        deletionsOf(
          'latest',
          odd.map(({ key }) => key),
        ),
      );
      assertRows(
        await rowsOf(store, 'latest'),
        rows.filter((_, i) => i % 2 === 0),
        'half',
      );
      await store.write(
        deletionsOf(
          'latest',
          rows.map(({ key }) => key),
        ),
      );
      assertRows(await rowsOf(store, 'latest'), [], 'none');
    },

    async 'rows/many keys are read in their order, repeated and missing ones too'(kit) {
      const store = await kit.open();
      const rows = Array.from({ length: 1_000 }, (_, i): StoreRow => ({ key: u64Key(2 * i), value: pattern(i % 300) }));
      await store.write(putsOf('latest', rows));
      const numbers = Array.from({ length: 5_000 }, () => kit.random.below(2_100));
      const found = await withView(store, async (view) => {
        assertEqual(await readKeys(view, 'latest', []), []);
        return readKeys(view, 'latest', numbers.map(u64Key));
      });
      assertEqual(
        found,
        numbers.map((n) => (n % 2 === 0 ? rows[n / 2]?.value : undefined)),
      );
    },

    async 'rows/an error of the callback reaches the caller, and the view goes on'(kit) {
      const store = await kit.open();
      await store.write(putsOf('latest', [row([1], [1]), row([2], [2])]));
      await withView(store, async (view) => {
        const attempt = async (): Promise<void> =>
          view.read('latest', [Uint8Array.of(1), Uint8Array.of(2)], () => {
            throw new Error('of the callback');
          });
        await assert.rejects(attempt(), /of the callback/);
        assertEqual(await readKeys(view, 'latest', [Uint8Array.of(2)]), [Uint8Array.of(2)]);
      });
      await store.write(putsOf('latest', [row([2], [3])]));
      assertRows(await rowsOf(store, 'latest'), [row([1], [1]), row([2], [3])], 'after it');
    },
  },
};

/** Bytes that repeat after a prime number, so that a part of them is at its place only. */
function pattern(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i + size) % 251);
}
