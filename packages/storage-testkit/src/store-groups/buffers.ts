import assert from 'node:assert/strict';
import type { StorePut, StoreRow } from '@tos/versioned-storage';
import { ALL_ROWS, assertRows, putsOf, row, rowsOf, withView } from '../store-fixture.ts';
import type { StoreGroup } from '../suite.ts';

export type StoreBufferTest =
  | 'buffers/what a caller does to them after a write changes nothing'
  | 'buffers/what a caller does to them after a read changes nothing'
  | 'buffers/the rows of a range are plain, and belong to the caller'
  | 'buffers/the rows of a range stay as they are, whatever is read and written later';

const ROWS: readonly StoreRow[] = [
  row([1], [1, 1, 1]),
  row([2, 2], []),
  { key: Uint8Array.of(3, 3, 3), value: new Uint8Array(100_000).fill(3) },
];

export const storeBufferGroup: StoreGroup<StoreBufferTest> = {
  name: 'buffers',
  tests: {
    async 'buffers/what a caller does to them after a write changes nothing'(kit) {
      const store = await kit.open();
      // Parts of a larger piece of memory: a Buffer's own `slice` would not copy them.
      const puts = putsOf('changes', ROWS).map(({ table, key, value }): StorePut => {
        return { table, key: partOf(key), value: value && partOf(value) };
      });
      await store.write(puts);
      for (const { key, value } of puts) {
        key.fill(99);
        value?.fill(99);
      }
      assertRows(await rowsOf(store, 'changes'), ROWS, 'changes');
      await store.write(putsOf('latest', ROWS));
      assertRows(await rowsOf(store, 'changes'), ROWS, 'after another write');
    },

    async 'buffers/what a caller does to them after a read changes nothing'(kit) {
      const store = await kit.open();
      await store.write(putsOf('changes', ROWS));
      await withView(store, async (view) => {
        const keys = ROWS.map(({ key }) => partOf(key));
        await view.read('changes', keys, () => undefined);
        const [from, to] = [partOf(ROWS[0]!.key), partOf(ROWS[2]!.key)];
        const found = await view.range('changes', { from, to, limit: 5 });
        for (const bytes of [...keys, from, to]) bytes.fill(99);
        assertRows(found, ROWS.slice(0, 2), 'a range');
        assertRows(await view.range('changes', ALL_ROWS), ROWS, 'all rows');
      });
    },

    async 'buffers/the rows of a range are plain, and belong to the caller'(kit) {
      const store = await kit.open();
      await store.write(putsOf('changes', ROWS));
      await withView(store, async (view) => {
        for (const reverse of [false, true]) {
          const found = await view.range('changes', { ...ALL_ROWS, reverse });
          for (const [i, { key, value }] of found.entries()) {
            assert.equal(key.constructor, Uint8Array, 'a key is a plain Uint8Array');
            assert.equal(value.constructor, Uint8Array, 'a value is a plain Uint8Array');
            // What the caller does to one row changes no other row of the result.
            key.fill(99);
            value.fill(99);
            const rest = reverse ? ROWS.toReversed() : ROWS;
            assertRows(found.slice(i + 1), rest.slice(i + 1), `the rows after row ${i}`);
          }
          assertRows(await view.range('changes', ALL_ROWS), ROWS, 'read again');
        }
      });
      assertRows(await rowsOf(store, 'changes'), ROWS, 'through another view');
    },

    async 'buffers/the rows of a range stay as they are, whatever is read and written later'(kit) {
      const store = await kit.open();
      await store.write(putsOf('changes', ROWS));
      const view = await store.view();
      const found = await view.range('changes', ALL_ROWS);
      await view.range('changes', { reverse: true, limit: 2 });
      for (let n = 0; n < 10; n++) {
        await store.write(
          putsOf(
            'changes',
            ROWS.map(({ key, value }) => ({ key, value: new Uint8Array(value.length).fill(n) })),
          ),
        );
        await view.read(
          'changes',
          ROWS.map(({ key }) => key),
          () => undefined,
        );
      }
      assertRows(found, ROWS, 'after writes');
      await view.close();
      await rowsOf(store, 'changes');
      assertRows(found, ROWS, 'after the end of the view');
      await store.close();
      assertRows(found, ROWS, 'after the end of the store');
    },
  },
};

/** A Buffer with some bytes, inside a larger piece of memory. */
function partOf(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(0xee), bytes, Uint8Array.of(0xee)]).subarray(1, -1);
}
