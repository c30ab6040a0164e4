import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CellTable } from './cell-table.ts';

describe('cell table', () => {
  // Table and columns grow at 128, 256, 512, ... cells.
  test.each([0, 1, 127, 128, 129, 255, 256, 257, 3000])('%i triples get the cells 0, 1, 2, ...', (count) => {
    const table = new CellTable();
    const triple = (n: number): [number, number, number] => [1 + (n % 4), n >> 2, n % 3];
    for (let n = 0; n < count; n++) expect(table.cell(...triple(n)), `first sight of ${n}`).toBe(n);
    expect(table.size).toBe(count);
    for (let n = count - 1; n >= 0; n--) {
      expect(table.cell(...triple(n)), `second sight of ${n}`).toBe(n);
      expect([table.domain[n], table.first[n], table.second[n]], `parts of ${n}`).toEqual(triple(n));
    }
    expect(table.size).toBe(count);
  });

  test('each part tells triples apart, at the ends of its range too', () => {
    const table = new CellTable();
    const numbers = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff];
    const seen = new Set<number>();
    for (const domain of [0, 1, 255]) {
      for (const first of numbers) for (const second of numbers) seen.add(table.cell(domain, first, second));
    }
    expect(seen.size).toBe(3 * numbers.length ** 2);
    expect(table.size).toBe(seen.size);
    expect(table.cell(255, 0xffffffff, 0xffffffff)).toBe(seen.size - 1);
  });

  test('the same key parts in every domain are as many cells', () => {
    const table = new CellTable();
    for (let round = 0; round < 2; round++) {
      for (let domain = 0; domain < 256; domain++) expect(table.cell(domain, 7, 9), `domain ${domain}`).toBe(domain);
    }
  });

  test('any sequence of triples gets the cells that a Map would give', () => {
    const triple = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(12), fc.nat(12));
    fc.assert(
      fc.property(fc.array(triple, { maxLength: 700 }), (triples) => {
        const table = new CellTable();
        const cells = new Map<string, number>();
        triples.forEach((one, n) => {
          const text = String(one);
          if (!cells.has(text)) cells.set(text, cells.size);
          expect(table.cell(...one), `triple ${n}`).toBe(cells.get(text));
        });
        expect(table.size).toBe(cells.size);
      }),
      { numRuns: 100 },
    );
  });
});
