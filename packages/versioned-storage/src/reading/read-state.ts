import { TosError } from '@tos/protocol';
import type { Topoheight } from '@tos/state';
import { ChangeRow } from '../rows/change-row.ts';
import { STATE_KEY } from '../rows/keys.ts';
import { decodeState, type EngineState } from '../rows/state-row.ts';
import { readTopoheight, topoheightBytes } from '../rows/topoheight-bytes.ts';
import type { StoreTable, StoreView } from '../store/ordered-store.ts';

/** Rows of changes that are read at once: about 6 MB where blocks have 1,000 transfers. */
const ROWS_AT_ONCE = 32;

/** A copy of a row. */
export async function readRow(view: StoreView, table: StoreTable, key: Uint8Array): Promise<Uint8Array | undefined> {
  let found: Uint8Array | undefined;
  await view.read(table, [key], (row) => {
    found = row && new Uint8Array(row);
  });
  return found;
}

/** The engine's own state in a view. @throws TOS_STORAGE_CORRUPT */
export async function readState(view: StoreView): Promise<EngineState> {
  const row = await readRow(view, 'metadata', STATE_KEY);
  if (row !== undefined) return decodeState(row);
  throw new TosError('TOS_STORAGE_CORRUPT', { what: "the engine's state", reason: 'it has no row' });
}

/**
 * Reads the changes of consecutive blocks, whole and checked.
 * @param range from <= topoheight <= to; nothing when `to` is null
 * @throws TOS_STORAGE_CORRUPT also when a row is missing
 */
export async function readChangeRows(
  view: StoreView,
  { from, to }: { readonly from: Topoheight; readonly to: Topoheight | null },
  onRow: (changes: ChangeRow) => void | Promise<void>,
): Promise<void> {
  for (let next = from; to !== null && next <= to; ) {
    const range = { from: topoheightBytes(next), to: topoheightBytes(to + 1), limit: ROWS_AT_ONCE };
    const rows = await view.range('changes', range);
    for (const { key, value } of rows) {
      if (readTopoheight(key, 0) !== next) break;
      const changes = new ChangeRow(next, value);
      changes.check();
      await onRow(changes);
      next++;
    }
    const isMissing = rows.length === 0 || readTopoheight(rows.at(-1)!.key, 0) !== next - 1;
    if (isMissing) throw new TosError('TOS_STORAGE_CORRUPT', { what: 'changes', reason: `there are none at ${next}` });
  }
}
