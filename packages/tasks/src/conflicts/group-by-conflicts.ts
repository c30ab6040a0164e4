import { type AccessColumns, assertColumns } from './access-columns.ts';

/**
 * Groups items as the original TOS does, as a baseline for benchmarks: items are taken in order, and the first one that shares
 * a cell with the open group, in whatever way, closes the group and opens the next. Groups run one after another. One shared receiver
 * makes every group a group of one (docs/protocol.md §8.3).
 * @returns the group of each item, from 0
 */
export function groupByConflicts(access: AccessColumns): Uint32Array {
  assertColumns(access);
  const { count, cellCount, start, cells } = access;
  const groups = new Uint32Array(count);
  // For each cell, 1 more than the group that used it last; 0 for none.
  const usedBy = new Uint32Array(cellCount);
  let group = 0;
  for (let i = 0; i < count; i++) {
    for (let at = start[i]!; at < start[i + 1]!; at++) {
      if (usedBy[cells[at]!] === group + 1) {
        group++;
        break;
      }
    }
    for (let at = start[i]!; at < start[i + 1]!; at++) usedBy[cells[at]!] = group + 1;
    groups[i] = group;
  }
  return groups;
}
