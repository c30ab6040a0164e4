import { type Block, type Client, watchChain } from '@tos/client';
import { isTosError } from '@tos/protocol';
import type { LiveBlock, LiveEvent } from './live-blocks.ts';

/** Milliseconds between two attempts to begin. */
const RETRY_MS = 1000;

/**
 * Reports the newest blocks of a node, and then what happens to its chain, until the signal aborts. While the node is away nothing is
 * reported; a node that comes back with another chain is begun with anew.
 */
export async function followBlocks(
  node: Client,
  report: (event: LiveEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await followOnce(node, report, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isTosError(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function followOnce(node: Client, report: (event: LiveEvent) => void, signal: AbortSignal): Promise<void> {
  const blocks = await node.call('get_blocks_range_by_topoheight', {}, { signal });
  report({ kind: 'begun' });
  for (const block of blocks) report({ kind: 'block', block: toLiveBlock(block) });
  const from = (blocks.at(-1)?.topoheight ?? -1n) + 1n;
  for await (const event of watchChain(node, { from, signal })) {
    if (event.event === 'new_block') report({ kind: 'block', block: toLiveBlock(event) });
    else report({ kind: 'orphaned', hash: event.block_hash });
  }
}

function toLiveBlock(block: Block): LiveBlock {
  return {
    hash: block.hash,
    topoheight: Number(block.topoheight),
    timestamp: Number(block.timestamp),
    transactions: block.txs_hashes.length,
    bytes: Number(block.total_size_in_bytes),
  };
}
