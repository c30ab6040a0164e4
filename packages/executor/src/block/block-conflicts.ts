import type { AccessSet } from '@tos/runtime';
import { type ConflictGraph, detectConflicts } from '@tos/tasks';

/**
 * Which transactions of a block exclude one another. `AccessMode` of @tos/runtime and `CellAccess` of @tos/tasks number the uses of a cell
 * alike, so the columns of the access set are handed on without a copy.
 */
export function blockConflicts({ count, cellCount, start, cells, modes }: AccessSet): ConflictGraph {
  return detectConflicts({ count, cellCount, start, cells, modes });
}
