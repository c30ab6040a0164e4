import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AccessColumns, type AccessList, accessColumns } from './access-columns.ts';
import { CellAccess } from './cell-access.ts';
import { type ConflictGraph, detectConflicts } from './detect-conflicts.ts';
import { groupByConflicts } from './group-by-conflicts.ts';

const lists = (universe: number, count: number): fc.Arbitrary<AccessList<string>[]> => {
  const keys = fc.array(fc.integer({ min: 0, max: universe - 1 }).map(String), { maxLength: 3 });
  const list = fc.record({ exclusive: keys, read: keys, credit: keys }, { requiredKeys: [] });
  return fc.array(list, { maxLength: count, size: 'max' });
};

/** The oracle: whether two items exclude one another, by comparing every pair of uses. */
function excludes(a: AccessList<string>, b: AccessList<string>): boolean {
  const uses = (list: AccessList<string>, key: string): string[] => [
    ...(list.exclusive?.includes(key) ? ['exclusive'] : []),
    ...(list.read?.includes(key) ? ['read'] : []),
    ...(list.credit?.includes(key) ? ['credit'] : []),
  ];
  const keys = [a, b].flatMap(({ exclusive = [], read = [], credit = [] }) => [...exclusive, ...read, ...credit]);
  return keys.some((key) => {
    const together = [...uses(a, key), ...uses(b, key)];
    if (uses(a, key).length === 0 || uses(b, key).length === 0) return false;
    return !(together.every((use) => use === 'read') || together.every((use) => use === 'credit'));
  });
}

/** Returns, for each node, every node that it must wait for, directly or not. */
function closure(direct: (i: number) => Iterable<number>, nodes: number, order: readonly number[]): Set<number>[] {
  const all: Set<number>[] = Array.from({ length: nodes }, () => new Set());
  for (const node of order) {
    for (const from of direct(node)) {
      all[node]!.add(from);
      for (const further of all[from]!) all[node]!.add(further);
    }
  }
  return all;
}

function predecessorsOf(graph: ConflictGraph, node: number): number[] {
  return [...graph.predecessors.subarray(graph.predecessorStart[node], graph.predecessorStart[node + 1])];
}

/** Returns the nodes in an order in which each comes after all that it depends on. */
function topological(graph: ConflictGraph): number[] {
  const done = new Set<number>();
  const order: number[] = [];
  const visit = (node: number): void => {
    if (done.has(node)) return;
    done.add(node);
    for (const from of predecessorsOf(graph, node)) visit(from);
    order.push(node);
  };
  for (let node = 0; node < graph.nodes; node++) visit(node);
  return order;
}

