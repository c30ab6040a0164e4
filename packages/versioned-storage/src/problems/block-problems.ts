import { compareBytes } from '@tos/state';
import type { EngineView } from '../reading/engine-view.ts';
import { decodeBlock } from '../rows/block-row.ts';
import { heightKey, metadataKey } from '../rows/keys.ts';
import { decodeMetadata } from '../rows/metadata-row.ts';
import { topoheightBytes } from '../rows/topoheight-bytes.ts';
import { findBlocks } from '../transactions/find-blocks.ts';
import { damageOf, hexOf, type RowWalk } from './row-walk.ts';

/**
 * Compares blocks with their places, heights and metadata, and looks up the transactions of blocks without a place. `verifyChain` looks up
 * those of all others.
 */
export async function* blockProblems(view: EngineView, walk: RowWalk): AsyncGenerator<string> {
  const { prunedBelow, base, head, runs } = view.state;
  // A state may have been imported without its block: then there are the metadata of its topoheight alone.
  let isWithoutBlock = base > prunedBelow;
  const expected = { order: 0, heights: 0, metadata: 0 };
  for await (const { key, value } of walk.rows('blocks')) {
    const name = `block ${hexOf(key)}`;
    try {
      const { topoheight, height, transactionHashes } = decodeBlock(key, value);
      expected.heights++;
      if ((await view.get('heights', heightKey(height, key))) === undefined) yield `${name}: it is not in heights`;
      if (topoheight === null) {
        for (const transaction of transactionHashes) {
          const blocks = await findBlocks(view.store, runs.runs, transaction);
          const isFound = blocks.some(({ block }) => compareBytes(block, key) === 0);
          if (!isFound) yield `${name}: the index of transactions does not lead to it from ${hexOf(transaction)}`;
        }
        continue;
      }
      expected.order++;
      const ordered = await view.get('order', topoheightBytes(topoheight));
      if (!ordered || compareBytes(ordered, key) !== 0) yield `${name}: its place has another one`;
      if (topoheight > (head ?? -1)) yield `${name}: its topoheight ${topoheight} is above the head`;
      if (topoheight < prunedBelow) continue;
      if (topoheight === prunedBelow) isWithoutBlock = false;
      expected.metadata++;
      const metadata = await view.get('metadata', metadataKey(topoheight));
      if (metadata === undefined) yield `metadata: none at ${topoheight}`;
      else decodeMetadata(metadata);
    } catch (error) {
      yield `${name}: ${damageOf(error)}`;
    }
  }
  if (isWithoutBlock) expected.metadata++;
  const lowest = { order: undefined, heights: undefined, metadata: metadataKey(prunedBelow) };
  for (const table of ['order', 'heights', 'metadata'] as const) {
    let found = 0;
    for await (const _ of walk.rows(table, lowest[table])) found++;
    if (found !== expected[table]) yield `${table}: ${found} rows, and ${expected[table]} have a reason to be there`;
  }
}
