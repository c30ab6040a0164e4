import { BlockOverlay } from '@tos/state';
import { describe, expect, test } from 'vitest';
import { AccessMode, AccessSet } from './access-set.ts';

const keyOf = (i: number): Uint8Array => new Uint8Array(32).with(0, i & 0xff).with(1, i >> 8);

describe('access set', () => {
  test('keeps the entries of each transaction in the order of their declaration', () => {
    const overlay = new BlockOverlay();
    const access = new AccessSet(overlay, 3);
    const [a, b, c] = [1, 2, 3].map((i) => overlay.nonceCell(overlay.intern(keyOf(i), 0)));
    access.exclusive(c!);
    access.read(a!);
    access.finish(0);
    access.finish(1); // a transaction without a cell
    access.credit(b!);
    access.reserve(a!);
    access.credit(b!);
    access.finish(2);
    expect([...access.start]).toEqual([0, 2, 2, 5]);
    expect([...access.cells.subarray(0, access.length)]).toEqual([c, a, b, a, b]);
    expect([...access.modes.subarray(0, access.length)]).toEqual([
      AccessMode.EXCLUSIVE,
      AccessMode.READ,
      AccessMode.CREDIT,
      AccessMode.RESERVED,
      AccessMode.CREDIT,
    ]);
    expect([access.count, access.length]).toEqual([3, 5]);
  });

  test('asks for every cell but the reserved ones, each once', () => {
    const overlay = new BlockOverlay();
    const access = new AccessSet(overlay, 1);
    const [a, b, c, d] = [1, 2, 3, 4].map((i) => overlay.nonceCell(overlay.intern(keyOf(i), 0)));
    access.reserve(d!);
    access.credit(c!);
    access.exclusive(a!);
    access.read(b!);
    access.read(a!);
    expect(overlay.takeMissing()).toEqual([c, a, b]);
  });

  test('a cell that is reserved here and used there is asked for', () => {
    const overlay = new BlockOverlay();
    const access = new AccessSet(overlay, 2);
    const cell = overlay.nonceCell(overlay.intern(keyOf(1), 0));
    access.reserve(cell);
    access.finish(0);
    access.exclusive(cell);
    access.finish(1);
    expect(overlay.takeMissing()).toEqual([cell]);
  });

  // The set begins with room for six entries per transaction and 16 more.
  test.each([0, 1, 15, 16, 17, 22, 23, 1503])('%i entries of one transaction', (count) => {
    const overlay = new BlockOverlay();
    const access = new AccessSet(overlay, 1);
    const cells = Array.from({ length: count }, (_, i) => overlay.nonceCell(overlay.intern(keyOf(i), 0)));
    cells.forEach((cell, i) => {
      if (i % 2) access.credit(cell);
      else access.read(cell);
    });
    access.finish(0);
    expect(access.length).toBe(count);
    expect([...access.cells.subarray(0, count)]).toEqual(cells);
    expect([...access.modes.subarray(0, count)]).toEqual(
      cells.map((_, i) => (i % 2 ? AccessMode.CREDIT : AccessMode.READ)),
    );
  });
});
