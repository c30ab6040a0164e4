import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { NodeProcess } from '../../node/test/node-process.ts';

const blocks = z.array(z.object({ hash: z.string(), miner: z.string(), txs_hashes: z.array(z.string()) }));

export interface ShownBlock {
  readonly hash: string;
  /** Address. */
  readonly miner: string;
  /** Hashes. */
  readonly transactions: readonly string[];
}

/** Sends transfers to a devnet, and finds a block with at least half of them. */
export async function blockWithTransfers(node: NodeProcess, count: number, pattern = 'random'): Promise<ShownBlock> {
  await node.result('dev_send_transfers', { count, pattern });
  for (;;) {
    const newest = blocks.parse(await node.result('get_blocks_range_by_topoheight'));
    const found = newest.find(({ txs_hashes: hashes }) => 2 * hashes.length >= count);
    if (found !== undefined) return { hash: found.hash, miner: found.miner, transactions: found.txs_hashes };
    await setTimeout(50);
  }
}
