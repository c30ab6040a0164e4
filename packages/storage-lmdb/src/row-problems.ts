import { isTosError, TosError } from '@tos/protocol';
import { compareBytes, type OnRow, type Topoheight } from '@tos/state';
import { decodeBlock } from './block-codec.ts';
import { indexKeys } from './commit-plan.ts';
import { metadataKey, type Place, PRUNE_CURSOR_KEY, PRUNED_KEY, versionKey } from './keys.ts';
import type { TableName } from './lmdb-tables.ts';
import type { ReadView, Row } from './read-view.ts';
import { topoheightBytes } from './topoheight-bytes.ts';
import { LATEST_PREFIX, latestTopoheight, previousTopoheight } from './version-codec.ts';

/** A key that sorts before every key of a table. */
export const FIRST_KEY: Uint8Array = Uint8Array.of(0);
const ROWS_A_TURN = 256;

/**
 * Finds problems in rows that no read of the storage would show; LMDB has no checksums. It compares the two copies of the newest version of
 * each record, in `latest` and in `versions`, and checks that some record or block needs each version and each row of an index.
 */
export async function* rowProblems(view: ReadView, prunedBelow: Topoheight, onRow: OnRow): AsyncGenerator<string> {
  let done = 0;
  const rowsOf = async function* (table: TableName): AsyncGenerator<Row> {
    for await (const rows of view.slices(table, { start: FIRST_KEY })) {
      for (const row of rows) {
        if (++done % ROWS_A_TURN === 0) await onRow(done);
        yield row;
      }
    }
  };
  const isPruning = view.get('metadata', PRUNE_CURSOR_KEY) !== undefined;
  const expected = { versions: 0, order: 0, heights: 0, transactions: 0, metadata: 0 };

  for await (const { key, value } of rowsOf('latest')) {
    try {
      yield* copyProblems(view, key, value);
      expected.versions += chainLength(view, key, value, { prunedBelow, isPruning });
    } catch (error) {
      yield `record ${bytesToHex(key)}: ${messageOf(error)}`;
    }
  }
  for await (const { key, value } of rowsOf('blocks')) {
    try {
      const block = decodeBlock(key, value);
      let last = FIRST_KEY;
      for (const index of indexKeys(block)) {
        if (!view.get(index.table, index.key)) yield `block ${bytesToHex(key)}: it is not in ${index.table}`;
        // The keys are sorted, and a transaction that a block has twice is one row.
        if (compareBytes(index.key, last) !== 0) expected[index.table]++;
        last = index.key;
      }
      if (block.topoheight === null) continue;
      expected.order++;
      const ordered = view.get('order', topoheightBytes(block.topoheight));
      if (!ordered || compareBytes(ordered, key) !== 0) yield `block ${bytesToHex(key)}: its place has another one`;
      if (block.topoheight < prunedBelow) continue;
      expected.metadata++;
      if (!view.get('metadata', metadataKey(block.topoheight))) yield `metadata: none at ${block.topoheight}`;
    } catch (error) {
      yield `block ${bytesToHex(key)}: ${messageOf(error)}`;
    }
  }
  const isMetadata = ({ key }: Row): boolean =>
    compareBytes(key, metadataKey(prunedBelow)) >= 0 && compareBytes(key, PRUNED_KEY) < 0;
  for (const table of ['versions', 'order', 'heights', 'transactions', 'metadata'] as const) {
    // While pruning goes on, versions that are pruned but not removed yet have no links to them.
    if (table === 'versions' && isPruning) continue;
    let found = 0;
    for await (const row of rowsOf(table)) if (table !== 'metadata' || isMetadata(row)) found++;
    if (found !== expected[table]) yield `${table}: ${found} rows, and ${expected[table]} have a reason to be there`;
  }
}

function* copyProblems(view: ReadView, place: Place, latest: Uint8Array): Generator<string> {
  const topoheight = latestTopoheight(latest);
  const copy = view.get('versions', versionKey(topoheight, place));
  if (!copy) yield `record ${bytesToHex(place)}: versions has none at ${topoheight}, the newest one`;
  else if (compareBytes(copy, latest.subarray(LATEST_PREFIX)) !== 0) {
    yield `record ${bytesToHex(place)}: latest and versions differ in the version at ${topoheight}`;
  }
}

/**
 * The number of versions from the newest one to the end of the chain; while pruning is under way, to the first version below the watermark.
 * @throws TOS_STORAGE_CORRUPT for a link that leads nowhere, and for a link of a version below the watermark
 */
function chainLength(
  view: ReadView,
  place: Place,
  latest: Uint8Array,
  { prunedBelow, isPruning }: { readonly prunedBelow: Topoheight; readonly isPruning: boolean },
): number {
  let topoheight = latestTopoheight(latest);
  let previous = previousTopoheight(topoheight, latest, LATEST_PREFIX);
  let count = 1;
  while (previous !== null) {
    if (topoheight < prunedBelow) {
      if (isPruning) return count;
      const reason = `the version at ${topoheight}, below the watermark, leads on`;
      throw new TosError('TOS_STORAGE_CORRUPT', { what: 'versions', reason });
    }
    topoheight = previous;
    previous = previousTopoheight(topoheight, view.version(topoheight, place), 0);
    count++;
  }
  return count;
}

function bytesToHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function messageOf(error: unknown): string {
  if (isTosError(error)) return error.message;
  throw error;
}
