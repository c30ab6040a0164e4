import type { ChainMetadata, ImportRecord, OrderedBlock } from '@tos/state';
import { blockPuts, type Put } from './commit-plan.ts';
import { HEAD_KEY, IMPORT_KEY, metadataKey, PRUNED_KEY, placeOf, versionKey } from './keys.ts';
import { encodeMetadata } from './metadata-codec.ts';
import { RowArena } from './row-arena.ts';
import { topoheightBytes } from './topoheight-bytes.ts';
import { encodeLatest, LATEST_PREFIX } from './version-codec.ts';

// While this row exists, every view is empty (`read-view.ts`), and opening the storage clears its tables.
const mark: Put = { table: 'metadata', key: IMPORT_KEY, value: new Uint8Array() };

export function* importedRecords(records: readonly ImportRecord[]): Generator<Put> {
  yield mark;
  const arena = new RowArena();
  for (const { ref, topoheight, value } of records) {
    const place = placeOf(ref, arena);
    const row = encodeLatest(arena, { topoheight, previous: null, value });
    yield { table: 'latest', key: place, value: row };
    yield { table: 'versions', key: versionKey(topoheight, place), value: row.subarray(LATEST_PREFIX) };
  }
}

export function* importedBlocks(blocks: readonly OrderedBlock[]): Generator<Put> {
  yield mark;
  for (const block of blocks) {
    yield* blockPuts(block);
    yield { table: 'order', key: topoheightBytes(block.topoheight), value: block.hash };
  }
}

/** The puts that make the imported state visible. */
export function finishedImport(metadata: ChainMetadata): Put[] {
  const { topoheight } = metadata.head;
  return [
    { table: 'metadata', key: metadataKey(topoheight), value: encodeMetadata(metadata) },
    { table: 'metadata', key: HEAD_KEY, value: topoheightBytes(topoheight) },
    { table: 'metadata', key: PRUNED_KEY, value: topoheightBytes(topoheight) },
    { table: 'metadata', key: IMPORT_KEY, value: null },
  ];
}
