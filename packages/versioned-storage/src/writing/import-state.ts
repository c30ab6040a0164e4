import type { ChainMetadata, ImportRecord, OrderedBlock } from '@tos/state';
import { metadataKey, placeOf, STATE_KEY } from '../rows/keys.ts';
import { encodeLatest } from '../rows/latest-row.ts';
import { encodeMetadata } from '../rows/metadata-row.ts';
import { Puts } from '../rows/puts.ts';
import { RowArena } from '../rows/row-arena.ts';
import { type EngineState, emptyState, encodeState } from '../rows/state-row.ts';
import { topoheightBytes } from '../rows/topoheight-bytes.ts';
import { type OrderedStore, type StoreTable, storeTables } from '../store/ordered-store.ts';
import type { WritePlan } from './write-plan.ts';

/** Rows that one write removes. */
const SLICE = 4096;

/** Plans rows of an import. While the state says that one is under way, no read sees them. */
export function planImportedRecords(plan: WritePlan, records: readonly ImportRecord[]): void {
  const arena = new RowArena();
  for (const { ref, topoheight, value } of records) {
    const place = placeOf(ref, arena);
    plan.puts.put('latest', place, encodeLatest(arena, place, { topoheight, previous: null, value }));
  }
  plan.change({ isImporting: true });
}

export function planImportedBlocks(plan: WritePlan, blocks: readonly OrderedBlock[]): void {
  for (const block of blocks) {
    plan.putBlock(block);
    plan.puts.put('order', topoheightBytes(block.topoheight), block.hash);
  }
  plan.change({ isImporting: true });
}

/** Plans what makes the imported state visible. */
export function planImportEnd(plan: WritePlan, metadata: ChainMetadata): void {
  const head = metadata.head.topoheight;
  plan.puts.put('metadata', metadataKey(head), encodeMetadata(metadata));
  plan.change({ isImporting: false, head, flushed: head, prunedBelow: head, base: head + 1 });
}

/**
 * Removes the rows of an import that was not finished. The state says so until the last one is gone, and then is that of an empty storage. Its
 * sequence number goes on: a reader beside the writer would take another state with a number that it has seen for the one that it has seen.
 * @returns the state of the empty storage
 */
export async function discardImport(store: OrderedStore, state: EngineState): Promise<EngineState> {
  for (const table of storeTables) {
    if (table !== 'metadata') await clear(store, table);
  }
  const empty = { ...emptyState(state.salt), sequence: state.sequence + 1, rollbacks: state.rollbacks + 1 };
  const puts = new Puts();
  puts.put('metadata', STATE_KEY, encodeState(empty));
  await store.write(puts.sorted());
  return empty;
}

async function clear(store: OrderedStore, table: StoreTable): Promise<void> {
  for (;;) {
    const view = await store.view();
    const rows = await view.range(table, { limit: SLICE });
    await view.close();
    if (rows.length === 0) return;
    await store.write(rows.map(({ key }) => ({ table, key, value: null })));
  }
}
