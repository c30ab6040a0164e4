import { seededRandom } from '../../transaction/test/mutate-wire.ts';

/** The dimensions of the parity matrix, and their values. */
export const DIMENSIONS = {
  accounts: [1, 2, 10, 50, 100],
  transactions: [0, 1, 19, 20, 21, 300, 3000],
  slips: ['none', 'one', 'a third'],
  balances: ['tight', 'ample'],
  assets: [1, 2],
  types: ['transfers', 'all'],
  workers: [1, 2, 3, 7],
  threads: ['prompt', 'late', 'faulty'],
} as const;

type Dimensions = typeof DIMENSIONS;
export type Cell = { readonly [D in keyof Dimensions]: Dimensions[D][number] };

const names = Object.keys(DIMENSIONS) as (keyof Dimensions)[];

/** Returns every combination of values. */
export function allCells(): Cell[] {
  return names.reduce<Partial<Cell>[]>(
    (cells, name) => cells.flatMap((cell) => DIMENSIONS[name].map((value) => ({ ...cell, [name]: value }))),
    [{}],
  ) as Cell[];
}

/** Returns cells in which every two values of any two dimensions meet. Each cell is the best of some random ones (a greedy choice). */
export function pairwiseCells(seed: number): Cell[] {
  const random = seededRandom(seed);
  const open = new Set(allPairs());
  const drawn = (): Cell =>
    Object.fromEntries(names.map((name) => [name, DIMENSIONS[name][random(DIMENSIONS[name].length)]])) as Cell;
  const cells: Cell[] = [];
  while (open.size > 0) {
    let best: { cell: Cell; gain: number } = { cell: drawn(), gain: 0 };
    for (let n = 0; n < 60; n++) {
      const cell = drawn();
      const gain = pairsOf(cell).filter((pair) => open.has(pair)).length;
      if (gain > best.gain) best = { cell, gain };
    }
    for (const pair of pairsOf(best.cell)) open.delete(pair);
    if (best.gain > 0) cells.push(best.cell);
  }
  return cells;
}

/** Returns the pairs of values that meet in a cell, as text. */
export function pairsOf(cell: Cell): string[] {
  return names.flatMap((a, i) => names.slice(i + 1).map((b) => `${a} ${cell[a]}, ${b} ${cell[b]}`));
}

/** Returns all pairs of values. */
export function allPairs(): string[] {
  return names.flatMap((a, i) =>
    names
      .slice(i + 1)
      .flatMap((b) => DIMENSIONS[a].flatMap((one) => DIMENSIONS[b].map((other) => `${a} ${one}, ${b} ${other}`))),
  );
}

export function describeCell(cell: Cell): string {
  return names.map((name) => `${name} ${cell[name]}`).join(', ');
}
