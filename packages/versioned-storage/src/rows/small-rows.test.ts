import { isTosError } from '@tos/protocol';
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
      expect(decodeLatest(encodeLatest(new RowArena(), one))).toEqual(one);
    }),
  );
});

test('any bytes are a row of latest or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        const { topoheight: at, previous, value } = decodeLatest(bytes);
        expect(Number.isSafeInteger(at) && (previous === null || previous < at)).toBe(true);
        expect(value === null || value.length === bytes.length - 15).toBe(true);
      } catch (error) {
        if (!isTosError(error, 'TOS_STORAGE_CORRUPT')) throw error;
      }
    }),
  );
});

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
    const damaged = row.with(bit >> 3, row[bit >> 3]! ^ (1 << (bit & 7)));
    expect(() => decodeState(damaged), `bit ${bit}`).toThrow(/makes no sense/);
  }
  for (let end = 0; end < row.length; end++) expect(() => decodeState(row.subarray(0, end))).toThrow(/makes no sense/);
});
