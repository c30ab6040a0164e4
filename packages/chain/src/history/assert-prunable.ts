import { invalidArgument, PRUNE_SAFETY_LIMIT } from '@tos/protocol';
import type { Topoheight } from '@tos/state';

/**
 * Checks the topoheight below which a pruning shall forget: above the genesis, at least 240 below the head, and not below an earlier pruning.
 * In a linear order every block that far down is a sync block, so that the cut is exactly where it was asked for.
 * Source: docs/protocol.md §4.4.
 * @throws TOS_INVALID_ARGUMENT
 */
export function assertPrunable(
  below: Topoheight,
  { head, prunedBelow }: { readonly head: Topoheight; readonly prunedBelow: Topoheight },
): void {
  const lowest = Math.max(1, prunedBelow);
  const highest = head - PRUNE_SAFETY_LIMIT;
  if (Number.isSafeInteger(below) && below >= lowest && below <= highest) return;
  const expected =
    highest < lowest
      ? `nothing yet: the head is ${head}, and the newest ${PRUNE_SAFETY_LIMIT} blocks stay`
      : `from ${lowest} to ${highest}`;
  throw invalidArgument('below', expected, below);
}
