import { assertInteger, STABLE_LIMIT } from '@tos/protocol';
import type { Topoheight } from '@tos/state';

/**
 * The highest topoheight at which the order of blocks can no longer change: 24 below the head. On the devnet every block has one parent, the
 * block before it, so that height and topoheight are the same number. Source: docs/protocol.md §4.4.
 */
export function stableTopoheight(head: Topoheight): Topoheight {
  assertInteger(head, 'head', 0);
  return Math.max(0, head - STABLE_LIMIT);
}