describe('detectConflicts', () => {
  test('orders exactly what excludes one another, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }).chain((universe) => lists(universe, 25)),
        (block) => {
          const graph = detectConflicts(accessColumns(block));
          const expected = closure(
            (i) => block.flatMap((list, j) => (j < i && excludes(list, block[i]!) ? [j] : [])),
            block.length,
            block.map((_, i) => i),
          );
          const found = closure((node) => predecessorsOf(graph, node), graph.nodes, topological(graph));
          const levels: number[] = [];
          block.forEach((list, i) => {
            const transactions = [...found[i]!].filter((node) => node < graph.count);
            expect(new Set(transactions), `transaction ${i}`).toEqual(expected[i]);
            const direct = block.flatMap((other, j) => (j < i && excludes(other, list) ? [levels[j]!] : []));
            levels.push(1 + Math.max(0, ...direct));
            expect(new Set(predecessorsOf(graph, i)).size, 'an edge is there once').toBe(
              predecessorsOf(graph, i).length,
            );
          });
          expect([...graph.levels]).toEqual(levels);
          expect(graph.criticalPath).toBe(Math.max(0, ...levels));
          const waiting = expected.filter((before) => before.size > 0).length;
          expect(graph.conflictRate).toBe(block.length === 0 ? 0 : waiting / block.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('credits commute: an airdrop to one account has no edges', () => {
    const graph = detectConflicts(
      accessColumns(Array.from({ length: 100 }, (_, i) => ({ exclusive: [`sender ${i}`], credit: ['receiver'] }))),
    );
    expect(graph).toMatchObject({ criticalPath: 1, parallelism: 100, conflictRate: 0, hottest: [], nodes: 100 });
  });

  test('a chain is a chain', () => {
    const graph = detectConflicts(
      accessColumns(Array.from({ length: 50 }, (_, i) => ({ exclusive: [i], credit: [i + 1] }))),
    );
    expect(graph).toMatchObject({ criticalPath: 50, parallelism: 1, conflictRate: 49 / 50 });
  });

  test.each([
    ['readers before one writer', 'read', 'exclusive'],
    ['credits before one writer', 'credit', 'exclusive'],
  ] as const)('10,000 %s: one edge each', (_, first, last) => {
    const block: AccessList<string>[] = Array.from({ length: 10_000 }, () => ({ [first]: ['hot'] }));
    const graph = detectConflicts(accessColumns([...block, { [last]: ['hot'] }]));
    expect(graph.predecessors.length).toBe(10_000);
    expect(graph.hottest).toEqual([{ cell: 0, accesses: 10_001, waits: 1 }]);
    expect(graph.criticalPath).toBe(2);
  });

  test('10,000 credits before 10,000 reads: a junction, not 100,000,000 edges', () => {
    const many = (list: AccessList<string>) => Array.from({ length: 10_000 }, () => list);
    const graph = detectConflicts(accessColumns([...many({ credit: ['hot'] }), ...many({ read: ['hot'] })]));
    expect(graph.nodes).toBe(20_001);
    expect(graph.predecessors.length).toBe(20_000);
    expect(graph.criticalPath).toBe(2);
    expect(graph.hottest).toEqual([{ cell: 0, accesses: 20_000, waits: 10_000 }]);
  });

  test('never more edges than two an access', () => {
    fc.assert(
      fc.property(lists(3, 60), (block) => {
        const access = accessColumns(block);
        expect(detectConflicts(access).predecessors.length).toBeLessThanOrEqual(2 * access.cells.length);
      }),
    );
  });

  test('reserved entries exclude nobody', () => {
    const access: AccessColumns = {
      count: 2,
      cellCount: 1,
      start: Uint32Array.of(0, 1, 2),
      cells: Uint32Array.of(0, 0),
      modes: Uint8Array.of(CellAccess.EXCLUSIVE, CellAccess.RESERVED),
    };
    expect(detectConflicts(access).conflictRate).toBe(0);
  });

  test('an empty block', () => {
    expect(detectConflicts(accessColumns([]))).toMatchObject({
      count: 0,
      criticalPath: 0,
      parallelism: 1,
      hottest: [],
    });
  });
});

describe('groupByConflicts', () => {
  test('closes the open group at the first shared cell, however it is shared', () => {
    const group = (block: AccessList<string>[]): number[] => [...groupByConflicts(accessColumns(block))];
    const transfer = (from: string, to: string): AccessList<string> => ({ exclusive: [from], credit: [to] });
    expect(group([transfer('a', 'b'), transfer('c', 'd'), transfer('b', 'e'), transfer('f', 'g')])).toEqual([
      0, 0, 1, 1,
    ]);
    expect(group([transfer('a', 'x'), transfer('b', 'x'), transfer('c', 'x')])).toEqual([0, 1, 2]);
    expect(group([])).toEqual([]);
  });

  test('groups are free of conflicts', () => {
    fc.assert(
      fc.property(lists(8, 40), (block) => {
        const groups = groupByConflicts(accessColumns(block));
        block.forEach((list, i) => {
          for (let j = 0; j < i; j++) {
            if (groups[i] === groups[j]) expect(excludes(block[j]!, list), `${j} and ${i}`).toBe(false);
          }
        });
      }),
    );
  });
});
