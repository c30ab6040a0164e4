import * as tasks from '../../../packages/tasks/src/index.ts';
import { integer, type Kind, list, made, object, oneOf, optional } from '../kinds.ts';
import type { Inner, Rows } from '../row.ts';

const columns = tasks.accessColumns([{ exclusive: ['a'], read: ['b'], credit: ['c'] }]);
const keys: Kind = { good: ['a'], takes: (value) => value === undefined || Array.isArray(value) };

/** The columns that conflict detection takes. */
export const access: Kind = object({
  count: oneOf(1, 0, -0),
  cellCount: { ...integer(0), good: 3 },
  start: made(columns.start),
  cells: made(columns.cells),
  modes: { good: columns.modes, takes: (value) => value instanceof Uint8Array && value.length >= 3 },
});

export const rows: Rows = {
  createTaskExecutor: {
    args: [
      object({
        // A module that cannot be loaded is what each run reports.
        workerModule: {
          good: new URL('data:text/javascript,export const runTask = () => undefined'),
          takes: () => true,
        },
        workers: optional(integer(0, 1)),
        setting: optional(oneOf('sequential', 'auto', 'parallel')),
        heapMegabytes: optional({ ...integer(16, 2 ** 20), good: 64 }),
      }),
    ],
    call: async (given) => tasks.createTaskExecutor(given).close(),
  },
  accessColumns: {
    args: [list(object({ exclusive: keys, read: keys, credit: keys }))],
    call: (lists) => tasks.accessColumns(lists),
  },
  detectConflicts: { args: [access], call: (given) => tasks.detectConflicts(given) },
  groupByConflicts: { args: [access], call: (given) => tasks.groupByConflicts(given) },
};

export const inner: Inner = {};
