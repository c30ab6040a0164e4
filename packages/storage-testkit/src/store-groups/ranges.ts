import { MAX_STORE_KEY_SIZE, type StoreRange, type StoreRow, type StoreView } from '@tos/versioned-storage';
import type { Random } from '../random.ts';
import { ALL_ROWS, assertRows, putsOf, row, u64Key, withView } from '../store-fixture.ts';
import type { StoreGroup } from '../suite.ts';

export type RangeTest =
  | 'ranges/bytes are unsigned, and a key comes before those that begin with it'
  | 'ranges/every combination of from, to, reverse and limit'
  | 'ranges/empty ones'
  | 'ranges/page by page, each row once'
  | 'ranges/bounds longer than any key'
  | 'ranges/rows of megabytes';

const RUNS = 6;
const RANGES_PER_RUN = 300;

export const rangeGroup: StoreGroup<RangeTest> = {
  name: 'ranges',
  tests: {
    async 'ranges/bytes are unsigned, and a key comes before those that begin with it'(kit) {
      const store = await kit.open();
      const bytes = [0x00, 0x01, 0x7f, 0x80, 0xff];
      const keys = bytes.flatMap((a) => [[a], ...bytes.flatMap((b) => [[a, b], ...bytes.map((c) => [a, b, c])])]);
      const rows = keys.map((key, i) => row(key, [i]));
      const sorted = rows.toSorted((a, b) => Buffer.compare(a.key, b.key));
      await store.write(putsOf('latest', rows));
      await withView(store, async (view) => {
        await assertRange(view, sorted, ALL_ROWS);
        await assertRange(view, sorted, { ...ALL_ROWS, reverse: true });
        for (const { key } of rows) {
          await assertRange(view, sorted, { from: key, limit: 3 });
          await assertRange(view, sorted, { to: key, limit: 3, reverse: true });
        }
      });
    },

    async 'ranges/every combination of from, to, reverse and limit'(kit) {
      for (let run = 0; run < RUNS * kit.factor; run++) {
        const store = await kit.open();
        const rows = randomRows(kit.random, run * 10);
        // Tables beside it have other rows, which no range may reach.
        await store.write([
          ...putsOf('changes', [row([0], [1])]),
          ...putsOf('latest', rows),
          ...putsOf('order', [row([255], [2])]),
        ]);
        await withView(store, async (view) => {
          for (let i = 0; i < RANGES_PER_RUN; i++) {
            const from = kit.random.below(3) > 0 && { from: randomBound(kit.random, rows) };
            const to = kit.random.below(3) > 0 && { to: randomBound(kit.random, rows) };
            const reverse = kit.random.pick<{ reverse?: boolean }>([{}, { reverse: false }, { reverse: true }]);
            const limit = kit.random.pick([1, 2, 3, 1 + kit.random.below(rows.length + 2), ALL_ROWS.limit]);
            await assertRange(view, rows, { ...from, ...to, ...reverse, limit });
          }
        });
        await store.close();
      }
    },

    async 'ranges/empty ones'(kit) {
      const store = await kit.open();
      const rows = [row([1], [1]), row([5], [5])];
      await store.write(putsOf('latest', rows));
      await withView(store, async (view) => {
        for (const reverse of [false, true]) {
          for (const limit of [1, 10]) {
            const bounds: [number, number][] = [
              [1, 1],
              [2, 4],
              [5, 1],
              [5, 5],
              [6, 2],
              [6, 9],
            ];
            for (const [from, to] of bounds)
              await assertRange(view, rows, { from: Uint8Array.of(from), to: Uint8Array.of(to), reverse, limit });
            await assertRange(view, rows, { from: Uint8Array.of(5, 0), reverse, limit });
            await assertRange(view, rows, { to: Uint8Array.of(1), reverse, limit });
            assertRows(await view.range('blocks', { reverse, limit }), [], 'an empty table');
          }
        }
      });
    },

    async 'ranges/page by page, each row once'(kit) {
      const store = await kit.open();
      const rows = randomRows(kit.random, 500);
      await store.write(putsOf('latest', rows));
      await withView(store, async (view) => {
        for (const limit of [1, 7, 64]) {
          const [up, down]: [StoreRow[], StoreRow[]] = [[], []];
          // A store that repeats rows would not come to an end.
          const isOn = (page: readonly StoreRow[], found: readonly StoreRow[]): boolean =>
            page.length > 0 && found.length <= rows.length;
          for (let page = await view.range('latest', { limit }); isOn(page, up); ) {
            up.push(...page);
            page = await view.range('latest', { from: Uint8Array.of(...up.at(-1)!.key, 0), limit });
          }
          for (let page = await view.range('latest', { limit, reverse: true }); isOn(page, down); ) {
            down.push(...page);
            page = await view.range('latest', { to: down.at(-1)!.key, limit, reverse: true });
          }
          assertRows(up, rows, `upwards by ${limit}`);
          assertRows(down, rows.toReversed(), `downwards by ${limit}`);
        }
      });
    },

    async 'ranges/bounds longer than any key'(kit) {
      const store = await kit.open();
      const rows = [0, 0x7f, 0xff].map((byte) => ({
        key: new Uint8Array(MAX_STORE_KEY_SIZE).fill(byte),
        value: Uint8Array.of(byte),
      }));
      await store.write(putsOf('latest', rows));
      await withView(store, async (view) => {
        // The engine goes on behind a key from the key with a byte 0 after it.
        for (const { key } of rows) {
          const bound = Uint8Array.of(...key, 0);
          await assertRange(view, rows, { from: bound, limit: 5 });
          await assertRange(view, rows, { to: bound, limit: 5 });
          await assertRange(view, rows, { from: bound, limit: 5, reverse: true });
          await assertRange(view, rows, { to: bound, limit: 5, reverse: true });
        }
      });
    },

    async 'ranges/rows of megabytes'(kit) {
      const store = await kit.open();
      const rows = [3, 1_000_000, 70_000, 2_500_000, 0, 300_000].map(
        (size, i): StoreRow => ({ key: u64Key(i), value: new Uint8Array(size).fill(i + 1) }),
      );
      await store.write(putsOf('changes', rows));
      await withView(store, async (view) => {
        assertRows(await view.range('changes', ALL_ROWS), rows, 'all');
        assertRows(
          await view.range('changes', { reverse: true, limit: 4 }),
          rows.slice(2).toReversed(),
          'the last four',
        );
      });
    },
  },
};

