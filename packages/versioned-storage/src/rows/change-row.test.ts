import { isTosError } from '@tos/protocol';
import { compareRefs, domainList, type RecordWrite, type StoredVersion } from '@tos/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChangeRow, encodeChanges } from './change-row.ts';
import { placeOf } from './keys.ts';
import { decodeLatest } from './latest-row.ts';
import { RowArena } from './row-arena.ts';

const TOPOHEIGHT = 2 ** 40;

const value = fc.option(fc.uint8Array({ maxLength: 200 }), { nil: null });
const ref = fc.record({ domain: fc.constantFrom(...domainList), key: fc.uint8Array({ minLength: 1, maxLength: 40 }) });
const before: fc.Arbitrary<StoredVersion | null> = fc.option(
  fc
    .tuple(fc.integer({ min: 1, max: 2 ** 20 }), fc.option(fc.integer({ min: 1, max: 2 ** 35 }), { nil: null }), value)
    .map(([below, link, bytes]) => {
      const topoheight = TOPOHEIGHT - below;
      return { topoheight, previous: link === null ? null : topoheight - link, value: bytes };
    }),
  { nil: null },
);
const writes: fc.Arbitrary<(RecordWrite & { before: StoredVersion | null })[]> = fc
  .uniqueArray(fc.record({ ref, value, before }), {
    maxLength: 30,
    comparator: (a, b) => compareRefs(a.ref, b.ref) === 0,
  })
  .map((list) => list.sort((a, b) => compareRefs(a.ref, b.ref)));

const rowOf = (list: readonly (RecordWrite & { before: StoredVersion | null })[]): Uint8Array =>
  encodeChanges(
    TOPOHEIGHT,
    list,
    list.map((write) => write.before),
  );

test('a row gives back what it was made of', () => {
  fc.assert(
    fc.property(writes, (list) => {
      const row = new ChangeRow(TOPOHEIGHT, rowOf(list));
      row.check();
      expect(row.count).toBe(list.length);
      for (const [i, write] of list.entries()) {
        const place = placeOf(write.ref);
        const after = { topoheight: TOPOHEIGHT, previous: write.before?.topoheight ?? null, value: write.value };
        expect(row.place(i)).toEqual(place);
        expect(row.indexOf(place)).toBe(i);
        expect(row.before(i)).toEqual(write.before);
        expect(row.after(i)).toEqual(after);
        expect(decodeLatest(place, row.latestRow(i, new RowArena()))).toEqual(after);
        const start = [...place, 0, 0, 0, 0, 0].slice(0, 6).reduce((number, byte) => number * 256 + byte, 0);
        expect(row.placeStart(i)).toBe(start);
      }
    }),
  );
});

/** Runs work on damaged bytes: an answer or TOS_STORAGE_CORRUPT is right, any other error is not. */
function refusedOrAnswered(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isTosError(error, 'TOS_STORAGE_CORRUPT')) throw error;
  }
}

function readAll(bytes: Uint8Array): void {
  const row = new ChangeRow(TOPOHEIGHT, bytes);
  const count = Math.min(row.count, 40);
  for (let i = 0; i < count; i++) {
    for (const read of [() => row.before(i), () => row.after(i), () => row.place(i), () => row.placeStart(i)]) {
      refusedOrAnswered(read);
    }
  }
  refusedOrAnswered(() => row.indexOf(Uint8Array.of(1, 2, 3)));
  row.check();
}

test('any bytes are refused or read, and never anything else', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => refusedOrAnswered(() => readAll(bytes))));
});

test('a row with a wrong bit or a cut is refused or read, and never anything else', () => {
  fc.assert(
    fc.property(writes, fc.nat(), fc.nat(), (list, at, end) => {
      const bytes = rowOf(list);
      const bit = at % (8 * bytes.length);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      refusedOrAnswered(() => readAll(bytes));
      refusedOrAnswered(() => readAll(bytes.subarray(0, end % bytes.length)));
    }),
  );
});

test('a row with any wrong bit fails its check', () => {
  const domain = domainList[0]!;
  const bytes = rowOf([{ ref: { domain, key: Uint8Array.of(1, 2) }, value: Uint8Array.of(7), before: null }]);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const damaged = bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
    expect(() => new ChangeRow(TOPOHEIGHT, damaged).check(), `bit ${bit}`).toThrow(/makes no sense/);
  }
});

test('a row with bytes too many or too few, or out of order, fails its check', () => {
  const domain = domainList[0]!;
  const list = [1, 2].map((n) => ({ ref: { domain, key: Uint8Array.of(n) }, value: Uint8Array.of(n), before: null }));
  const bytes = rowOf(list);
  const check = (changed: Uint8Array): void => new ChangeRow(TOPOHEIGHT, changed).check();
  check(bytes);
  expect(() => check(Uint8Array.of(...bytes, 0))).toThrow(/makes no sense/);
  expect(() => check(bytes.subarray(0, -1))).toThrow(/makes no sense/);
  expect(() => check(rowOf([...list].reverse()))).toThrow(/out of order/);
  expect(() => check(new Uint8Array(9))).toThrow(/too many/);
});
