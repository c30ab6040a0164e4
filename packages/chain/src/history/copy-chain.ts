import { assertFunction, assertObject, TosError } from '@tos/protocol';
import {
  type BlockCommit,
  compareBytes,
  type OrderedBlock,
  type Storage,
  type StoredMetadata,
  type Topoheight,
} from '@tos/state';
import { chainPointAt } from './chain-point.ts';
import { liveRecords } from './live-records.ts';
import type { OnProgress } from './progress.ts';
import { readBlockWrites } from './read-block-writes.ts';

/** Records per commit. Small blocks are committed together: a sync of the disk per block would take most of the time. */
const WRITES_PER_COMMIT = 10_000;

/**
 * Copies a chain into another storage, block by block with every version of every record, and checks each block's writes against its
 * digest. Where the source is pruned, the copy begins with the state at the bottom. A copy that was stopped is a shorter chain, and goes on
 * from its head when asked again. Blocks without a place in the order are not copied.
 * @returns the first topoheight that was copied: 0, or the one after the head of an earlier copy
 * @throws TOS_STORAGE_CORRUPT when the source contradicts itself; `verifyChain` says where
 * @throws TOS_STORAGE_CONFLICT when the target holds another chain, or ends where the source was pruned since
 */
export async function copyChain(
  storages: { readonly source: Storage; readonly target: Storage },
  onProgress: OnProgress = () => undefined,
): Promise<Topoheight> {
  assertObject(storages, 'storages');
  const { source, target } = storages;
  assertObject(source, 'source', ['metadata', 'getBlock']);
  assertObject(target, 'target', ['metadata', 'commit']);
  assertFunction(onProgress, 'onProgress');
  const metadata = await source.metadata();
  if (metadata === undefined) throw new TosError('TOS_STORAGE_CONFLICT', { reason: 'there is no chain to copy' });
  const copied = await target.metadata();
  if (copied === undefined && metadata.prunedBelow > 0)
    await copyState(source, target, metadata.prunedBelow, onProgress);
  else if (copied !== undefined) await assertPartOf(source, metadata, copied);
  const from = ((await target.metadata())?.head.topoheight ?? -1) + 1;
  const to = metadata.head.topoheight;
  const progress = (done: number): ReturnType<OnProgress> =>
    onProgress({ stage: 'copying blocks', done, total: to + 1 });

  let commits: BlockCommit[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    if (commits.length > 0) await target.commit({ blocks: commits });
    commits = [];
    size = 0;
  };
  let done = from;
  for await (const { topoheight, writes, matches } of readBlockWrites(source, {
    from,
    to,
    onRecord: () => progress(done),
  })) {
    const { block, metadata: then } = await chainPointAt(source, topoheight);
    if (matches === false) {
      const reason = 'its writes do not give its digest';
      throw new TosError('TOS_STORAGE_CORRUPT', { what: `block at topoheight ${topoheight}`, reason });
    }
    commits.push({ block, writes, metadata: then });
    size += writes.length + block.transactionHashes.length;
    if (size >= WRITES_PER_COMMIT) await flush();
    done = topoheight + 1;
    await progress(done);
  }
  await flush();
  await progress(to + 1);
  return from;
}

/** Copies the state at the bottom of a pruned chain, and the blocks up to there. */
async function copyState(source: Storage, target: Storage, at: Topoheight, onProgress: OnProgress): Promise<void> {
  const { metadata } = await chainPointAt(source, at);
  const records = liveRecords(source, at, onProgress);
  await target.importState({ metadata, records, blocks: orderedBlocks(source, at, onProgress) });
}

async function* orderedBlocks(source: Storage, to: Topoheight, onProgress: OnProgress): AsyncGenerator<OrderedBlock> {
  for (let topoheight = 0; topoheight <= to; topoheight++) {
    await onProgress({ stage: 'copying blocks', done: topoheight, total: to });
    // A chain that began with an imported state has no older blocks.
    const block = await source.getBlock({ topoheight });
    if (block !== undefined) yield { ...block, topoheight };
  }
}

async function assertPartOf(source: Storage, own: StoredMetadata, copied: StoredMetadata): Promise<void> {
  const { hash, topoheight } = copied.head;
  const [here] = topoheight > own.head.topoheight ? [] : await source.hashesAt([topoheight]);
  const isSame =
    here !== undefined && compareBytes(here, hash) === 0 && compareBytes(own.genesis, copied.genesis) === 0;
  if (isSame && topoheight + 1 >= own.prunedBelow) return;
  if (isSame) {
    const reason = `the copy ends at ${topoheight}, and the chain was pruned below ${own.prunedBelow} since`;
    throw new TosError(
      'TOS_STORAGE_CONFLICT',
      { reason },
      `The copy cannot be continued: ${reason}. Copy into a new place.`,
    );
  }
  throw new TosError('TOS_STORAGE_CONFLICT', {
    reason: 'the target holds a chain that is no part of the chain to copy',
  });
}
