import type { StoredVersion } from '@tos/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLatest, encodeLatest } from './latest-row.ts';
import { RowArena } from './row-arena.ts';
import { decodeState, type EngineState, emptyState, encodeState } from './state-row.ts';

const topoheight = fc.oneof(fc.nat(300), fc.maxSafeNat());
const version: fc.Arbitrary<StoredVersion> = fc
  .tuple(topoheight, fc.option(topoheight, { nil: null }), fc.option(fc.uint8Array({ maxLength: 100 }), { nil: null }))
  .map(([at, link, value]) => ({ topoheight: at, previous: link !== null && link < at ? link : null, value }));

test('a row of latest gives back its version', () => {
  fc.assert(
    fc.property(version, (one) => {
      const place = Uint8Array.of(1, 2, 3);
      expect(decodeLatest(place, encodeLatest(new RowArena(), place, one))).toEqual(one);
    }),
  );
});

test('a row of latest with any wrong bit, of another place, or cut anywhere, is refused', () => {
  const place = Uint8Array.of(1, 2, 3, 4, 5);
  for (const value of [null, new Uint8Array(), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)]) {
    const row = encodeLatest(new RowArena(), place, { topoheight: 9, previous: 7, value });
    const isRefused = (key: Uint8Array, bytes: Uint8Array): void =>
      expect(() => decodeLatest(key, bytes)).toThrow(/makes no sense/);
    for (let bit = 0; bit < 8 * row.length; bit++) isRefused(place, flipped(row, bit));
    for (let bit = 0; bit < 8 * place.length; bit++) isRefused(flipped(place, bit), row);
    for (let end = 0; end < row.length; end++) isRefused(place, row.subarray(0, end));
    isRefused(place, Uint8Array.of(...row, 0));
  }
});

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
}

const id = fc.nat(2 ** 32 - 1);
const state: fc.Arbitrary<EngineState> = fc.record({
  sequence: topoheight,
  rollbacks: topoheight,
  head: fc.option(topoheight, { nil: null }),
  flushed: fc.option(topoheight, { nil: null }),
  prunedBelow: topoheight,
  base: topoheight,
  changeBytes: topoheight,
  isImporting: fc.boolean(),
  salt: id,
  runs: fc.record({
    next: id,
    runs: fc.array(fc.record({ id, level: id, entries: topoheight }), { maxLength: 5 }),
    merges: fc.array(
      fc.record({
        level: id,
        inputs: fc.array(id, { maxLength: 8 }),
        output: id,
        entries: topoheight,
        last: fc.option(fc.uint8Array({ minLength: 16, maxLength: 16 }), { nil: null }),
      }),
      { maxLength: 3 },
    ),
    garbage: fc.array(id, { maxLength: 9 }),
  }),
});

test('a row of the state gives back the state', () => {
  fc.assert(
    fc.property(state, (one) => {
      expect(decodeState(encodeState(one))).toEqual(one);
    }),
  );
});

test('a row of the state with any wrong bit, or cut anywhere, is refused', () => {
  const row = encodeState({ ...emptyState(0x1234_5678), head: 7, flushed: 5, sequence: 9 });
  for (let bit = 0; bit < 8 * row.length; bit++) {
    expect(() => decodeState(flipped(row, bit)), `bit ${bit}`).toThrow(/makes no sense/);
  }
  for (let end = 0; end < row.length; end++) expect(() => decodeState(row.subarray(0, end))).toThrow(/makes no sense/);
});
