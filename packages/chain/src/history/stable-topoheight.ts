import { assertInteger, STABLE_LIMIT } from '@tos/protocol';
import type { Topoheight } from '@tos/state';

// The devnet's order: every block has one parent, the block before it, so that height and topoheight are the same number.

/** The last place in the order that can no longer change, 24 behind the head. Source: docs/protocol.md §4.4. */
export function stableTopoheight(head: Topoheight): Topoheight {
  assertInteger(head, 'head', 0);
  return Math.max(0, head - STABLE_LIMIT);
}
