import { invalidArgument, PRUNE_SAFETY_LIMIT } from '@tos/protocol';
import type { Topoheight } from '@tos/state';

/**
 * Checks a request to forget what was before a topoheight: not the genesis, not the newest 240 blocks, not less than was pruned
 * before. On a line every block that far down is a sync block, so that the cut is where it was asked for.
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
