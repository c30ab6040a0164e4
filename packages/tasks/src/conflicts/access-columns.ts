import { assertInteger, assertList, assertObject, assertTypedArray } from '@tos/protocol';
import { CellAccess } from './cell-access.ts';

/**
 * Which cells each item (task, transaction) uses, as flat arrays: item i has the entries from `start[i]` up to, but not including,
 * `start[i + 1]` of `cells` and `modes`. `accessColumns` makes the columns from lists of keys; whoever numbers cells already fills them in.
 */
export interface AccessColumns {
  /** Number of items. */
  readonly count: number;
  /** Cells are the numbers below this. */
  readonly cellCount: number;
  readonly start: Uint32Array;
  readonly cells: Uint32Array;
  /** A `CellAccess` for each entry. */
  readonly modes: Uint8Array;
}

/** What one item uses, by keys of any kind. */
export interface AccessList<K> {
  /** Keys that the item reads and changes. */
  readonly exclusive?: readonly K[];
  /** Keys that the item only reads. */
  readonly read?: readonly K[];
  /** Keys that the item only adds to, whatever their values are. */
  readonly credit?: readonly K[];
}

/** @throws TOS_INVALID_ARGUMENT unless the value has these columns, with entries for each item */
export function assertColumns(access: AccessColumns): void {
  assertObject(access, 'access');
  assertInteger(access.count, 'access.count', 0);
  assertInteger(access.cellCount, 'access.cellCount', 0);
  assertTypedArray(access.start, 'access.start', 'Uint32Array', access.count + 1);
  assertTypedArray(access.cells, 'access.cells', 'Uint32Array', access.start[access.count]);
  assertTypedArray(access.modes, 'access.modes', 'Uint8Array', access.start[access.count]);
}

/** Turns access lists into columns. `keys` has the key of each cell; keys are equal where a Map takes them for equal. @throws TOS_INVALID_ARGUMENT for what are no lists */
export function accessColumns<K>(lists: readonly AccessList<K>[]): AccessColumns & { readonly keys: readonly K[] } {
  assertList(lists, 'lists');
  const numbers = new Map<K, number>();
  const keys: K[] = [];
  const cells: number[] = [];
  const modes: number[] = [];
  const start = new Uint32Array(lists.length + 1);
  const add = (list: readonly K[] | undefined, mode: CellAccess): void => {
    if (list === undefined) return;
    for (const key of list) {
      let cell = numbers.get(key);
      if (cell === undefined) {
        cell = keys.length;
        numbers.set(key, cell);
        keys.push(key);
      }
      cells.push(cell);
      modes.push(mode);
    }
  };
  lists.forEach((list, i) => {
    assertObject(list, `lists[${i}]`);
    for (const name of ['exclusive', 'read', 'credit'] as const) {
      if (list[name] !== undefined) assertList(list[name], `lists[${i}].${name}`);
    }
    add(list.exclusive, CellAccess.EXCLUSIVE);
    add(list.read, CellAccess.READ);
    add(list.credit, CellAccess.CREDIT);
    start[i + 1] = cells.length;
  });
  return {
    count: lists.length,
    cellCount: keys.length,
    start,
    cells: Uint32Array.from(cells),
    modes: Uint8Array.from(modes),
    keys,
  };
}
