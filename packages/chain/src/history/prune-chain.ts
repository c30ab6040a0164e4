import { assertFunction, assertInteger, assertObject, TosError } from '@tos/protocol';
import type { Storage, Topoheight } from '@tos/state';
import { assertPrunable } from './assert-prunable.ts';
import type { OnProgress } from './progress.ts';

/** Each step is a walk over all records: there are few of them, and enough to show progress. */
const STEPS = 20;

/**
 * Prunes the chain of a storage that no `Chain` has open, by the rules of `Chain.prune`. A pruning that `onProgress` or the death of the
 * process stopped has lost nothing, and goes on when asked again.
 * @param below what `Chain.prune` takes
 * @throws as `Chain.prune`, and TOS_STORAGE_CONFLICT when there is no chain
 */
export async function pruneChain(
  storage: Storage,
  below: Topoheight,
  onProgress: OnProgress = () => undefined,
): Promise<void> {
  assertObject(storage, 'storage', ['metadata', 'prune']);
  assertInteger(below, 'below', 0);
  assertFunction(onProgress, 'onProgress');
  const metadata = await storage.metadata();
  if (metadata === undefined) throw new TosError('TOS_STORAGE_CONFLICT', { reason: 'there is no chain to prune' });
  const { head, prunedBelow } = metadata;
  assertPrunable(below, { head: head.topoheight, prunedBelow });
  const total = below - prunedBelow;
  let done = 0;
  // Step 0 removes what an interrupted pruning left.
  for (let step = 0; step <= STEPS; step++) {
    const target = Math.floor((total * step) / STEPS);
    await storage.prune(prunedBelow + target, () => onProgress({ stage: 'pruning', done, total }));
    done = target;
  }
  await onProgress({ stage: 'pruning', done, total });
}
