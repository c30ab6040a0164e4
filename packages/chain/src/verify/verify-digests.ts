import type { Storage, StoredMetadata } from '@tos/state';
import { readBlockWrites } from '../history/block-writes.ts';
import type { OnProgress } from '../history/progress.ts';
import { type Finding, finding } from './finding.ts';

/**
 * Computes the state digest of every block again from what the versions say that it wrote. Up to the watermark of a pruned chain
 * nothing can be said.
 */
export async function* verifyDigests(
  storage: Storage,
  { head, prunedBelow }: StoredMetadata,
  onProgress: OnProgress,
): AsyncGenerator<Finding> {
  const to = head.topoheight;
  // At the watermark itself an imported state has no deletions, which count in a digest.
  const from = prunedBelow === 0 ? 0 : prunedBelow + 1;
  let done = from;
  const progress = (): ReturnType<OnProgress> => onProgress({ stage: 'digests', done, total: to + 1 });
  // The walk over the records has named what is broken.
  const options = { from, to, onBroken: () => undefined, onRecord: progress };
  for await (const { topoheight, matches } of readBlockWrites(storage, options)) {
    if (matches === false) {
      yield finding(
        'digests',
        `topoheight ${topoheight}: the records written there do not give the digest of its block`,
      );
    }
    done = topoheight + 1;
    await progress();
  }
}
