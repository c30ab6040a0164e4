// Tests of the cache of tables: when it builds a table, which tables it keeps, and that its bytes are bounded.
import { describe, expect, test } from 'vitest';
import { Verdict } from '../src/signature-verifier.ts';
import { createWasmVerifier, type WasmVerifier } from '../src/wasm/wasm-verifier.ts';
import { createRecordMaker, layOutRecords, type TestRecord } from './record-maker.ts';

const SEED = 27_182;
const SLAB = 120_000;
const { of } = createRecordMaker(SEED, 1, 1);

/** Keys that sign `count` messages each. */
function signers(seed: number, keys: number, count: number): TestRecord[][] {
  return Array.from({ length: keys }, (_, i) => {
    const maker = createRecordMaker(seed * 1000 + i, 1, count);
    return Array.from({ length: count }, () => maker.of('signed'));
  });
}

function verify(verifier: WasmVerifier, made: readonly TestRecord[]): void {
  const verdicts = new Uint8Array(made.length);
  verifier.verifyBatch(layOutRecords(made), 0, made.length, verdicts);
  made.forEach(({ kind, good }, i) => {
    expect(verdicts[i], `record ${i}: ${kind}`).toBe(good ? Verdict.GOOD : Verdict.BAD);
  });
}

const column = (all: readonly TestRecord[][], i: number): TestRecord[] => all.map((one) => one[i % one.length]!);

describe.each(['simd', 'scalar'] as const)('%s', (flavour) => {
  const keys = signers(1, 4, 2);

  test('a table at the second good sighting, used from then on', () => {
    const verifier = createWasmVerifier({ flavour });
    verify(verifier, column(keys, 0));
    expect(verifier.stats()).toMatchObject({ cold: 4, warm: 0, tablesBuilt: 0 });
    verify(verifier, column(keys, 1));
    expect(verifier.stats()).toMatchObject({ cold: 4, warm: 4, tablesBuilt: 4, smallTables: 4 });
  });

  test('a table at once for keys that come twice in a batch', () => {
    const verifier = createWasmVerifier({ flavour });
    verify(verifier, [...column(keys, 0), ...column(keys, 1)]);
    expect(verifier.stats()).toMatchObject({ cold: 0, warm: 8, tablesBuilt: 4 });
  });

  test('none for signatures that are bad, for keys that are no points, and without a cache', () => {
    const verifier = createWasmVerifier({ flavour });
    const bad = keys.map(([one]): TestRecord => ({ ...one!, message: Uint8Array.of(1), good: false }));
    for (let i = 0; i < 3; i++) verify(verifier, bad);
    expect(verifier.stats().tablesBuilt).toBe(0);
    const noPoint = of('key negated');
    const none = createWasmVerifier({ flavour });
    verify(none, [noPoint, noPoint, noPoint, noPoint, noPoint]);
    expect(none.stats()).toMatchObject({ smallTables: 0, largeTables: 0 });
    const off = createWasmVerifier({ flavour, cacheBytes: 0 });
    for (let i = 0; i < 3; i++) verify(off, [...column(keys, 0), ...column(keys, 1)]);
    expect(off.stats()).toMatchObject({ warm: 0, tablesBuilt: 0, tableBytes: 0 });
  });

  test('no more tables in a call than allowed', () => {
    const verifier = createWasmVerifier({ flavour, maxBuilds: 2 });
    verify(verifier, [...column(keys, 0), ...column(keys, 1)]);
    expect(verifier.stats()).toMatchObject({ tablesBuilt: 2, warm: 4, cold: 4 });
  });

  test('large tables for keys that stay in use, the small ones given up', () => {
    const verifier = createWasmVerifier({ flavour });
    for (let i = 0; i < 40; i++) verify(verifier, column(keys, i));
    expect(verifier.stats()).toMatchObject({ smallTables: 0, largeTables: 4, tableBytes: 4 * 26_624 });
  });

  test('more keys than places in one batch, before, between and after evictions', () => {
    const crowd = signers(2, 30, 3);
    const verifier = createWasmVerifier({ flavour, cacheBytes: SLAB });
    for (let i = 0; i < 9; i++) {
      const batch = [
        ...column(crowd, i),
        ...column(crowd, i + 1).reverse(),
        of('key negated'),
        ...column(crowd, i + 2),
      ];
      verify(verifier, batch);
      // Overlapping windows of keys, so that hits and evictions share a batch.
      verify(verifier, [...column(crowd.slice(i, i + 14), 0), ...column(crowd.slice(i, i + 14), 1)]);
    }
    const { tablesEvicted, smallTables, tableBytes } = verifier.stats();
    expect(tablesEvicted).toBeGreaterThan(5);
    expect(smallTables).toBeLessThanOrEqual(13);
    expect(tableBytes).toBeLessThanOrEqual(SLAB);
  });

  test('a flood of keys used twice does not drive the hot ones out, and memory stays as it is', () => {
    const hot = signers(3, 6, 4);
    const verifier = createWasmVerifier({ flavour, cacheBytes: 3 * SLAB });
    for (let i = 0; i < 40; i++) verify(verifier, column(hot, i));
    const before = verifier.stats();
    for (let i = 0; i < 30; i++) {
      verify(verifier, signers(100 + i, 8, 2).flat());
      verify(verifier, column(hot, i));
    }
    const after = verifier.stats();
    expect(after.tablesBuilt - before.tablesBuilt, 'the flood has built').toBeGreaterThan(200);
    expect(after.memoryBytes).toBe(before.memoryBytes);
    expect(after.tableBytes).toBeLessThanOrEqual(3 * SLAB);
    const { cold } = verifier.stats();
    verify(verifier, column(hot, 0));
    expect(verifier.stats().cold, 'the hot keys still have their tables').toBe(cold);
  });
});

test('options out of range are refused', () => {
  for (const cacheBytes of [-1, 0.5, Number.NaN, 2 ** 31]) {
    expect(() => createWasmVerifier({ cacheBytes })).toThrow(/cacheBytes/);
  }
  expect(() => createWasmVerifier({ maxBuilds: 1025 })).toThrow(/maxBuilds/);
});
