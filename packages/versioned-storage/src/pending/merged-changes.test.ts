import { compareBytes, domains, type RecordRef } from '@tos/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChangeRow, encodeChanges } from '../rows/change-row.ts';
import { placeOf } from '../rows/keys.ts';
import { MergedChanges } from './merged-changes.ts';

// Few bytes and lengths around the six bytes that are compared as a number: many places are equal, or begin alike.
const key = fc.array(fc.constantFrom(0, 1, 255), { minLength: 1, maxLength: 9 }).map((bytes) => Uint8Array.from(bytes));
const ref = fc.record({ domain: fc.constantFrom(domains.nonce, domains.balance), key });
const blocks = fc.array(fc.array(ref, { maxLength: 12 }), { maxLength: 9 });

const nameOf = (place: Uint8Array): string => [...place].join();

function rowOf(topoheight: number, refs: readonly RecordRef[]): ChangeRow {
  const unique = new Map(refs.map((one) => [nameOf(placeOf(one)), one]));
  const sorted = [...unique.values()].sort((a, b) => compareBytes(placeOf(a), placeOf(b)));
  const writes = sorted.map((one) => ({ ref: one, value: Uint8Array.of(topoheight) }));
  const befores = writes.map(() => null);
  return new ChangeRow(topoheight, encodeChanges(topoheight, writes, befores));
}

test('the newest version of each place, in the order of places', () => {
  fc.assert(
    fc.property(blocks, fc.option(ref), fc.option(ref), (refsOfBlocks, from, to) => {
      const rows = refsOfBlocks.map((refs, i) => rowOf(i + 1, refs));
      const range = { ...(from && { from: placeOf(from) }), ...(to && { to: placeOf(to) }) };
      const newest = new Map<string, { readonly place: Uint8Array; readonly topoheight: number }>();
      for (const row of rows) {
        for (let i = 0; i < row.count; i++) {
          const place = row.place(i);
          const isInside =
            (!range.from || compareBytes(place, range.from) >= 0) && (!range.to || compareBytes(place, range.to) < 0);
          if (isInside) newest.set(nameOf(place), { place, topoheight: row.topoheight });
        }
      }
      const expected = [...newest.values()].sort((a, b) => compareBytes(a.place, b.place));
      const merged = new MergedChanges(rows, range);
      const found = [];
      while (!merged.isDone) {
        const place = merged.place!;
        found.push({ place, topoheight: merged.take().topoheight });
      }
      expect(found.map(({ place, topoheight }) => [nameOf(place), topoheight])).toEqual(
        expected.map(({ place, topoheight }) => [nameOf(place), topoheight]),
      );
    }),
  );
});
