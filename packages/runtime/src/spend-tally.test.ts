import { ErrorCode, U64_MAX, u64High, u64Low } from '@tos/protocol';
import { BlockOverlay, type CellId, encodeU64Record, nonceRef } from '@tos/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpendTally, TOS_RECORD } from './spend-tally.ts';

/** Cells that hold these amounts; the last cell has the highest number. */
function cellsHolding(...amounts: readonly bigint[]): { overlay: BlockOverlay; cells: CellId[] } {
  const overlay = new BlockOverlay();
  const cells = amounts.map((_, i) => {
    const key = new Uint8Array(32);
    new DataView(key.buffer).setUint32(0, i);
    return overlay.cell(nonceRef(key));
  });
  overlay.load(
    cells,
    amounts.map((amount) => ({ topoheight: 0, previous: null, value: encodeU64Record(amount) })),
  );
  return { overlay, cells };
}

const halves = (amount: bigint): [number, number] => [u64High(amount), u64Low(amount)];

describe('spend tally', () => {
  test('sums each cell by itself, says whether all are covered, and takes the sums', () => {
    const edge = fc.oneof(fc.constantFrom(0n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, U64_MAX), fc.bigInt(0n, 2n ** 33n));
    const spending = fc.array(fc.tuple(fc.nat(4), edge), { maxLength: 12 });
    const tally = new SpendTally();
    let covered = 0;
    let overflown = 0;
    fc.assert(
      fc.property(fc.array(edge, { minLength: 5, maxLength: 5 }), spending, (held, spent) => {
        const { overlay, cells } = cellsHolding(...held);
        const sums = [0n, 0n, 0n, 0n, 0n];
        tally.reset();
        for (const [i, amount] of spent) {
          const fits = sums[i]! + amount <= U64_MAX;
          expect(tally.add(cells[i]!, TOS_RECORD, ...halves(amount)), `adding ${amount} to ${sums[i]}`).toBe(fits);
          if (fits) sums[i]! += amount;
          else overflown++;
        }
        const isCovered = sums.every((sum, i) => sum <= held[i]!);
        expect(tally.check(overlay)).toBe(isCovered ? ErrorCode.OK : ErrorCode.INSUFFICIENT_BALANCE);
        if (!isCovered) return;
        covered++;
        tally.debit(overlay);
        expect(cells.map((cell) => overlay.u64(cell))).toEqual(held.map((amount, i) => amount - sums[i]!));
      }),
      { numRuns: 500 },
    );
    expect(covered).toBeGreaterThan(30);
    expect(overflown).toBeGreaterThan(30);
  });

  test('nothing is left of the transaction before', () => {
    const { overlay, cells } = cellsHolding(10n, 10n);
    const tally = new SpendTally();
    tally.add(cells[0]!, TOS_RECORD, 0, 10);
    tally.add(cells[1]!, TOS_RECORD, 0, 11);
    expect(tally.check(overlay)).toBe(ErrorCode.INSUFFICIENT_BALANCE);
    tally.reset();
    expect(tally.check(overlay)).toBe(ErrorCode.OK);
    expect(tally.add(cells[1]!, TOS_RECORD, 0, 1)).toBe(true);
    tally.debit(overlay);
    expect(cells.map((cell) => overlay.u64(cell))).toEqual([10n, 9n]);
  });

  test('an asset without a record is told in its turn, be the sum 0', () => {
    const { overlay, cells } = cellsHolding(10n, 10n, 10n, 1n);
    const [first, second, third, known] = cells as [CellId, CellId, CellId, CellId];
    const unknown = overlay.cell(nonceRef(new Uint8Array(32).fill(0xee)));
    overlay.load([unknown], [undefined]);
    const tally = new SpendTally();
    const codeOf = (...spent: [cell: CellId, asset: CellId, amount: number][]): ErrorCode => {
      tally.reset();
      for (const [cell, asset, amount] of spent) tally.add(cell, asset, 0, amount);
      return tally.check(overlay);
    };
    expect(codeOf([first, known, 10], [second, unknown, 0])).toBe(ErrorCode.UNKNOWN);
    expect(codeOf([first, known, 11], [second, unknown, 0])).toBe(ErrorCode.INSUFFICIENT_BALANCE);
    expect(codeOf([second, unknown, 0], [first, known, 11])).toBe(ErrorCode.UNKNOWN);
    expect(codeOf([first, TOS_RECORD, 10], [third, known, 10])).toBe(ErrorCode.OK);
  });

  // The table of slots begins with 1,024 entries, and grows to twice the number of the first cell that it lacks.
  test.each([1023, 1024, 1025, 2048, 2049])('cell %i', (number) => {
    const { overlay, cells } = cellsHolding(...Array.from({ length: 2050 }, () => 5n));
    const tally = new SpendTally();
    for (const amount of [2, 3])
      expect(tally.add(cells[number]!, TOS_RECORD, 0, amount), `adding ${amount}`).toBe(true);
    expect(tally.check(overlay)).toBe(ErrorCode.OK);
    tally.debit(overlay);
    expect(overlay.u64(cells[number]!)).toBe(0n);
  });

  test('501 cells with numbers far apart, as of 500 assets and a fee', () => {
    const { overlay, cells } = cellsHolding(...Array.from({ length: 5010 }, (_, i) => BigInt(i)));
    const tally = new SpendTally();
    for (let round = 0; round < 2; round++) {
      tally.reset();
      // Cells are added from both ends, so that slots are not in the order of the cells.
      for (let i = 0; i <= 250; i++) {
        for (const k of [i, 500 - i])
          expect(tally.add(cells[k * 10]!, TOS_RECORD, 0, k === 250 ? 1 : 2), `cell ${k}`).toBe(true);
      }
      expect(tally.check(overlay), `round ${round}`).toBe(ErrorCode.INSUFFICIENT_BALANCE);
    }
    overlay.set(cells[0]!, 0, 2);
    expect(tally.check(overlay)).toBe(ErrorCode.OK);
    tally.debit(overlay);
    for (let k = 1; k <= 500; k++) expect(overlay.u64(cells[k * 10]!), `cell ${k}`).toBe(BigInt(k * 10 - 2));
    expect(overlay.u64(cells[1]!)).toBe(1n);
  });
});
