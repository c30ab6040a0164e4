import type { Storage, StoredMetadata } from '@tos/state';
import type { OnProgress } from '../history/progress.ts';
import { readBlockWrites } from '../history/read-block-writes.ts';
import type { Finding } from './finding.ts';

/**
 * Computes the state digest of every block again, from the writes that the storage knows of the block, or that the versions of records show.
 * Nothing can be said of the blocks up to where a chain is pruned.
 */
export async function* verifyDigests(
  storage: Storage,
  { head, prunedBelow }: StoredMetadata,
  onProgress: OnProgress,
): AsyncGenerator<Finding> {
  const to = head.topoheight;
  // At the pruned end itself an imported state has no deletions, which count in a digest.
  const from = prunedBelow === 0 ? 0 : prunedBelow + 1;
  let done = from;
  const progress = (): ReturnType<OnProgress> => onProgress({ stage: 'digests', done, total: to + 1 });
  // `verifyBlocks` and `verifyRecords` have reported broken blocks and records already; broken writes do not give the digest.
  const options = { from, to, onBroken: () => undefined, onRecord: progress };
  for await (const { topoheight, matches } of readBlockWrites(storage, options)) {
    if (matches === false) {
      yield {
        part: 'digests',
        message: `topoheight ${topoheight}: the records written there do not give the digest of its block`,
      };
    }
    done = topoheight + 1;
    await progress();
  }
}