/** Asserts that a range has the rows that a scan of all rows of the table `latest` finds. */
async function assertRange(view: StoreView, sorted: readonly StoreRow[], range: StoreRange): Promise<void> {
  const { from, to, reverse, limit } = range;
  const within = sorted.filter(
    ({ key }) => (!from || Buffer.compare(key, from) >= 0) && (!to || Buffer.compare(key, to) < 0),
  );
  const expected = (reverse ? within.toReversed() : within).slice(0, limit);
  assertRows(await view.range('latest', range), expected, shown(range));
}

function shown({ from, to, reverse, limit }: StoreRange): string {
  const hex = (bytes: Uint8Array | undefined): string =>
    bytes ? Buffer.from(bytes).toString('hex').slice(0, 40) : '-';
  return `from ${hex(from)} to ${hex(to)}${reverse ? ', reverse' : ''}, limit ${limit}`;
}

/** Rows with short keys of few bytes, so that many begin with others. */
function randomRows(random: Random, count: number): StoreRow[] {
  const keys = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    const key = randomKey(random);
    keys.set(Buffer.from(key).toString('hex'), key);
  }
  const sorted = [...keys.values()].toSorted(Buffer.compare);
  return sorted.map((key): StoreRow => ({ key, value: random.bytes(random.below(20)) }));
}

function randomKey(random: Random): Uint8Array {
  return Uint8Array.from({ length: 1 + random.below(5) }, () => random.pick([0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff]));
}

function randomBound(random: Random, rows: readonly StoreRow[]): Uint8Array {
  const existing = rows[random.below(Math.max(1, rows.length))];
  return existing && random.below(2) === 0 ? existing.key : randomKey(random);
}
