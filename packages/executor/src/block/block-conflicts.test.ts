import { AccessMode, AccessSet } from '@tos/runtime';
import { BlockOverlay } from '@tos/state';
import { CellAccess } from '@tos/tasks';
import { describe, expect, test } from 'vitest';
import { blockConflicts } from './block-conflicts.ts';

type Mode = 'exclusive' | 'read' | 'credit' | 'reserve';

/** Returns the conflict rate of a block in which transaction i uses these cells, by name. */
function rateOf(...transactions: readonly (readonly (readonly [Mode, string])[])[]): number {
  const overlay = new BlockOverlay();
  const access = new AccessSet(overlay, transactions.length);
  transactions.forEach((entries, i) => {
    for (const [mode, name] of entries) {
      const key = new Uint8Array(32).fill(name.charCodeAt(0));
      access[mode](overlay.nonceCell(overlay.intern(key, 0)));
    }
    access.finish(i);
  });
  return blockConflicts(access).conflictRate;
}

test('both packages number the uses of a cell alike', () => {
  expect(CellAccess).toEqual(AccessMode);
});

describe('conflict rate', () => {
  // Whether two transactions that use one cell exclude one another, by how each uses it.
  const conflicts: Record<Mode, Record<Mode, boolean>> = {
    exclusive: { exclusive: true, read: true, credit: true, reserve: false },
    read: { exclusive: true, read: false, credit: true, reserve: false },
    credit: { exclusive: true, read: true, credit: false, reserve: false },
    reserve: { exclusive: false, read: false, credit: false, reserve: false },
  };
  const modes: readonly Mode[] = ['exclusive', 'read', 'credit', 'reserve'];

  test.each(modes.flatMap((first) => modes.map((second) => [first, second] as const)))(
    '%s, then %s',
    (first, second) => {
      expect(rateOf([[first, 'x']], [[second, 'x']])).toBe(conflicts[first][second] ? 0.5 : 0);
      expect(rateOf([[first, 'x']], [[second, 'y']])).toBe(0);
    },
  );

  test('an empty block has none', () => {
    expect(rateOf()).toBe(0);
    expect(rateOf([], [])).toBe(0);
  });

  test('a transaction does not conflict with itself, whatever it does to its own cells', () => {
    const own = modes.map((mode) => [mode, 'x'] as const);
    expect(rateOf([...own, ...own])).toBe(0);
  });

  test('a transaction counts once, however many cells and earlier ones exclude it', () => {
    const busy = [
      ['exclusive', 'x'],
      ['exclusive', 'y'],
    ] as const;
    expect(rateOf(busy, busy, busy, busy)).toBe(0.75);
  });

  test('what happened to a cell adds up: a credit behind many credits and one read', () => {
    expect(rateOf([['credit', 'x']], [['credit', 'x']], [['credit', 'x']])).toBe(0);
    expect(rateOf([['credit', 'x']], [['read', 'x']], [['credit', 'x']])).toBe(2 / 3);
    expect(rateOf([['read', 'x']], [['reserve', 'x']], [['read', 'x']])).toBe(0);
  });

  test('a chain through different cells conflicts link by link', () => {
    expect(
      rateOf(
        [
          ['exclusive', 'a'],
          ['credit', 'b'],
        ],
        [
          ['exclusive', 'b'],
          ['credit', 'c'],
        ],
        [
          ['exclusive', 'c'],
          ['credit', 'd'],
        ],
        [['exclusive', 'e']],
      ),
    ).toBe(0.5);
  });
});
