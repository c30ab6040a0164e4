import assert from 'node:assert/strict';
import type { StoreView } from '@tos/versioned-storage';
import { assertEqual } from '../assert-equal.ts';
import { rejectsWith } from '../rejects-with.ts';
import { ALL_ROWS, assertRows, deletionsOf, putsOf, readKeys, row, u64Key } from '../store-fixture.ts';
import type { StoreGroup } from '../suite.ts';

export type ViewTest =
  | 'views/stay as they were, in whatever order they are closed'
  | 'views/a walk goes on as it began'
  | 'views/a closed one does not answer, and may be closed twice'
  | 'views/those that are left open do not hold up closing the store';

export const viewGroup: StoreGroup<ViewTest> = {
  name: 'views',
  tests: {
    async 'views/stay as they were, in whatever order they are closed'(kit) {
      const store = await kit.open();
      const views: StoreView[] = [await store.view()];
      for (let n = 1; n <= 30; n++) {
        const puts = [...putsOf('order', [row([n], [n])]), ...putsOf('latest', [row([1], [n])])];
        // Every third write deletes, and each has a large row, so that a database uses space again.
        if (n % 3 === 0) puts.push(...deletionsOf('order', [Uint8Array.of(n - 1)]));
        puts.push(...putsOf('changes', [{ key: u64Key(n % 4), value: new Uint8Array(50_000).fill(n) }]));
        await store.write(puts.toSorted((a, b) => Buffer.compare(a.key, b.key)));
        views.push(await store.view());
      }
      const left = [...views.keys()];
      while (left.length > 0) {
        const [n] = left.splice(kit.random.below(left.length), 1);
        const view = views[n!]!;
        const numbers = Array.from({ length: n! }, (_, i) => i + 1);
        const kept = numbers.filter((i) => !((i + 1) % 3 === 0 && i + 1 <= n!));
        assertRows(
          await view.range('order', ALL_ROWS),
          kept.map((i) => row([i], [i])),
          `view ${n}`,
        );
        assertEqual(await readKeys(view, 'latest', [Uint8Array.of(1)]), [n === 0 ? undefined : Uint8Array.of(n!)]);
        const large = numbers.slice(-4).map((i) => ({ key: u64Key(i % 4), value: new Uint8Array(50_000).fill(i) }));
        const sorted = large.toSorted((a, b) => Buffer.compare(a.key, b.key));
        assertRows(await view.range('changes', ALL_ROWS), sorted, `view ${n}, large rows`);
        await view.close();
      }
    },

    async 'views/a walk goes on as it began'(kit) {
      const store = await kit.open();
      const rows = Array.from({ length: 200 }, (_, i) => ({ key: u64Key(i), value: Uint8Array.of(i) }));
      await store.write(putsOf('latest', rows));
      const view = await store.view();
      const found = [...(await view.range('latest', { limit: 10 }))];
      while (found.length < rows.length) {
        const from = Uint8Array.of(...found.at(-1)!.key, 0);
        // The rows ahead of the walk are deleted, replaced, and joined by others.
        const n = found.length;
        await store.write([
          { table: 'latest', key: u64Key(n), value: null },
          { table: 'latest', key: Uint8Array.of(...u64Key(n), 1), value: Uint8Array.of(1) },
          { table: 'latest', key: u64Key(n + 1), value: Uint8Array.of(255) },
        ]);
        const page = await view.range('latest', { from, limit: 10 });
        assert.ok(page.length > 0, `the walk ends after ${n} rows`);
        found.push(...page);
      }
      assertRows(found, rows, 'the walk');
      await view.close();
    },

    async 'views/a closed one does not answer, and may be closed twice'(kit) {
      const store = await kit.open();
      await store.write(putsOf('latest', [row([1], [1])]));
      const [view, other] = [await store.view(), await store.view()];
      await view.close();
      await view.close();
      await rejectsWith((async () => view.range('latest', ALL_ROWS))(), 'TOS_NOT_OPEN');
      await rejectsWith((async () => view.read('latest', [Uint8Array.of(1)], () => undefined))(), 'TOS_NOT_OPEN');
      // A database that uses memory of closed views again must not mix them up.
      const third = await store.view();
      await view.close();
      assertRows(await third.range('latest', ALL_ROWS), [row([1], [1])], 'a view that was taken later');
      await rejectsWith((async () => view.range('latest', ALL_ROWS))(), 'TOS_NOT_OPEN');
      assertRows(await other.range('latest', ALL_ROWS), [row([1], [1])], 'another view');
      await other.close();
      await third.close();
    },

    async 'views/those that are left open do not hold up closing the store'(kit) {
      const location = kit.location();
      const store = await kit.open(location);
      await store.write(putsOf('latest', [row([1], [1])]));
      const views = [await store.view(), await store.view()];
      await store.close();
      await rejectsWith((async () => views[0]!.range('latest', ALL_ROWS))(), 'TOS_NOT_OPEN');
      await rejectsWith((async () => views[0]!.read('latest', [Uint8Array.of(1)], () => undefined))(), 'TOS_NOT_OPEN');
      await views[1]!.close();
      const again = await kit.open(location);
      await views[0]!.close();
      await again.write(putsOf('order', [row([2], [2])]));
      const view = await again.view();
      const expected = again.manifest.persistent ? [row([1], [1])] : [];
      assertRows(await view.range('latest', ALL_ROWS), expected, 'opened again');
      await view.close();
    },
  },
};
