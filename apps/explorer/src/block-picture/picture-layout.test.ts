import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimOf, executionOf } from '../../test/execution-of.ts';
import { type Claim, phaseNames } from './block-execution.ts';
import { MOST_BARS, pictureLayout } from './picture-layout.ts';
import { admissionRange, admissionRows, blockRange, blockRows } from './picture-rows.ts';

const WIDTH = 600;
const time = fc.tuple(fc.nat(5000), fc.nat(900)).map(([startUs, length]) => ({ startUs, endUs: startUs + length }));
const claims = fc.array(
  fc
    .record({
      span: time,
      thread: fc.nat(5),
      kind: fc.constantFrom('signatures' as const, 'evidence' as const),
      count: fc.integer({ min: 1, max: 64 }),
    })
    .map(({ span, ...claim }): Claim => ({ ...claim, ...span, transactions: [] })),
  { maxLength: 60 },
);
const phases = fc.array(
  fc.tuple(fc.constantFrom(...phaseNames), time).map(([name, span]) => ({ ...span, name })),
  { maxLength: 20 },
);

test('a lane per thread also where it verified nothing, below them the phases that were', () => {
  const rows = blockRows(
    executionOf({
      threads: 3,
      claims: [claimOf(1, 100, 400)],
      phases: [
        { name: 'merge', startUs: 600, endUs: 700 },
        { name: 'pass', startUs: 100, endUs: 200 },
        { name: 'pass', startUs: 300, endUs: 600 },
      ],
    }),
  );
  expect(rows.map(({ name, spans }) => [name, spans.length])).toEqual([
    ['Main', 0],
    ['Thread 1', 1],
    ['Thread 2', 0],
    ['In-order pass', 2],
    ['Merge', 1],
  ]);
});

test('the ranges cover the block, and what was before it', () => {
  const all = executionOf({ admission: [claimOf(0, -900, -800), claimOf(1, -300, -100)] });
  expect([blockRange(all), admissionRange(all)]).toEqual([
    { fromUs: 0, toUs: 5000 },
    { fromUs: -900, toUs: 0 },
  ]);
  expect(admissionRows(all).map(({ spans }) => spans.length)).toEqual([1, 1, 0, 0]);
});

test('a bar with pauses is as high as the share of its time that was busy, and has the colour of the most of it', () => {
  const rows = blockRows(
    executionOf({
      totalUs: 60_000,
      claims: [claimOf(0, 1000, 1030, { kind: 'evidence' }), claimOf(0, 1060, 1080), claimOf(0, 30_000, 60_000)],
    }),
  );
  const [main] = pictureLayout(rows, { fromUs: 0, toUs: 60_000 }, WIDTH).rows;
  expect(main!.bars.map(({ x, y, width, height, tone, spans }) => [x, y, width, height, tone, spans.length])).toEqual([
    [10, 22 * (3 / 8), 1, 22 * (5 / 8), 'evidence', 2],
    [300, 0, 300, 22, 'signatures', 1],
  ]);
});

test('rectangles stay inside of the picture, do not overlap in their row, and keep the time', () => {
  fc.assert(
    fc.property(claims, phases, fc.nat(4000), fc.integer({ min: 10, max: 2000 }), (claimed, phased, from, length) => {
      const rows = blockRows(executionOf({ claims: claimed, phases: phased }));
      const { rows: laid, height } = pictureLayout(rows, { fromUs: from, toUs: from + length }, WIDTH);
      expect(laid).toHaveLength(rows.length);
      let bottom = 0;
      for (const row of laid) {
        expect(row.y).toBeGreaterThanOrEqual(bottom);
        bottom = row.y + row.height;
        let right = 0;
        for (const bar of row.bars) {
          expect(bar.x).toBeGreaterThanOrEqual(right - 1e-6);
          expect(bar.width).toBeGreaterThanOrEqual(0);
          expect(bar.y).toBeGreaterThanOrEqual(row.y - 1e-6);
          expect(bar.y + bar.height).toBeLessThanOrEqual(bottom + 1e-6);
          right = bar.x + bar.width;
        }
        expect(right).toBeLessThanOrEqual(WIDTH + 1e-6);
      }
      expect(height).toBe(bottom);
    }),
  );
});

test('ten thousand claims are a bounded number of bars, with all of their time', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => claimOf(index % 4, index * 10, index * 10 + 7));
  const rows = blockRows(executionOf({ totalUs: 100_000, claims: many }));
  const bars = pictureLayout(rows, { fromUs: 0, toUs: 100_000 }, WIDTH).rows.flatMap((row) => row.bars);
  expect(bars.length).toBeGreaterThan(MOST_BARS / 4);
  expect(bars.length).toBeLessThanOrEqual(MOST_BARS);
  expect(bars.reduce((sum, { busyUs }) => sum + busyUs, 0)).toBe(70_000);
  expect(bars.reduce((sum, { spans }) => sum + spans.length, 0)).toBe(10_000);
});
