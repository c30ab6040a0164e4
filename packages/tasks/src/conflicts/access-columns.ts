import { assertInteger, assertList, assertObject, assertTypedArray } from '@tos/protocol';
import { AccessMode } from '@tos/runtime';

/**
 * Which cells each transaction uses, as flat arrays: transaction i has the entries `start[i]` to `start[i + 1]` of `cells` and
 * `modes`. An `AccessSet` of @tos/runtime is one; `accessColumns` makes one of anything else.
 */
export interface AccessColumns {
  /** Transactions. */
  readonly count: number;
  /** Cells are numbers below this. */
  readonly cellCount: number;
  readonly start: Uint32Array;
  readonly cells: Uint32Array;
  /** An `AccessMode` each. */
  readonly modes: Uint8Array;
}

/** What one transaction (or task) uses, by keys of any kind. */
export interface AccessList<K> {
  /** Reads and changes. */
  readonly exclusive?: readonly K[];
  readonly read?: readonly K[];
  /** Only adds to, whatever is there. */
  readonly credit?: readonly K[];
}

/** @throws TOS_INVALID_ARGUMENT unless the value has these columns */
export function assertColumns(access: AccessColumns): void {
  assertObject(access, 'access');
  assertInteger(access.count, 'access.count', 0);
  assertInteger(access.cellCount, 'access.cellCount', 0);
  assertTypedArray(access.start, 'access.start', 'Uint32Array', access.count + 1);
  assertTypedArray(access.cells, 'access.cells', 'Uint32Array', access.start[access.count]);
  assertTypedArray(access.modes, 'access.modes', 'Uint8Array', access.start[access.count]);
}

/** Access lists as columns, and the key that each cell stands for. Keys are told apart as a Map tells them. @throws TOS_INVALID_ARGUMENT for what are no lists */
export function accessColumns<K>(lists: readonly AccessList<K>[]): AccessColumns & { readonly keys: readonly K[] } {
  assertList(lists, 'lists');
  const numbers = new Map<K, number>();
  const keys: K[] = [];
  const cells: number[] = [];
  const modes: number[] = [];
  const start = new Uint32Array(lists.length + 1);
  const add = (list: readonly K[] | undefined, mode: AccessMode): void => {
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
    add(list.exclusive, AccessMode.EXCLUSIVE);
    add(list.read, AccessMode.READ);
    add(list.credit, AccessMode.CREDIT);
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
